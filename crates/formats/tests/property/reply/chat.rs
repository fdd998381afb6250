//! Answers as OpenAI streams them.

use std::collections::VecDeque;

use super::{Ending, Piecewise, Reply};
use crate::spelled::Spelled;
use crate::tree::Tree;

/// The members of a `delta`.
type Delta = Vec<(&'static str, Tree)>;

impl Reply {
    /// The event stream of a Chat answer.
    pub(crate) fn to_chat(&self) -> String {
        let mut deltas = vec![vec![
            ("role", Tree::word("assistant")),
            ("content", Tree::word("")),
        ]];
        deltas.extend(self.blocks.iter().flat_map(words));
        deltas.extend(self.calls_in_pieces());
        // OpenAI ends with a delta that says nothing.
        let last = match self.joined {
            true => deltas.pop().unwrap_or_default(),
            false => vec![],
        };
        let mut out = String::new();
        for delta in deltas {
            if self.pings {
                out.push_str(": ping\n\n");
            }
            self.event(&mut out, vec![choice(delta, None)]);
        }
        let end = choice(last, Some(self.finish_reason()));
        if self.joined {
            self.event(&mut out, vec![end, self.usage()]);
        } else {
            self.event(&mut out, vec![end]);
            let nothing = ("choices", Tree::List(vec![]));
            self.event(&mut out, vec![nothing, self.usage()]);
        }
        out.push_str("data: [DONE]\n\n");
        out
    }

    fn finish_reason(&self) -> &'static str {
        match self.ending {
            Ending::EndTurn | Ending::Pause | Ending::Sequence(_) => "stop",
            Ending::Calls => "tool_calls",
            Ending::MaxTokens | Ending::ContextWindow => "length",
            Ending::Refusal => "content_filter",
        }
    }

    fn calls_in_pieces(&self) -> Vec<Delta> {
        let calls = self.blocks.iter().filter_map(|block| match block {
            Piecewise::Call {
                id, name, pieces, ..
            } => Some((id, name, pieces)),
            _ => None,
        });
        let calls = calls.enumerate().map(|(index, (id, name, pieces))| {
            let mut pieces = pieces.iter().cloned();
            let first = if self.joined { pieces.next() } else { None };
            let function = vec![
                ("name", Tree::Text(name.clone())),
                (
                    "arguments",
                    Tree::Text(first.unwrap_or_else(|| Spelled::usual(""))),
                ),
            ];
            let opening = call(
                index,
                vec![
                    ("id", Tree::Text(id.clone())),
                    ("type", Tree::word("function")),
                    ("function", Tree::Object(function)),
                ],
            );
            let more = pieces.map(move |piece| {
                let function = vec![("arguments", Tree::Text(piece))];
                call(index, vec![("function", Tree::Object(function))])
            });
            std::iter::once(opening)
                .chain(more)
                .collect::<VecDeque<_>>()
        });
        match self.woven {
            true => in_turns(calls.collect()),
            false => calls.flatten().collect(),
        }
    }

    fn usage(&self) -> (&'static str, Tree) {
        let counts = &self.counts;
        let prompt = counts.input + counts.cache_read;
        let details = vec![("cached_tokens", Tree::plain(counts.cache_read))];
        let usage = vec![
            ("prompt_tokens", Tree::plain(prompt)),
            ("completion_tokens", Tree::plain(counts.output)),
            ("total_tokens", Tree::plain(prompt + counts.output)),
            ("prompt_tokens_details", Tree::Object(details)),
        ];
        ("usage", Tree::Object(usage))
    }

    fn event(&self, out: &mut String, members: Vec<(&'static str, Tree)>) {
        let mut all = vec![
            ("id", Tree::word("chatcmpl-1")),
            ("object", Tree::word("chat.completion.chunk")),
            ("created", Tree::plain(1_750_000_000)),
            ("model", Tree::word("gpt-6")),
        ];
        all.extend(members);
        // On many lines, each is data of its own.
        let data = Tree::Object(all)
            .write(self.layout)
            .replace("\r\n", "\ndata: ");
        out.push_str(&format!("data: {data}\n\n"));
    }
}

/// One delta for each piece of a block of words.
fn words(block: &Piecewise) -> Vec<Delta> {
    let (key, pieces) = match block {
        Piecewise::Text(pieces) => ("content", pieces),
        Piecewise::Refusal(pieces) => ("refusal", pieces),
        Piecewise::Thinking(pieces, _) => ("reasoning_content", pieces),
        Piecewise::Hidden(_) | Piecewise::Call { .. } => return vec![],
    };
    let deltas = pieces
        .iter()
        .map(|piece| vec![(key, Tree::Text(piece.clone()))]);
    deltas.collect()
}

fn call(index: usize, members: Vec<(&'static str, Tree)>) -> Delta {
    let mut all = vec![("index", Tree::plain(index))];
    all.extend(members);
    vec![("tool_calls", Tree::List(vec![Tree::Object(all)]))]
}

/// The first of each, then the second of each, and so on.
fn in_turns(mut rows: Vec<VecDeque<Delta>>) -> Vec<Delta> {
    let mut all = Vec::new();
    while rows.iter().any(|row| !row.is_empty()) {
        all.extend(rows.iter_mut().filter_map(VecDeque::pop_front));
    }
    all
}

fn choice(delta: Delta, reason: Option<&str>) -> (&'static str, Tree) {
    let choice = vec![
        ("index", Tree::plain(0)),
        ("delta", Tree::Object(delta)),
        ("logprobs", Tree::plain("null")),
        (
            "finish_reason",
            reason.map_or(Tree::plain("null"), Tree::word),
        ),
    ];
    ("choices", Tree::List(vec![Tree::Object(choice)]))
}
