//! Reports as they are printed, compared with the files in `golden/`. `CCPROXY_WRITE_GOLDEN=1` writes those anew.

// The paths in the files are those of Unix.
#![cfg(unix)]

#[cfg(test)]
#[path = "../../../cli/src/table.rs"]
mod table;

#[cfg(test)]
mod chatgpt;
#[cfg(test)]
mod claude;
#[cfg(test)]
mod drawing;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod openai;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod status;
