//! Answers with everything that a tolerant reader must stand.
//!
//! Beside the tricks of `service::hostile`, allowed by the Anthropic API docs ("Versions", "Streaming messages"): new
//! event types, new fields and new block types at any time.

use serde_json::{Value, json};

use super::body::Step;
use super::events::Event;
use crate::service::hostile::{self, Tricks};

/// The writer of hostile streams. It deals its tricks out in turn, so that equal answers get equal bytes.
#[derive(Default)]
pub(crate) struct Hostile(Tricks);

const UNKNOWN_BLOCK: &str = "fake_unknown_block";

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

    /// Takes out of a request what came from hostile answers.
    pub(crate) fn forget(value: &mut Value) {
        hostile::forget(value, UNKNOWN_BLOCK);
    }

    /// The event's bytes in frames of one byte.
    pub(crate) fn write(&mut self, event: &Event) -> Vec<Step> {
        self.0.write(Some(event.name), &event.data.to_string())
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

fn add_unknown(value: &mut Value) {
    // Tool input is the client's own.
    hostile::add_unknown(value, &["input"]);
}
