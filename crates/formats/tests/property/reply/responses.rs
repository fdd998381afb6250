//! Answers as OpenAI streams them in the Responses format.

use std::collections::VecDeque;

use super::{Ending, Piecewise, Reply};
use crate::spelled::Spelled;
use crate::tree::Tree;

type Members = Vec<(&'static str, Tree)>;

/// What a piece of a block is called, and where in its item it stands.
const PIECES: [(&str, &str); 4] = [
    ("response.output_text.delta", "content_index"),
    ("response.refusal.delta", "content_index"),
    ("response.reasoning_summary_text.delta", "summary_index"),
    ("response.function_call_arguments.delta", "content_index"),
];

impl Reply {
    /// The event stream of a Responses answer. Joined: each item is told once, as a whole; woven: side by side.
    pub(crate) fn to_responses(&self) -> String {
        let mut out = String::new();
        let head = self.response("in_progress", vec![]);
        self.put(&mut out, "response.created", vec![head.clone()]);
        self.put(&mut out, "response.in_progress", vec![head]);
        let items = self.blocks.iter().enumerate();
        let items: Vec<_> = items.map(|(n, block)| self.item(n, block)).collect();
        let events = match self.woven {
            true => in_turns(items),
            false => items.into_iter().flatten().collect(),
        };
        for (kind, members) in events {
            if self.pings {
                out.push_str(": keepalive\n\n");
            }
            self.put(&mut out, kind, members);
        }
        let (kind, status, reason) = match self.ending {
            Ending::MaxTokens => (
                "response.incomplete",
                "incomplete",
                Some("max_output_tokens"),
            ),
            Ending::Refusal if !self.refuses() => {
                ("response.incomplete", "incomplete", Some("content_filter"))
            }
            _ => ("response.completed", "completed", None),
        };
        let reason = reason.map_or(Tree::plain("null"), |reason| {
            Tree::Object(vec![("reason", Tree::word(reason))])
        });
        let output = self.blocks.iter().enumerate();
        let output = output.map(|(n, block)| whole(n, block)).collect();
        let ended = vec![
            ("incomplete_details", reason),
            ("output", Tree::List(output)),
            ("usage", self.used()),
        ];
        self.put(&mut out, kind, vec![self.response(status, ended)]);
        out
    }

    /// Whether there are words of a refusal.
    fn refuses(&self) -> bool {
        let refusal = |block: &Piecewise| matches!(block, Piecewise::Refusal(_));
        self.blocks.iter().any(refusal)
    }

    fn response(&self, status: &str, members: Members) -> (&'static str, Tree) {
        let mut all = vec![
            ("id", Tree::word("resp_1")),
            ("object", Tree::word("response")),
            ("created_at", Tree::plain(1_750_000_000)),
            ("status", Tree::word(status)),
            ("model", Tree::word("gpt-6")),
            ("error", Tree::plain("null")),
        ];
        all.extend(members);
        ("response", Tree::Object(all))
    }

    /// The events of one item.
    fn item(&self, n: usize, block: &Piecewise) -> VecDeque<(&'static str, Members)> {
        let done = vec![("output_index", Tree::plain(n)), ("item", whole(n, block))];
        let done = ("response.output_item.done", done);
        if self.joined {
            return [done].into();
        }
        let added = vec![("output_index", Tree::plain(n)), ("item", begun(n, block))];
        let mut events = VecDeque::from([("response.output_item.added", added)]);
        let (row, pieces) = match block {
            Piecewise::Text(pieces) => (0, pieces),
            Piecewise::Refusal(pieces) => (1, pieces),
            Piecewise::Thinking(pieces, _) => (2, pieces),
            Piecewise::Call { pieces, .. } => (3, pieces),
            Piecewise::Hidden(_) => return [done].into(),
        };
        let (kind, place) = PIECES[row];
        events.extend(pieces.iter().map(|piece| {
            let members = vec![
                ("item_id", Tree::word(&id(n))),
                ("output_index", Tree::plain(n)),
                (place, Tree::plain(0)),
                ("delta", Tree::Text(piece.clone())),
                ("logprobs", Tree::List(vec![])),
            ];
            (kind, members)
        }));
        events.push_back(done);
        events
    }

    fn used(&self) -> Tree {
        let counts = &self.counts;
        let input = counts.input + counts.cache_read;
        let read = vec![("cached_tokens", Tree::plain(counts.cache_read))];
        Tree::Object(vec![
            ("input_tokens", Tree::plain(input)),
            ("input_tokens_details", Tree::Object(read)),
            ("output_tokens", Tree::plain(counts.output)),
            ("total_tokens", Tree::plain(input + counts.output)),
        ])
    }

    fn put(&self, out: &mut String, kind: &'static str, members: Members) {
        let mut all = vec![("type", Tree::word(kind))];
        all.extend(members);
        all.push(("sequence_number", Tree::plain(out.len())));
        // On many lines, each is data of its own.
        let data = Tree::Object(all)
            .write(self.layout)
            .replace("\r\n", "\ndata: ");
        out.push_str(&format!("event: {kind}\ndata: {data}\n\n"));
    }
}

fn id(n: usize) -> String {
    format!("item_{n}")
}

/// An item as it begins.
fn begun(n: usize, block: &Piecewise) -> Tree {
    let (kind, more) = match block {
        Piecewise::Text(_) | Piecewise::Refusal(_) => ("message", vec![]),
        Piecewise::Thinking(..) | Piecewise::Hidden(_) => ("reasoning", vec![]),
        Piecewise::Call { id, name, .. } => {
            let call = vec![
                ("call_id", Tree::Text(id.clone())),
                ("name", Tree::Text(name.clone())),
                ("arguments", Tree::word("")),
            ];
            ("function_call", call)
        }
    };
    item(n, kind, more)
}

/// An item as it is in the end.
fn whole(n: usize, block: &Piecewise) -> Tree {
    let part = |kind, key, pieces: &[Spelled]| {
        let said = Tree::Text(joined(pieces));
        Tree::List(vec![Tree::Object(vec![
            ("type", Tree::word(kind)),
            (key, said),
        ])])
    };
    let (kind, more) = match block {
        Piecewise::Text(pieces) => (
            "message",
            vec![("content", part("output_text", "text", pieces))],
        ),
        Piecewise::Refusal(pieces) => (
            "message",
            vec![("content", part("refusal", "refusal", pieces))],
        ),
        Piecewise::Thinking(pieces, signature) => {
            let mut more = vec![("summary", part("summary_text", "text", pieces))];
            more.extend(signature.iter().map(encrypted));
            ("reasoning", more)
        }
        Piecewise::Hidden(data) => (
            "reasoning",
            vec![("summary", Tree::List(vec![])), encrypted(data)],
        ),
        Piecewise::Call {
            id, name, pieces, ..
        } => {
            let call = vec![
                ("call_id", Tree::Text(id.clone())),
                ("name", Tree::Text(name.clone())),
                ("arguments", Tree::Text(joined(pieces))),
            ];
            ("function_call", call)
        }
    };
    item(n, kind, more)
}

/// The whole, spelled as its pieces are.
fn joined(pieces: &[Spelled]) -> Spelled {
    Spelled {
        plain: pieces.iter().map(|piece| piece.plain.as_str()).collect(),
        wire: pieces.iter().map(|piece| piece.wire.as_str()).collect(),
    }
}

fn encrypted(data: &Spelled) -> (&'static str, Tree) {
    ("encrypted_content", Tree::Text(data.clone()))
}

fn item(n: usize, kind: &str, more: Members) -> Tree {
    let mut all = vec![("id", Tree::word(&id(n))), ("type", Tree::word(kind))];
    all.extend(more);
    Tree::Object(all)
}

/// The first of each, then the second of each, and so on.
fn in_turns(mut rows: Vec<VecDeque<(&'static str, Members)>>) -> Vec<(&'static str, Members)> {
    let mut all = Vec::new();
    while rows.iter().any(|row| !row.is_empty()) {
        all.extend(rows.iter_mut().filter_map(VecDeque::pop_front));
    }
    all
}
