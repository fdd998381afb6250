//! What a request asks, as far as scenarios care.

use serde_json::Value;

/// A view of a request body.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    body: &'a Value,
}

/// One tool result of the last user message.
pub(crate) struct ToolResult {
    pub(crate) text: String,
    pub(crate) failed: bool,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(body: &'a Value) -> Self {
        Self { body }
    }

    pub(crate) fn body(&self) -> &'a Value {
        self.body
    }

    pub(crate) fn model(&self) -> &'a str {
        self.body["model"].as_str().unwrap_or_default()
    }

    pub(crate) fn wants_stream(&self) -> bool {
        self.body["stream"] == true
    }

    /// The text of the last user message, its blocks joined by line breaks.
    pub(crate) fn text(&self) -> String {
        self.last_user()
            .map(|message| text_of(&message["content"]))
            .unwrap_or_default()
    }

    /// The text of the last user message that holds any: behind tool results that is the question they answer.
    pub(crate) fn question(&self) -> String {
        self.user_messages()
            .map(|message| text_of(&message["content"]))
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    }

    /// What a person typed last: clients put reminders of their own, in angle brackets, into blocks beside it.
    pub(crate) fn prompt(&self) -> String {
        let typed = |text: &&str| !text.trim().is_empty() && !text.trim_start().starts_with('<');
        let texts = self
            .last_blocks()
            .iter()
            .rev()
            .filter(|block| block["type"] == "text");
        match texts.filter_map(|block| block["text"].as_str()).find(typed) {
            Some(text) => text.trim().to_owned(),
            None => self.text().trim().to_owned(),
        }
    }

    pub(crate) fn tool_results(&self) -> Vec<ToolResult> {
        self.last_blocks()
            .iter()
            .filter(|block| block["type"] == "tool_result")
            .map(|block| ToolResult {
                text: text_of(&block["content"]),
                failed: block["is_error"] == true,
            })
            .collect()
    }

    /// The blocks of type `kind` in the last user message.
    pub(crate) fn blocks(&self, kind: &str) -> Vec<&'a Value> {
        self.last_blocks()
            .iter()
            .filter(|block| block["type"] == kind)
            .collect()
    }

    /// The tools that the client itself runs.
    pub(crate) fn tools(&self) -> Vec<&'a Value> {
        let tools = self.body["tools"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        tools
            .iter()
            .filter(|tool| tool["input_schema"].is_object())
            .collect()
    }

    /// The tool that the request insists on; `Some("")` where any will do.
    pub(crate) fn forced_tool(&self) -> Option<&'a str> {
        let choice = &self.body["tool_choice"];
        match choice["type"].as_str() {
            Some("any") => Some(""),
            Some("tool") => choice["name"].as_str(),
            _ => None,
        }
    }

    /// The schema that the answer must follow.
    pub(crate) fn output_schema(&self) -> Option<&'a Value> {
        self.body["output_config"]["format"]
            .get("schema")
            .filter(|schema| schema.is_object())
    }

    pub(crate) fn stop_sequences(&self) -> impl Iterator<Item = &'a str> {
        self.body["stop_sequences"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    }

    fn user_messages(&self) -> impl Iterator<Item = &'a Value> {
        let messages = self.body["messages"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        messages
            .iter()
            .rev()
            .filter(|message| message["role"] == "user")
    }

    fn last_user(&self) -> Option<&'a Value> {
        self.user_messages().next()
    }

    fn last_blocks(&self) -> &'a [Value] {
        self.last_user()
            .and_then(|message| message["content"].as_array())
            .map(Vec::as_slice)
            .unwrap_or_default()
    }
}

/// The text of a content: itself where it is a string, else that of its text blocks.
fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(blocks) => {
            let texts: Vec<&str> = blocks
                .iter()
                .filter(|block| block["type"] == "text")
                .filter_map(|block| block["text"].as_str())
                .collect();
            texts.join("\n")
        }
        _ => String::new(),
    }
}
