//! Answers, as events and whole.

mod decode;
mod encode;
mod splice;
mod stop;
mod whole;
mod wire;

pub use decode::Decoder;
pub use encode::Encoder;
pub use whole::{decode_answer, encode_answer};
