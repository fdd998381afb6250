//! The settings from outside: files, variables and flags go in; typed values and messages come out.

#[cfg(test)]
mod addresses;
#[cfg(test)]
mod atomic;
#[cfg(test)]
mod editing;
#[cfg(test)]
mod env_files;
#[cfg(test)]
mod home;
#[cfg(test)]
mod masking;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod provenance;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod values;
#[cfg(test)]
mod watching;
