//! The items of an answer.
//!
//! Field names: `ResponseOutputMessage`, `ResponseReasoningItem`, `ResponseFunctionToolCall` and
//! `ResponseCustomToolCall` of openai-python 3.57.0.

use serde_json::{Value, json};

use crate::openai::asked::Kind;

/// Whether a message answers or declines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Answer,
    Refusal,
}

/// An item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Item {
    Message {
        id: String,
        tone: Tone,
        text: String,
        /// Whether it is streamed as a single delta.
        lump: bool,
    },
    Reasoning {
        id: String,
        summary: Vec<String>,
        encrypted: Option<String>,
    },
    Call {
        kind: Kind,
        id: String,
        call_id: String,
        name: String,
        namespace: Option<String>,
        /// A function's arguments as JSON text, or a custom tool's input.
        input: String,
    },
}

impl Item {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Message { id, .. } | Self::Reasoning { id, .. } | Self::Call { id, .. } => id,
        }
    }

    pub(crate) fn is_reasoning(&self) -> bool {
        matches!(self, Self::Reasoning { .. })
    }

    /// About how many tokens the item counts.
    pub(crate) fn tokens(&self) -> usize {
        let length = match self {
            Self::Message { text, .. } => text.len(),
            Self::Reasoning { summary, .. } => summary.iter().map(String::len).sum::<usize>() * 4,
            Self::Call { name, input, .. } => name.len() + input.len(),
        };
        length / 4 + 3
    }

    /// The item as `response.output_item.added` carries it: without what the deltas bring.
    pub(crate) fn opening(&self) -> Value {
        let mut opening = self.finished("in_progress");
        match self {
            Self::Message { .. } => opening["content"] = json!([]),
            Self::Reasoning { .. } => opening["summary"] = json!([]),
            Self::Call { kind, .. } => opening[kind.field()] = "".into(),
        }
        opening
    }

    /// The whole item. Reasoning has no status.
    pub(crate) fn finished(&self, status: &str) -> Value {
        match self {
            Self::Message { id, .. } => json!({
                "id": id,
                "type": "message",
                "role": "assistant",
                "status": status,
                "content": [self.part()],
            }),
            Self::Reasoning {
                id,
                summary,
                encrypted,
            } => {
                let parts: Vec<Value> = summary.iter().map(|text| summary_part(text)).collect();
                let mut item = json!({ "id": id, "type": "reasoning", "summary": parts });
                if let Some(encrypted) = encrypted {
                    item["encrypted_content"] = encrypted.as_str().into();
                }
                item
            }
            Self::Call {
                kind,
                id,
                call_id,
                name,
                namespace,
                input,
            } => {
                let mut item = json!({
                    "id": id,
                    "type": kind.item(),
                    "status": status,
                    "call_id": call_id,
                    "name": name,
                });
                item[kind.field()] = input.as_str().into();
                if let Some(namespace) = namespace {
                    item["namespace"] = namespace.as_str().into();
                }
                item
            }
        }
    }

    /// The part of a message.
    pub(crate) fn part(&self) -> Value {
        match self {
            Self::Message {
                tone: Tone::Answer,
                text,
                ..
            } => json!({ "type": "output_text", "text": text, "annotations": [], "logprobs": [] }),
            Self::Message { text, .. } => json!({ "type": "refusal", "refusal": text }),
            Self::Reasoning { .. } | Self::Call { .. } => Value::Null,
        }
    }
}

/// A part of a summary.
pub(crate) fn summary_part(text: &str) -> Value {
    json!({ "type": "summary_text", "text": text })
}

impl Kind {
    /// The type of a call's item.
    fn item(self) -> &'static str {
        match self {
            Self::Function => "function_call",
            Self::Custom => "custom_tool_call",
        }
    }

    /// The member that has a call's input.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Function => "arguments",
            Self::Custom => "input",
        }
    }

    /// How the events of a call's input begin.
    pub(crate) fn events(self) -> [&'static str; 2] {
        match self {
            Self::Function => [
                "response.function_call_arguments.delta",
                "response.function_call_arguments.done",
            ],
            Self::Custom => [
                "response.custom_tool_call_input.delta",
                "response.custom_tool_call_input.done",
            ],
        }
    }
}
