//! Anthropic Messages (source: Anthropic API docs, "Messages"; members: anthropic-python 2.13.0 types).

pub mod error;
mod events;
mod limits;
mod request;
mod unseal;

pub use events::{Decoder, Encoder, decode_answer, encode_answer};
pub use limits::{Limits, Sampling, Thinks};
pub use request::{Delivery, Options, decode as decode_request, encode as encode_request};
pub use unseal::unseal;
