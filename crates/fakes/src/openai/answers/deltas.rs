//! The events of one item.
//!
//! Their order: OpenAI API docs, "Streaming events"; their fields: `Response…Event` of openai-python 3.57.0.

use serde_json::{Value, json};

use super::event::Event;
use super::item::{Item, Tone, summary_part};

/// The events of an item: what opens it, what it brings piece by piece, what closes it.
pub(crate) struct Told {
    pub(crate) open: Vec<Event>,
    pub(crate) pieces: Vec<Event>,
    pub(crate) close: Vec<Event>,
}

/// The events of `item` at `index`; `status` is how it ends, `padding` what deltas are padded with.
pub(crate) fn of(item: &Item, index: usize, status: &str, padding: Option<&str>) -> Told {
    let teller = Teller {
        id: item.id(),
        index,
        padding,
    };
    let mut told = match item {
        Item::Message {
            tone, text, lump, ..
        } => teller.message(*tone, text, *lump, &item.part()),
        Item::Reasoning { summary, .. } => teller.reasoning(summary),
        Item::Call { kind, input, .. } => {
            let [delta, done] = kind.events();
            let mut end = json!({});
            end[kind.field()] = input.as_str().into();
            Told {
                open: Vec::new(),
                pieces: pieces(input, 9)
                    .map(|piece| teller.delta(delta, piece, json!({})))
                    .collect(),
                close: vec![teller.event(done, end)],
            }
        }
    };
    let added = json!({ "output_index": index, "item": item.opening() });
    told.open
        .insert(0, Event::new("response.output_item.added", added));
    told.close.push(finished(item, index, status));
    told
}

/// `response.output_item.done`.
pub(crate) fn finished(item: &Item, index: usize, status: &str) -> Event {
    Event::new(
        "response.output_item.done",
        json!({ "output_index": index, "item": item.finished(status) }),
    )
}

/// A piece of text of the message at `index`.
pub(crate) fn text(id: &str, index: usize, piece: &str) -> Event {
    Teller {
        id,
        index,
        padding: None,
    }
    .delta(
        "response.output_text.delta",
        piece,
        json!({ "content_index": 0, "logprobs": [] }),
    )
}

struct Teller<'a> {
    id: &'a str,
    index: usize,
    padding: Option<&'a str>,
}

impl Teller<'_> {
    fn event(&self, name: &'static str, mut data: Value) -> Event {
        data["item_id"] = self.id.into();
        data["output_index"] = self.index.into();
        Event::new(name, data)
    }

    fn delta(&self, name: &'static str, piece: &str, mut data: Value) -> Event {
        data["delta"] = piece.into();
        if let Some(padding) = self.padding {
            // Together with the delta about as long, whatever it says (openai-python 3.57.0, `StreamOptions`).
            let length = 16_usize.saturating_sub(piece.len() % 16);
            data["obfuscation"] = padding.get(..length).unwrap_or_default().into();
        }
        self.event(name, data)
    }

    fn message(&self, tone: Tone, text: &str, lump: bool, part: &Value) -> Told {
        let (delta, done, field) = match tone {
            Tone::Answer => (
                "response.output_text.delta",
                "response.output_text.done",
                "text",
            ),
            Tone::Refusal => ("response.refusal.delta", "response.refusal.done", "refusal"),
        };
        let at = || match tone {
            Tone::Answer => json!({ "content_index": 0, "logprobs": [] }),
            Tone::Refusal => json!({ "content_index": 0 }),
        };
        let mut empty = part.clone();
        empty[field] = "".into();
        let texts: Vec<&str> = if lump {
            vec![text]
        } else {
            words(text).collect()
        };
        let mut end = at();
        end[field] = text.into();
        let around =
            |name, part: &Value| self.event(name, json!({ "content_index": 0, "part": part }));
        Told {
            open: vec![around("response.content_part.added", &empty)],
            pieces: texts
                .into_iter()
                .map(|piece| self.delta(delta, piece, at()))
                .collect(),
            close: vec![
                self.event(done, end),
                around("response.content_part.done", part),
            ],
        }
    }

    fn reasoning(&self, summary: &[String]) -> Told {
        let part = |index: usize, text: &str| {
            let at = || json!({ "summary_index": index });
            let around = |name, text: &str| {
                let data = json!({ "summary_index": index, "part": summary_part(text) });
                self.event(name, data)
            };
            let mut events = vec![around("response.reasoning_summary_part.added", "")];
            events.extend(
                words(text)
                    .map(|piece| self.delta("response.reasoning_summary_text.delta", piece, at())),
            );
            let done = json!({ "summary_index": index, "text": text });
            events.push(self.event("response.reasoning_summary_text.done", done));
            events.push(around("response.reasoning_summary_part.done", text));
            events
        };
        Told {
            open: Vec::new(),
            pieces: summary
                .iter()
                .enumerate()
                .flat_map(|(index, text)| part(index, text))
                .collect(),
            close: Vec::new(),
        }
    }
}

/// Words with the white space that follows them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(char::is_whitespace)
}

/// Pieces of about `size` bytes, never inside a character.
pub(crate) fn pieces(text: &str, size: usize) -> impl Iterator<Item = &str> {
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
