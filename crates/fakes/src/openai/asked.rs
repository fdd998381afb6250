//! What a request asks, as far as scenarios care, in either format.

mod content;
mod tools;

use serde_json::Value;

pub(crate) use tools::{Kind, Tool};

/// Which format a request has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Responses,
    Chat,
}

/// A view of a request body.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) format: Format,
    pub(crate) body: &'a Value,
}

impl<'a> Asked<'a> {
    pub(crate) fn wants_stream(&self) -> bool {
        self.body["stream"] == true
    }

    /// Whether deltas carry random padding: they do unless that is switched off (openai-python 3.57.0,
    /// `StreamOptions`).
    pub(crate) fn wants_obfuscation(&self) -> bool {
        self.body["stream_options"]["include_obfuscation"] != false
    }

    /// The items or messages, oldest first. A text counts as one message.
    pub(crate) fn turns(&self) -> Vec<&'a Value> {
        let field = match self.format {
            Format::Responses => "input",
            Format::Chat => "messages",
        };
        match &self.body[field] {
            Value::Array(items) => items.iter().collect(),
            text @ Value::String(_) => vec![text],
            _ => Vec::new(),
        }
    }

    /// The text of the last user message, its parts joined by line breaks.
    pub(crate) fn text(&self) -> String {
        self.user_contents()
            .next()
            .map(content::text)
            .unwrap_or_default()
    }

    /// The contents of the user's messages, newest first.
    fn user_contents(&self) -> impl Iterator<Item = &'a Value> {
        self.turns()
            .into_iter()
            .rev()
            .filter_map(|turn| match turn {
                text @ Value::String(_) => Some(text),
                turn => (turn["role"] == "user").then(|| &turn["content"]),
            })
    }

    /// The parts of type `kind` in the last user message.
    pub(crate) fn parts(&self, kind: &str) -> Vec<&'a Value> {
        let parts = self.user_contents().next().and_then(Value::as_array);
        parts
            .into_iter()
            .flatten()
            .filter(|part| part["type"] == kind)
            .collect()
    }

    /// The texts of the tool results that end the request.
    pub(crate) fn results(&self) -> Vec<String> {
        let mut results: Vec<String> = self
            .turns()
            .into_iter()
            .rev()
            .take_while(|turn| is_result(turn))
            .map(|turn| match self.format {
                Format::Responses => content::text(&turn["output"]),
                Format::Chat => content::text(&turn["content"]),
            })
            .collect();
        results.reverse();
        results
    }

    /// The schema that the answer must follow.
    pub(crate) fn output_schema(&self) -> Option<&'a Value> {
        let schema = match self.format {
            Format::Responses => &self.body["text"]["format"]["schema"],
            Format::Chat => &self.body["response_format"]["json_schema"]["schema"],
        };
        schema.is_object().then_some(schema)
    }

    /// Whether any JSON object will do.
    pub(crate) fn wants_json(&self) -> bool {
        let format = match self.format {
            Format::Responses => &self.body["text"]["format"]["type"],
            Format::Chat => &self.body["response_format"]["type"],
        };
        format == "json_object"
    }

    pub(crate) fn allows_parallel(&self) -> bool {
        self.body["parallel_tool_calls"] != false
    }

    /// Whether summaries of the reasoning are wanted.
    pub(crate) fn wants_summary(&self) -> bool {
        ["summary", "generate_summary"]
            .iter()
            .any(|field| self.body["reasoning"][field].is_string())
    }

    /// Whether `include` names `what`.
    pub(crate) fn includes(&self, what: &str) -> bool {
        self.body["include"]
            .as_array()
            .is_some_and(|include| include.iter().any(|included| included == what))
    }

    /// The sequences that end a Chat answer.
    pub(crate) fn stops(&self) -> Vec<&'a str> {
        match &self.body["stop"] {
            Value::String(stop) => vec![stop],
            Value::Array(stops) => stops.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// Whether an item or message is the result of a tool.
fn is_result(turn: &Value) -> bool {
    matches!(
        turn["type"].as_str(),
        Some("function_call_output" | "custom_tool_call_output")
    ) || turn["role"] == "tool"
}
