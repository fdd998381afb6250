//! Writing an answer.

mod blocks;
mod encoder;
mod item;
mod open;
mod response;
mod shell;
#[cfg(test)]
mod tests;
mod usage;
mod whole;

pub use encoder::Encoder;
pub(in crate::responses) use response::{Ending, Head, response};
pub use whole::encode_answer;
