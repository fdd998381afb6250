//! Answers, as events and whole.

mod blocks;
mod calls;
mod decode;
mod encode;
mod frame;
mod splice;
#[cfg(test)]
mod tests;
mod usage;
mod whole;
mod wire;

pub use decode::Decoder;
pub use encode::Encoder;
pub use whole::{decode_answer, encode_answer};

use crate::conversation::Stop;

/// The answer's id: the provider's own, with the prefix that clients know an answer by.
fn spelled_id(id: &str) -> String {
    format!("chatcmpl-{}", id.strip_prefix("chatcmpl-").unwrap_or(id))
}

/// Why an answer ended (source: openai-python 3.57.0, `Choice.finish_reason`). `legacy`: to a client that calls
/// functions the old way.
fn finish_reason(stop: &Stop<'_>, legacy: bool) -> &'static str {
    match stop {
        Stop::EndTurn | Stop::Sequence(_) | Stop::Pause | Stop::Other(_) => "stop",
        Stop::MaxTokens | Stop::ContextWindow => "length",
        Stop::Calls if legacy => "function_call",
        Stop::Calls => "tool_calls",
        Stop::Refusal(_) => "content_filter",
    }
}
