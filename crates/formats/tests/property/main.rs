//! What must hold for any conversation and any answer, tried with many that are made up.

#[cfg(test)]
mod cache_stability;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod cuts_do_not_matter;
#[cfg(test)]
mod ids_round_trip;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod nothing_is_lost;
#[cfg(test)]
mod own_names;
#[cfg(test)]
mod raw;
#[cfg(test)]
mod raw_bytes;
#[cfg(test)]
mod reply;
#[cfg(test)]
mod responses_client;
#[cfg(test)]
mod said;
#[cfg(test)]
mod spelled;
#[cfg(test)]
mod streamed_equals_whole;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod talk;
#[cfg(test)]
mod there_and_back;
#[cfg(test)]
mod translate;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod wire;
