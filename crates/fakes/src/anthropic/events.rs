//! A message as the events of a stream (Anthropic API docs, "Streaming messages").

use serde_json::{Value, json};

use super::reply::{Block, Message};
use super::spaced;

/// One server-sent event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: &'static str,
    pub(crate) data: Value,
}

impl Event {
    /// An event whose `type` is its name.
    pub(crate) fn new(name: &'static str, mut data: Value) -> Self {
        data["type"] = name.into();
        Self { name, data }
    }

    /// Whether it carries a piece of visible text.
    pub(crate) fn is_text(&self) -> bool {
        self.data["delta"]["type"] == "text_delta"
    }
}

/// All events of a message.
pub(crate) fn of(message: &Message) -> Vec<Event> {
    let mut events = vec![
        Event::new("message_start", json!({ "message": message.envelope() })),
        Event::new("ping", json!({})),
    ];
    for (index, block) in message.reply.blocks.iter().enumerate() {
        events.push(Event::new(
            "content_block_start",
            json!({ "index": index, "content_block": opening(block) }),
        ));
        events.extend(
            deltas(block)
                .into_iter()
                .map(|delta| delta_event(index, &delta)),
        );
        events.push(Event::new("content_block_stop", json!({ "index": index })));
    }
    let stop = &message.reply.stop;
    events.push(Event::new(
        "message_delta",
        json!({
            "delta": {
                "container": null,
                "stop_reason": stop.reason,
                "stop_sequence": stop.sequence,
                "stop_details": stop.details,
            },
            "usage": message.usage.delta(),
        }),
    ));
    events.push(Event::new("message_stop", json!({})));
    events
}

/// A `content_block_delta`.
pub(crate) fn delta_event(index: usize, delta: &Value) -> Event {
    Event::new(
        "content_block_delta",
        json!({ "index": index, "delta": delta }),
    )
}

pub(crate) fn text_delta(text: &str) -> Value {
    json!({ "type": "text_delta", "text": text })
}

/// The block as `content_block_start` carries it: without what the deltas bring.
fn opening(block: &Block) -> Value {
    let mut opening = block.whole();
    match block {
        Block::Text { citations, .. } => {
            opening["text"] = "".into();
            if !citations.is_empty() {
                opening["citations"] = json!([]);
            }
        }
        Block::Lump { .. } => opening["text"] = "".into(),
        Block::Thinking { .. } => {
            opening["thinking"] = "".into();
            opening["signature"] = "".into();
        }
        Block::Redacted { .. } => {}
        Block::ToolUse { .. } => opening["input"] = json!({}),
    }
    opening
}

fn deltas(block: &Block) -> Vec<Value> {
    match block {
        Block::Text { text, citations } => {
            let texts = words(text).map(text_delta);
            let citations = citations
                .iter()
                .map(|citation| json!({ "type": "citations_delta", "citation": citation }));
            texts.chain(citations).collect()
        }
        Block::Lump { text } => vec![text_delta(text)],
        Block::Thinking {
            thinking,
            signature,
        } => words(thinking)
            .map(|word| json!({ "type": "thinking_delta", "thinking": word }))
            .chain([json!({ "type": "signature_delta", "signature": signature })])
            .collect(),
        Block::Redacted { .. } => Vec::new(),
        Block::ToolUse { input, .. } => {
            // The real service sends an empty piece first, and spaces behind colons and commas.
            let text = spaced::json(input);
            [""].into_iter()
                .chain(pieces(&text, 9))
                .map(|piece| json!({ "type": "input_json_delta", "partial_json": piece }))
                .collect()
        }
    }
}

/// Words with the white space that follows them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(char::is_whitespace)
}

/// Pieces of about `size` bytes, never inside a character.
fn pieces(text: &str, size: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = (size.min(rest.len())..=rest.len()).find(|end| rest.is_char_boundary(*end))?;
        let (piece, left) = rest.split_at(end);
        rest = left;
        Some(piece)
    })
}
