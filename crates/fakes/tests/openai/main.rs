//! The fake OpenAI as its clients see it.

#[cfg(test)]
mod access;
#[cfg(test)]
mod backend;
#[cfg(test)]
mod chat;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod program;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod support;
#[cfg(test)]
mod wire;
