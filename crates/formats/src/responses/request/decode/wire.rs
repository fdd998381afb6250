//! A request as it stands on the wire (source: openai-python 3.57.0, `ResponseCreateParams`, `ResponseInputItemParam` and
//! `ToolParam`). What no member is declared for is named as ignored.

use std::fmt;

use serde::de::{Error, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json::{Json, Str, Text, object};
use crate::openai::Escaped;

object! {
    pub(super) struct Body<'a> {
        model: Str<'a> = "model",
        input: Input<'a> = "input",
        instructions: &'a RawValue = "instructions",
        max_output_tokens: u64 = "max_output_tokens",
        temperature: f64 = "temperature",
        top_p: f64 = "top_p",
        tools: &'a RawValue = "tools",
        tool_choice: &'a RawValue = "tool_choice",
        parallel_tool_calls: bool = "parallel_tool_calls",
        reasoning: &'a RawValue = "reasoning",
        text: &'a RawValue = "text",
        stream: bool = "stream",
        stream_options: StreamOptions<'a> = "stream_options",
        include: Vec<Str<'a>> = "include",
        metadata: &'a RawValue = "metadata",
        service_tier: &'a RawValue = "service_tier",
        truncation: &'a RawValue = "truncation",
        user: &'a RawValue = "user",
        top_logprobs: u64 = "top_logprobs",
        background: bool = "background",
        previous_response_id: IgnoredAny = "previous_response_id",
        conversation: IgnoredAny = "conversation",
        prompt: IgnoredAny = "prompt",
        store: bool = "store",
        // What says nothing to a model and nothing of the answer: a key of a cache, what the Codex CLI tells its own
        // server (measured with codex 0.169.0).
        prompt_cache_key: IgnoredAny = "prompt_cache_key",
        client_metadata: IgnoredAny = "client_metadata",
    }
}

object! {
    /// A body whose input is one text.
    pub(super) struct Said<'a> {
        input: Text<'a> = "input",
    }
}

/// What a client says: one text, or items.
#[derive(Debug)]
pub(super) enum Input<'a> {
    /// Which is yet to be read: see [`Said`].
    Text,
    Items(Vec<Item<'a>>),
}

impl<'de: 'a, 'a> Deserialize<'de> for Input<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reads;
        impl<'de> Visitor<'de> for Reads {
            type Value = Input<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string, or a list of items")
            }

            fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<Self::Value, E> {
                Ok(Input::Text)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Input::Items(items))
            }
        }
        // Asked for bytes, serde_json takes a string, whatever stands in it, or a list: the items of a long history are
        // read as they are come upon, and not cut out first.
        deserializer.deserialize_bytes(Reads)
    }
}

object! {
    pub(super) struct StreamOptions<'a> {
        /// Padding of events against eavesdroppers: on the loopback there are none.
        include_obfuscation: bool = "include_obfuscation",
    }
}

object! {
    pub(super) struct Reasoning<'a> {
        effort: Str<'a> = "effort",
        summary: Str<'a> = "summary",
        generate_summary: Str<'a> = "generate_summary",
        mode: Str<'a> = "mode",
        /// Which of its own thoughts the model is to see again: those that come back, here as there.
        context: IgnoredAny = "context",
    }
}

object! {
    pub(super) struct TextConfig<'a> {
        format: Format<'a> = "format",
        verbosity: Str<'a> = "verbosity",
    }
}

object! {
    pub(super) struct Format<'a> {
        kind: Str<'a> = "type",
        name: Str<'a> = "name",
        description: Text<'a> = "description",
        schema: Json<'a> = "schema",
        strict: bool = "strict",
    }
}

object! {
    /// One item of the input, whatever its type: what a member is depends on that.
    pub(super) struct Item<'a> {
        kind: Str<'a> = "type",
        id: Str<'a> = "id",
        role: Str<'a> = "role",
        content: &'a RawValue = "content",
        call_id: Str<'a> = "call_id",
        name: Str<'a> = "name",
        namespace: Str<'a> = "namespace",
        arguments: &'a RawValue = "arguments",
        input: &'a RawValue = "input",
        output: &'a RawValue = "output",
        action: Json<'a> = "action",
        summary: &'a RawValue = "summary",
        encrypted_content: Text<'a> = "encrypted_content",
        tools: &'a RawValue = "tools",
        // What a model is told nothing of.
        status: IgnoredAny = "status",
        phase: IgnoredAny = "phase",
    }
}

object! {
    pub(super) struct Part<'a> {
        kind: Str<'a> = "type",
        text: Text<'a> = "text",
        refusal: Text<'a> = "refusal",
        image_url: Escaped<'a> = "image_url",
        detail: Str<'a> = "detail",
        file_data: Escaped<'a> = "file_data",
        file_url: Escaped<'a> = "file_url",
        file_id: IgnoredAny = "file_id",
        filename: Text<'a> = "filename",
        /// Citations beside the text of an answer that comes back.
        annotations: Vec<IgnoredAny> = "annotations",
        logprobs: IgnoredAny = "logprobs",
    }
}

object! {
    /// A part of what the model thought, which is all text.
    pub(super) struct Thought<'a> {
        text: Text<'a> = "text",
        kind: IgnoredAny = "type",
    }
}

object! {
    pub(super) struct Tool<'a> {
        kind: Str<'a> = "type",
        name: Str<'a> = "name",
        description: Text<'a> = "description",
        parameters: Json<'a> = "parameters",
        strict: bool = "strict",
        format: &'a RawValue = "format",
        /// Of a namespace.
        tools: Vec<Tool<'a>> = "tools",
    }
}

object! {
    pub(super) struct CustomFormat<'a> {
        kind: Str<'a> = "type",
        syntax: Text<'a> = "syntax",
        definition: Text<'a> = "definition",
    }
}

object! {
    pub(super) struct Choice<'a> {
        kind: Str<'a> = "type",
        name: Str<'a> = "name",
        namespace: Str<'a> = "namespace",
        mode: Str<'a> = "mode",
        tools: Vec<Choice<'a>> = "tools",
    }
}
