//! OpenAI Chat Completions (source: OpenAI API docs, "Chat"; members: openai-python 3.57.0 types).

pub mod error;
mod events;
mod request;

pub use events::{Decoder, Encoder, decode_answer, encode_answer};
pub use request::{Delivery, Options, decode as decode_request, encode as encode_request};
