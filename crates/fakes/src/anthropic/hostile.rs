//! Answers with everything that a tolerant reader must stand.
//!
//! Allowed by the WHATWG specification of server-sent events: LF, CRLF and CR line ends, comments, `data:` without a
//! space, fields in any order, any chunking. Allowed by the Anthropic API docs ("Versions", "Streaming messages"): new
//! event types, new fields and new block types at any time.

use bytes::Bytes;
use serde_json::{Value, json};

use super::body::Step;
use super::events::Event;

/// The writer of hostile streams. It deals its tricks out in turn, so that equal answers get equal bytes.
#[derive(Default)]
pub(crate) struct Hostile {
    turn: usize,
}

const UNKNOWN_FIELD: &str = "fake_unknown_field";
const UNKNOWN_BLOCK: &str = "fake_unknown_block";
const LINE_ENDS: [&str; 3] = ["\n", "\r\n", "\r\n"];

impl Hostile {
    /// `events` with unknown fields in every object, and unknown events and an unknown block among them.
    pub(crate) fn events(&self, events: Vec<Event>) -> Vec<Event> {
        let blocks = events
            .iter()
            .filter(|event| event.name == "content_block_stop")
            .count();
        let mut all = Vec::new();
        for mut event in events {
            if event.name == "message_delta" {
                all.extend(unknown_block(blocks));
            }
            add_unknown(&mut event.data);
            let is_start = event.name == "message_start";
            all.push(event);
            if is_start {
                all.push(Event::new(
                    "fake_unknown_event",
                    json!({ "anything": [1, null, { "deep": true }] }),
                ));
            }
        }
        all
    }

    /// A whole message with unknown fields in every object and an unknown block at the end.
    pub(crate) fn whole(message: &mut Value) {
        add_unknown(message);
        if let Some(blocks) = message["content"].as_array_mut() {
            blocks.push(json!({ "type": UNKNOWN_BLOCK, "payload": { "x": 1 } }));
        }
    }

    /// Takes out of a request what came from hostile answers: clients send histories back as they got them, and a
    /// service knows its own fields and blocks.
    pub(crate) fn forget(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.remove(UNKNOWN_FIELD);
                members.values_mut().for_each(Self::forget);
            }
            Value::Array(items) => {
                items.retain(|item| item["type"] != UNKNOWN_BLOCK);
                items.iter_mut().for_each(Self::forget);
            }
            _ => {}
        }
    }

    /// The event's bytes in frames of one byte.
    pub(crate) fn write(&mut self, event: &Event) -> Vec<Step> {
        let end = LINE_ENDS[self.turn % LINE_ENDS.len()];
        let text = match self.turn % 4 {
            0 => format!(
                ": comment{end}event: {}{end}data: {}{end}{end}",
                event.name, event.data
            ),
            1 => format!("event:{}{end}data:{}{end}{end}", event.name, event.data),
            2 => format!("data: {}{end}event: {}{end}{end}", event.data, event.name),
            _ => format!(
                "id: {}{end}event: {}{end}retry: 1000{end}data: {}{end}{end}",
                self.turn, event.name, event.data
            ),
        };
        self.turn += 1;
        let bytes = Bytes::from(text);
        (0..bytes.len())
            .map(|at| Step::Data(bytes.slice(at..=at)))
            .collect()
    }
}

/// An unknown block in a stream: its start, a delta of an unknown type, its stop.
fn unknown_block(index: usize) -> [Event; 3] {
    [
        Event::new(
            "content_block_start",
            json!({ "index": index, "content_block": { "type": UNKNOWN_BLOCK, "payload": { "x": 1 } } }),
        ),
        Event::new(
            "content_block_delta",
            json!({ "index": index, "delta": { "type": "fake_unknown_delta", "payload": "é🦀" } }),
        ),
        Event::new("content_block_stop", json!({ "index": index })),
    ]
}

/// Puts an unknown field into every object but those that are the client's own (tool input).
fn add_unknown(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members
                .iter_mut()
                .filter(|(key, _)| *key != "input")
                .for_each(|(_, inner)| add_unknown(inner));
            members.insert(
                UNKNOWN_FIELD.to_owned(),
                json!({ "emoji": "🦀", "null": null }),
            );
        }
        Value::Array(items) => items.iter_mut().for_each(add_unknown),
        _ => {}
    }
}
