//! A request as it stands on the wire (source: openai-python 3.57.0, `CompletionCreateParams` and the params of its
//! messages, content parts and tools). What no member is declared for is named as ignored.

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::json::{Json, Str, Text, object};
use crate::openai::Escaped;

object! {
    pub(super) struct Body<'a> {
        model: Str<'a> = "model",
        messages: Vec<Message<'a>> = "messages",
        max_tokens: u64 = "max_tokens",
        max_completion_tokens: u64 = "max_completion_tokens",
        temperature: f64 = "temperature",
        top_p: f64 = "top_p",
        /// An extension of many servers; 0 and -1 mean none there.
        top_k: i64 = "top_k",
        stop: &'a RawValue = "stop",
        n: u64 = "n",
        logprobs: bool = "logprobs",
        top_logprobs: u64 = "top_logprobs",
        modalities: Vec<Str<'a>> = "modalities",
        audio: IgnoredAny = "audio",
        tools: Vec<Tool<'a>> = "tools",
        tool_choice: &'a RawValue = "tool_choice",
        parallel_tool_calls: bool = "parallel_tool_calls",
        functions: Vec<Function<'a>> = "functions",
        function_call: &'a RawValue = "function_call",
        response_format: ResponseFormat<'a> = "response_format",
        reasoning_effort: Str<'a> = "reasoning_effort",
        /// An extension (source: OpenRouter API docs, "Reasoning tokens").
        reasoning: Reasoning<'a> = "reasoning",
        /// An extension (source: the same).
        include_reasoning: bool = "include_reasoning",
        verbosity: Str<'a> = "verbosity",
        stream: bool = "stream",
        stream_options: StreamOptions<'a> = "stream_options",
        frequency_penalty: f64 = "frequency_penalty",
        presence_penalty: f64 = "presence_penalty",
        logit_bias: &'a RawValue = "logit_bias",
        store: bool = "store",
    }
}

object! {
    pub(super) struct StreamOptions<'a> {
        include_usage: bool = "include_usage",
        /// Padding of chunks against eavesdroppers: on the loopback there are none.
        include_obfuscation: bool = "include_obfuscation",
    }
}

object! {
    pub(super) struct Reasoning<'a> {
        effort: Str<'a> = "effort",
        max_tokens: u64 = "max_tokens",
    }
}

object! {
    pub(super) struct ResponseFormat<'a> {
        kind: Str<'a> = "type",
        json_schema: JsonSchema<'a> = "json_schema",
    }
}

object! {
    pub(super) struct JsonSchema<'a> {
        name: Str<'a> = "name",
        description: Text<'a> = "description",
        schema: Json<'a> = "schema",
        strict: bool = "strict",
    }
}

object! {
    pub(super) struct Message<'a> {
        role: Str<'a> = "role",
        content: &'a RawValue = "content",
        name: Str<'a> = "name",
        refusal: Text<'a> = "refusal",
        audio: IgnoredAny = "audio",
        tool_calls: Vec<Call<'a>> = "tool_calls",
        function_call: Called<'a> = "function_call",
        tool_call_id: Str<'a> = "tool_call_id",
        /// Citations beside the text of an answer that comes back.
        annotations: Vec<IgnoredAny> = "annotations",
    }
}

object! {
    pub(super) struct Call<'a> {
        id: Str<'a> = "id",
        kind: Str<'a> = "type",
        function: Called<'a> = "function",
        custom: CalledCustom<'a> = "custom",
    }
}

object! {
    pub(super) struct Called<'a> {
        name: Str<'a> = "name",
        arguments: Text<'a> = "arguments",
    }
}

object! {
    pub(super) struct CalledCustom<'a> {
        name: Str<'a> = "name",
        input: Text<'a> = "input",
    }
}

object! {
    pub(super) struct Part<'a> {
        kind: Str<'a> = "type",
        text: Text<'a> = "text",
        refusal: Text<'a> = "refusal",
        image_url: ImageUrl<'a> = "image_url",
        file: File<'a> = "file",
        input_audio: IgnoredAny = "input_audio",
    }
}

object! {
    pub(super) struct ImageUrl<'a> {
        url: Escaped<'a> = "url",
        detail: Str<'a> = "detail",
    }
}

object! {
    pub(super) struct File<'a> {
        file_data: Escaped<'a> = "file_data",
        file_id: Str<'a> = "file_id",
        filename: Text<'a> = "filename",
    }
}

object! {
    pub(super) struct Tool<'a> {
        kind: Str<'a> = "type",
        function: Function<'a> = "function",
        custom: Custom<'a> = "custom",
    }
}

object! {
    pub(super) struct Function<'a> {
        name: Str<'a> = "name",
        description: Text<'a> = "description",
        parameters: Json<'a> = "parameters",
        strict: bool = "strict",
    }
}

object! {
    pub(super) struct Custom<'a> {
        name: Str<'a> = "name",
        description: Text<'a> = "description",
        format: CustomFormat<'a> = "format",
    }
}

object! {
    pub(super) struct CustomFormat<'a> {
        kind: Str<'a> = "type",
        grammar: Grammar<'a> = "grammar",
    }
}

object! {
    pub(super) struct Grammar<'a> {
        syntax: Text<'a> = "syntax",
        definition: Text<'a> = "definition",
    }
}

object! {
    pub(super) struct Choice<'a> {
        kind: Str<'a> = "type",
        function: Named<'a> = "function",
        custom: Named<'a> = "custom",
        allowed_tools: AllowedTools<'a> = "allowed_tools",
    }
}

object! {
    pub(super) struct AllowedTools<'a> {
        mode: Str<'a> = "mode",
        tools: Vec<Choice<'a>> = "tools",
    }
}

object! {
    pub(super) struct Named<'a> {
        name: Str<'a> = "name",
    }
}
