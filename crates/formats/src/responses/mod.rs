//! OpenAI Responses (source: OpenAI API docs, "Responses"; members: openai-python 3.57.0 types).

pub mod error;
mod events;
mod failed;
mod namespace;
mod request;
mod rules;
mod sealing;
mod shaped;

pub use events::{Collector, Decoder, Encoder, decode_answer, encode_answer};
pub use failed::Begun;
pub(crate) use failed::event as failed_event;
pub use namespace::unwrapped;
pub use request::{Delivery, Options, decode as decode_request, encode as encode_request};
pub use rules::{Fitted, Rules, fit};
pub use sealing::{payloads, sealed, unsealed};
pub use shaped::shaped;
