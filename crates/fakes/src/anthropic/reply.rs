//! An answer before it is put on the wire: one value that both a whole message and a stream are made from, so that the
//! two cannot disagree.
//!
//! Field names and nullability: `Message`, `Usage`, `RawMessageDeltaEvent` of anthropic-python 2.13.0.

use serde_json::{Value, json};

pub(crate) use crate::service::delivery::{Delivery, Ending};

/// What an answer says, and how it is delivered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) blocks: Vec<Block>,
    pub(crate) stop: Stop,
    pub(crate) delivery: Delivery,
}

/// A content block.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Block {
    Text {
        text: String,
        citations: Vec<Value>,
    },
    /// Text that is streamed as a single event.
    Lump {
        text: String,
    },
    Thinking {
        thinking: String,
        signature: String,
    },
    Redacted {
        data: String,
    },
    ToolUse {
        id: String,
        name: String,
        input: Value,
    },
}

/// Why an answer ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stop {
    pub(crate) reason: &'static str,
    pub(crate) sequence: Option<String>,
    pub(crate) details: Option<Value>,
}

/// Token counts of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) input: usize,
    pub(crate) cache_creation: usize,
    pub(crate) cache_read: usize,
    pub(crate) output: usize,
    pub(crate) thinking: usize,
}

/// An answer with everything that identifies it.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) id: String,
    pub(crate) model: String,
    pub(crate) reply: Reply,
    pub(crate) usage: Usage,
}

impl Reply {
    /// An answer that ends by itself and is delivered as usual.
    pub(crate) fn of(blocks: Vec<Block>) -> Self {
        Self {
            blocks,
            stop: Stop::because("end_turn"),
            delivery: Delivery::default(),
        }
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::of(vec![Block::text(text)])
    }

    pub(crate) fn stopping(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }

    pub(crate) fn delivered(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }
}

impl Stop {
    pub(crate) fn because(reason: &'static str) -> Self {
        Self {
            reason,
            sequence: None,
            details: None,
        }
    }
}

impl Block {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text {
            text: text.into(),
            citations: Vec::new(),
        }
    }

    /// The block as it stands in a whole message.
    pub(crate) fn whole(&self) -> Value {
        match self {
            Self::Text { text, citations } if citations.is_empty() => {
                json!({ "type": "text", "text": text })
            }
            Self::Text { text, citations } => {
                json!({ "type": "text", "text": text, "citations": citations })
            }
            Self::Lump { text } => json!({ "type": "text", "text": text }),
            Self::Thinking {
                thinking,
                signature,
            } => {
                json!({ "type": "thinking", "thinking": thinking, "signature": signature })
            }
            Self::Redacted { data } => json!({ "type": "redacted_thinking", "data": data }),
            Self::ToolUse { id, name, input } => {
                json!({ "type": "tool_use", "id": id, "name": name, "input": input, "caller": { "type": "direct" } })
            }
        }
    }

    /// About how many tokens the block counts.
    pub(crate) fn tokens(&self) -> usize {
        let length = match self {
            Self::Text { text, .. } | Self::Lump { text } => text.len(),
            Self::Thinking { thinking, .. } => thinking.len(),
            Self::Redacted { data } => data.len(),
            Self::ToolUse { name, input, .. } => name.len() + input.to_string().len(),
        };
        length / 4 + 3
    }

    pub(crate) fn is_thinking(&self) -> bool {
        matches!(self, Self::Thinking { .. } | Self::Redacted { .. })
    }
}

impl Message {
    /// The whole message.
    pub(crate) fn whole(&self) -> Value {
        let mut message = self.envelope();
        message["content"] = self.reply.blocks.iter().map(Block::whole).collect();
        message["stop_reason"] = self.reply.stop.reason.into();
        message["stop_sequence"] = json!(self.reply.stop.sequence);
        message["stop_details"] = json!(self.reply.stop.details);
        message["usage"] = self.usage.start(self.usage.output);
        if let (Some(usage), Value::Object(last)) =
            (message["usage"].as_object_mut(), self.usage.delta())
        {
            usage.extend(last);
        }
        message
    }

    /// The message as `message_start` carries it: without content, stop reason and output count.
    pub(crate) fn envelope(&self) -> Value {
        json!({
            "id": self.id,
            "type": "message",
            "role": "assistant",
            "model": self.model,
            "content": [],
            "container": null,
            "diagnostics": null,
            "stop_reason": null,
            "stop_sequence": null,
            "stop_details": null,
            "usage": self.usage.start(1),
        })
    }
}

impl Usage {
    fn start(&self, output: usize) -> Value {
        json!({
            "input_tokens": self.input,
            "cache_creation_input_tokens": self.cache_creation,
            "cache_read_input_tokens": self.cache_read,
            "cache_creation": {
                "ephemeral_5m_input_tokens": self.cache_creation,
                "ephemeral_1h_input_tokens": 0,
            },
            "output_tokens": output,
            "output_tokens_details": null,
            "server_tool_use": null,
            "service_tier": "standard",
            "inference_geo": "not_available",
            "speed": null,
        })
    }

    /// The cumulative counts of `message_delta`.
    pub(crate) fn delta(&self) -> Value {
        json!({
            "input_tokens": self.input,
            "cache_creation_input_tokens": self.cache_creation,
            "cache_read_input_tokens": self.cache_read,
            "output_tokens": self.output,
            "output_tokens_details": { "thinking_tokens": self.thinking },
            "server_tool_use": null,
        })
    }
}
