//! An answer as it stands on the wire, whole or in events (source: openai-python 3.57.0, `ResponseStreamEvent`,
//! `Response` and `ResponseOutputItem`).

use serde_json::value::RawValue;

use crate::json::{Str, Text, object};

object! {
    pub(super) struct Event<'a> {
        kind: Str<'a> = "type",
        response: Response<'a> = "response",
        item: Item<'a> = "item",
        item_id: Str<'a> = "item_id",
        output_index: u64 = "output_index",
        content_index: u64 = "content_index",
        summary_index: u64 = "summary_index",
        /// A piece of text, in the events that end in `.delta`.
        delta: &'a RawValue = "delta",
        /// The provider's fault, as some of its doors tell it.
        error: &'a RawValue = "error",
    }
}

object! {
    pub(super) struct Response<'a> {
        id: Str<'a> = "id",
        model: Str<'a> = "model",
        status: Str<'a> = "status",
        output: Vec<Item<'a>> = "output",
        error: &'a RawValue = "error",
        incomplete_details: Incomplete<'a> = "incomplete_details",
        usage: Usage<'a> = "usage",
    }
}

object! {
    pub(super) struct Incomplete<'a> {
        reason: Str<'a> = "reason",
    }
}

object! {
    pub(super) struct Item<'a> {
        kind: Str<'a> = "type",
        id: Str<'a> = "id",
        call_id: Str<'a> = "call_id",
        name: Str<'a> = "name",
        // Not read until it is known what item it is: others have other things of these names.
        /// Of a function: a string.
        arguments: &'a RawValue = "arguments",
        /// Of a custom tool: a string.
        input: &'a RawValue = "input",
        /// Of a message, or of the thoughts of a model that shows them: parts.
        content: &'a RawValue = "content",
        /// Of thoughts: parts.
        summary: &'a RawValue = "summary",
        /// Of thoughts: a string.
        encrypted_content: &'a RawValue = "encrypted_content",
    }
}

object! {
    pub(super) struct Part<'a> {
        kind: Str<'a> = "type",
        text: Text<'a> = "text",
        refusal: Text<'a> = "refusal",
    }
}

object! {
    pub(super) struct Usage<'a> {
        input_tokens: u64 = "input_tokens",
        output_tokens: u64 = "output_tokens",
        input_tokens_details: InputDetails<'a> = "input_tokens_details",
        output_tokens_details: OutputDetails<'a> = "output_tokens_details",
    }
}

object! {
    pub(super) struct InputDetails<'a> {
        cached_tokens: u64 = "cached_tokens",
        cache_write_tokens: u64 = "cache_write_tokens",
    }
}

object! {
    pub(super) struct OutputDetails<'a> {
        reasoning_tokens: u64 = "reasoning_tokens",
    }
}

impl From<Usage<'_>> for crate::conversation::Usage {
    /// The prompt without what came from or went into the cache, as the model counts it.
    fn from(usage: Usage<'_>) -> Self {
        let input = usage.input_tokens_details.unwrap_or_default();
        let (cache_read, cache_write) = (input.cached_tokens, input.cache_write_tokens);
        let cached = cache_read
            .unwrap_or(0)
            .saturating_add(cache_write.unwrap_or(0));
        Self {
            input: usage.input_tokens.map(|all| all.saturating_sub(cached)),
            cache_read,
            cache_write,
            output: usage.output_tokens,
            reasoning: usage
                .output_tokens_details
                .and_then(|details| details.reasoning_tokens),
        }
    }
}
