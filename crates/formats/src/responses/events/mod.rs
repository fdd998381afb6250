//! Answers, as events and whole.

mod collect;
mod decode;
mod encode;

pub use collect::Collector;
pub use decode::{Decoder, decode_answer};
pub use encode::{Encoder, encode_answer};
pub(super) use encode::{Ending, Head, response};
