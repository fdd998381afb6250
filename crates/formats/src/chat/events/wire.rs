//! An answer as it stands on the wire, whole or in chunks (source: openai-python 3.57.0, `ChatCompletion` and
//! `ChatCompletionChunk`; extensions as noted).

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::json::{Str, Text, object};

object! {
    pub(super) struct Chunk<'a> {
        id: Str<'a> = "id",
        model: Str<'a> = "model",
        choices: Vec<Choice<'a>> = "choices",
        usage: Usage<'a> = "usage",
        /// The provider's fault, in the middle of a stream.
        error: &'a RawValue = "error",
        // What each chunk has beside: declared, so that it is not kept by name.
        object: IgnoredAny = "object",
        created: IgnoredAny = "created",
        service_tier: IgnoredAny = "service_tier",
        system_fingerprint: IgnoredAny = "system_fingerprint",
        obfuscation: IgnoredAny = "obfuscation",
    }
}

object! {
    pub(super) struct Choice<'a> {
        index: u64 = "index",
        /// In chunks.
        delta: Said<'a> = "delta",
        /// In a whole answer.
        message: Said<'a> = "message",
        finish_reason: Str<'a> = "finish_reason",
    }
}

object! {
    pub(super) struct Said<'a> {
        content: Text<'a> = "content",
        refusal: Text<'a> = "refusal",
        /// An extension (source: DeepSeek API docs, "Reasoning model").
        reasoning_content: Text<'a> = "reasoning_content",
        /// An extension (source: OpenRouter API docs, "Reasoning tokens").
        reasoning: &'a RawValue = "reasoning",
        tool_calls: Vec<Call<'a>> = "tool_calls",
        function_call: Function<'a> = "function_call",
        role: IgnoredAny = "role",
    }
}

object! {
    pub(super) struct Call<'a> {
        index: i64 = "index",
        id: Str<'a> = "id",
        function: Function<'a> = "function",
        custom: Custom<'a> = "custom",
        kind: IgnoredAny = "type",
    }
}

object! {
    pub(super) struct Function<'a> {
        name: Str<'a> = "name",
        /// A string; some servers send the object itself.
        arguments: &'a RawValue = "arguments",
    }
}

object! {
    pub(super) struct Custom<'a> {
        name: Str<'a> = "name",
        input: Text<'a> = "input",
    }
}

object! {
    pub(super) struct Usage<'a> {
        prompt_tokens: u64 = "prompt_tokens",
        completion_tokens: u64 = "completion_tokens",
        prompt_tokens_details: PromptDetails<'a> = "prompt_tokens_details",
        completion_tokens_details: CompletionDetails<'a> = "completion_tokens_details",
    }
}

object! {
    pub(super) struct PromptDetails<'a> {
        cached_tokens: u64 = "cached_tokens",
        cache_write_tokens: u64 = "cache_write_tokens",
    }
}

object! {
    pub(super) struct CompletionDetails<'a> {
        reasoning_tokens: u64 = "reasoning_tokens",
    }
}
