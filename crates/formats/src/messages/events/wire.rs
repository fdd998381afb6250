//! The shapes of an answer (source: anthropic-python 2.13.0, `RawMessageStreamEvent` and `Message`).

use crate::conversation;
use crate::json::{Json, Str, Text, object};

object! {
    /// An event of any kind.
    pub(super) struct Event<'a> {
        kind: Str<'a> = "type",
        index: u64 = "index",
        message: Message<'a> = "message",
        content_block: Json<'a> = "content_block",
        delta: Json<'a> = "delta",
        usage: Usage<'a> = "usage",
    }
}

object! {
    /// A whole message, or the head of one that is streamed.
    pub(super) struct Message<'a> {
        kind: Str<'a> = "type",
        id: Str<'a> = "id",
        model: Str<'a> = "model",
        content: Vec<Json<'a>> = "content",
        stop_reason: Str<'a> = "stop_reason",
        stop_sequence: Text<'a> = "stop_sequence",
        stop_details: StopDetails<'a> = "stop_details",
        usage: Usage<'a> = "usage",
    }
}

object! {
    pub(super) struct StopDelta<'a> {
        stop_reason: Str<'a> = "stop_reason",
        stop_sequence: Text<'a> = "stop_sequence",
        stop_details: StopDetails<'a> = "stop_details",
    }
}

object! {
    pub(super) struct StopDetails<'a> {
        explanation: Text<'a> = "explanation",
    }
}

object! {
    pub(super) struct Block<'a> {
        kind: Str<'a> = "type",
        text: Text<'a> = "text",
        thinking: Text<'a> = "thinking",
        signature: Text<'a> = "signature",
        data: Text<'a> = "data",
        id: Str<'a> = "id",
        name: Str<'a> = "name",
        input: Json<'a> = "input",
    }
}

object! {
    pub(super) struct Delta<'a> {
        kind: Str<'a> = "type",
        text: Text<'a> = "text",
        thinking: Text<'a> = "thinking",
        signature: Text<'a> = "signature",
        partial_json: Text<'a> = "partial_json",
    }
}

object! {
    pub(super) struct Usage<'a> {
        input_tokens: u64 = "input_tokens",
        cache_creation_input_tokens: u64 = "cache_creation_input_tokens",
        cache_read_input_tokens: u64 = "cache_read_input_tokens",
        output_tokens: u64 = "output_tokens",
        details: UsageDetails<'a> = "output_tokens_details",
    }
}

object! {
    pub(super) struct UsageDetails<'a> {
        thinking_tokens: u64 = "thinking_tokens",
    }
}

impl From<Option<Usage<'_>>> for conversation::Usage {
    fn from(usage: Option<Usage<'_>>) -> Self {
        let usage = usage.unwrap_or_default();
        Self {
            input: usage.input_tokens,
            cache_read: usage.cache_read_input_tokens,
            cache_write: usage.cache_creation_input_tokens,
            output: usage.output_tokens,
            reasoning: usage.details.and_then(|details| details.thinking_tokens),
        }
    }
}
