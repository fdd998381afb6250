//! The shapes of a Messages request (source: anthropic-python 2.13.0, `MessageCreateParams`).

use crate::json::{Json, Str, Text, object};

object! {
    pub(super) struct Body<'a> {
        model: Str<'a> = "model",
        max_tokens: u64 = "max_tokens",
        messages: Vec<Message<'a>> = "messages",
        system: Json<'a> = "system",
        tools: Vec<Json<'a>> = "tools",
        tool_choice: Choice<'a> = "tool_choice",
        temperature: f64 = "temperature",
        top_p: f64 = "top_p",
        top_k: u64 = "top_k",
        stop_sequences: Vec<Text<'a>> = "stop_sequences",
        stream: bool = "stream",
        thinking: Thinking<'a> = "thinking",
        output_config: OutputConfig<'a> = "output_config",
        /// What `output_config.format` was called before (source: Anthropic API docs, "Structured
        /// outputs", as the beta of 2025-11-13 had it).
        output_format: OutputFormat<'a> = "output_format",
        thread: Json<'a> = "thread",
        container: Json<'a> = "container",
        mcp_servers: Vec<Json<'a>> = "mcp_servers",
    }
}

object! {
    pub(super) struct Message<'a> {
        role: Str<'a> = "role",
        content: Json<'a> = "content",
    }
}

object! {
    /// A content block of any kind. Members that only this format knows stay raw.
    pub(super) struct Block<'a> {
        kind: Str<'a> = "type",
        text: Text<'a> = "text",
        source: Json<'a> = "source",
        title: Text<'a> = "title",
        id: Str<'a> = "id",
        name: Str<'a> = "name",
        input: Json<'a> = "input",
        tool_use_id: Str<'a> = "tool_use_id",
        content: Json<'a> = "content",
        is_error: bool = "is_error",
        thinking: Text<'a> = "thinking",
        signature: Text<'a> = "signature",
        data: Text<'a> = "data",
        cache_control: Json<'a> = "cache_control",
        citations: Json<'a> = "citations",
        context: Json<'a> = "context",
    }
}

object! {
    pub(super) struct Source<'a> {
        kind: Str<'a> = "type",
        media_type: Str<'a> = "media_type",
        data: Text<'a> = "data",
        url: Text<'a> = "url",
    }
}

object! {
    pub(super) struct Tool<'a> {
        kind: Str<'a> = "type",
        name: Str<'a> = "name",
        description: Text<'a> = "description",
        input_schema: Json<'a> = "input_schema",
        strict: bool = "strict",
        cache_control: Json<'a> = "cache_control",
    }
}

object! {
    pub(super) struct Choice<'a> {
        kind: Str<'a> = "type",
        name: Str<'a> = "name",
        disable_parallel_tool_use: bool = "disable_parallel_tool_use",
    }
}

object! {
    pub(super) struct Thinking<'a> {
        kind: Str<'a> = "type",
        budget_tokens: u64 = "budget_tokens",
        display: Str<'a> = "display",
    }
}

object! {
    pub(super) struct OutputConfig<'a> {
        effort: Str<'a> = "effort",
        format: OutputFormat<'a> = "format",
    }
}

object! {
    pub(super) struct OutputFormat<'a> {
        kind: Str<'a> = "type",
        schema: Json<'a> = "schema",
    }
}
