//! An output item, as far as it has come.

use std::collections::VecDeque;

use serde_json::value::RawValue;

use super::wire;
use crate::json::Text;

/// What a piece of an item is a piece of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The text part of a message, by its index.
    Text(u64),
    /// The refusal of that index.
    Refusal(u64),
    /// The part of that index of the summary of what was thought.
    Summary(u64),
    /// The part of that index of what was thought, where the model shows it.
    Thought(u64),
    /// The encrypted form of what was thought.
    Encrypted,
    /// What a function is called with.
    Arguments,
    /// What a custom tool is called with.
    Input,
}

/// What an item is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nobody has said it yet.
    #[default]
    Unknown,
    Message,
    Reasoning,
    Function,
    Custom,
    /// One that no other format has: work in the provider's own house.
    Other,
}

impl Kind {
    fn of(name: Option<&str>) -> Self {
        match name {
            Some("message") => Self::Message,
            Some("reasoning") => Self::Reasoning,
            Some("function_call") => Self::Function,
            Some("custom_tool_call") => Self::Custom,
            Some(_) => Self::Other,
            None => Self::Unknown,
        }
    }

    pub(super) fn is_call(self) -> bool {
        matches!(self, Self::Function | Self::Custom)
    }
}

/// An output item, as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Item {
    /// Where it stands in the answer, if that is said.
    pub(super) index: Option<u64>,
    pub(super) kind: Kind,
    /// The item's own id.
    pub(super) id: String,
    /// Of a call: the id that its result names.
    pub(super) call: String,
    /// Of a call: the tool's name.
    pub(super) name: String,
    /// Pieces that wait until it is this item's turn.
    pub(super) waiting: VecDeque<(Part, Text<'static>)>,
    /// Up to where parts have been heard of: of words, of thoughts, of their encrypted form.
    pub(super) heard: [u64; 3],
    /// Nothing more of it comes.
    pub(super) done: bool,
}

impl Item {
    /// Takes over what an event tells of the item itself.
    pub(super) fn learn(&mut self, told: &wire::Item<'_>) {
        if self.kind == Kind::Unknown {
            self.kind = Kind::of(told.kind.as_deref());
        }
        for (known, told) in [
            (&mut self.id, &told.id),
            (&mut self.call, &told.call_id),
            (&mut self.name, &told.name),
        ] {
            if known.is_empty() {
                known.push_str(told.as_deref().unwrap_or_default());
            }
        }
    }

    /// Notes that a piece of `part` has come: the event that tells of the whole says it once more.
    pub(super) fn hear(&mut self, part: Part) {
        match (self.kind, part) {
            // Its beginning was not told: it has no name yet, and waits.
            (Kind::Unknown, Part::Arguments) => self.kind = Kind::Function,
            (Kind::Unknown, Part::Input) => self.kind = Kind::Custom,
            _ => {}
        }
        let (row, heard) = place(part);
        if let Some(so_far) = self.heard.get_mut(row) {
            *so_far = (*so_far).max(heard);
        }
    }

    /// Whether a piece of `part`, or of one behind it, has come.
    pub(super) fn has_heard(&self, part: Part) -> bool {
        let (row, heard) = place(part);
        self.heard.get(row).is_some_and(|so_far| *so_far >= heard)
    }

    /// The parts of the whole item, as the last event of an item tells them.
    pub(super) fn parts<'a>(&self, told: &wire::Item<'a>) -> Vec<(Part, Text<'a>)> {
        match self.kind {
            Kind::Unknown | Kind::Other => Vec::new(),
            Kind::Message => (parts(told.content).into_iter())
                .filter_map(|(n, part)| match (part.text, part.refusal) {
                    (Some(text), _) => Some((Part::Text(n), text)),
                    (None, Some(refusal)) => Some((Part::Refusal(n), refusal)),
                    (None, None) => None,
                })
                .collect(),
            Kind::Reasoning => {
                let text = |(n, part): (u64, wire::Part<'a>)| Some((n, part.text?));
                let summary = parts(told.summary).into_iter().filter_map(text);
                let thoughts = parts(told.content).into_iter().filter_map(text);
                let encrypted = told.encrypted_content.and_then(string);
                summary
                    .map(|(n, text)| (Part::Summary(n), text))
                    .chain(thoughts.map(|(n, text)| (Part::Thought(n), text)))
                    .chain(encrypted.map(|text| (Part::Encrypted, text)))
                    .collect()
            }
            Kind::Function => (told.arguments.into_iter())
                .map(|raw| {
                    // Some servers send the object itself.
                    let text = string(raw).unwrap_or_else(|| Text::plain(raw.get()));
                    (Part::Arguments, text)
                })
                .collect(),
            Kind::Custom => (told.input.and_then(string).into_iter())
                .map(|text| (Part::Input, text))
                .collect(),
        }
    }
}

/// Row and rank of a part: a part of a higher rank in the same row comes behind it.
fn place(part: Part) -> (usize, u64) {
    match part {
        Part::Text(n) | Part::Refusal(n) | Part::Summary(n) => (0, n.saturating_add(1)),
        Part::Thought(n) => (1, n.saturating_add(1)),
        Part::Encrypted => (2, 1),
        Part::Arguments | Part::Input => (0, 1),
    }
}

fn parts(list: Option<&RawValue>) -> Vec<(u64, wire::Part<'_>)> {
    let list = list.and_then(|raw| serde_json::from_str(raw.get()).ok());
    let list: Vec<wire::Part<'_>> = list.unwrap_or_default();
    (0..).zip(list).collect()
}

fn string(raw: &RawValue) -> Option<Text<'_>> {
    serde_json::from_str(raw.get()).ok()
}
