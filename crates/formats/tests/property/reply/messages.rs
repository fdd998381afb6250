//! Answers as Anthropic streams them.

use super::{Ending, Piecewise, Reply};
use crate::spelled::Spelled;
use crate::tree::Tree;

impl Reply {
    /// The event stream of a Messages answer.
    pub(crate) fn to_messages(&self) -> String {
        let mut out = String::new();
        self.named(
            &mut out,
            "message_start",
            vec![("message", self.envelope())],
        );
        for (index, block) in self.blocks.iter().enumerate() {
            if self.pings {
                self.named(&mut out, "ping", vec![]);
            }
            let opening = vec![
                ("index", Tree::plain(index)),
                ("content_block", opening(block)),
            ];
            self.named(&mut out, "content_block_start", opening);
            for delta in deltas(block) {
                let delta = vec![("index", Tree::plain(index)), ("delta", delta)];
                self.named(&mut out, "content_block_delta", delta);
            }
            self.named(
                &mut out,
                "content_block_stop",
                vec![("index", Tree::plain(index))],
            );
        }
        let usage = vec![("output_tokens", Tree::plain(self.counts.output))];
        let end = vec![("delta", self.reason()), ("usage", Tree::Object(usage))];
        self.named(&mut out, "message_delta", end);
        self.named(&mut out, "message_stop", vec![]);
        out
    }

    fn named(&self, out: &mut String, name: &str, mut members: Vec<(&'static str, Tree)>) {
        members.insert(0, ("type", Tree::word(name)));
        let data = Tree::Object(members).write(self.layout);
        // On many lines, each is data of its own.
        let data = data.replace("\r\n", "\ndata: ");
        out.push_str(&format!("event: {name}\ndata: {data}\n\n"));
    }

    fn envelope(&self) -> Tree {
        let counts = &self.counts;
        let usage = vec![
            ("input_tokens", Tree::plain(counts.input)),
            (
                "cache_creation_input_tokens",
                Tree::plain(counts.cache_write),
            ),
            ("cache_read_input_tokens", Tree::plain(counts.cache_read)),
            ("output_tokens", Tree::plain(1)),
            ("service_tier", Tree::word("standard")),
        ];
        Tree::Object(vec![
            ("id", Tree::word("msg_1")),
            ("type", Tree::word("message")),
            ("role", Tree::word("assistant")),
            ("model", Tree::word("claude-opus-4-8")),
            ("content", Tree::List(vec![])),
            ("stop_reason", Tree::plain("null")),
            ("stop_sequence", Tree::plain("null")),
            ("usage", Tree::Object(usage)),
        ])
    }

    fn reason(&self) -> Tree {
        let (reason, sequence) = match &self.ending {
            Ending::EndTurn => ("end_turn", None),
            Ending::Calls => ("tool_use", None),
            Ending::MaxTokens => ("max_tokens", None),
            Ending::ContextWindow => ("model_context_window_exceeded", None),
            Ending::Sequence(text) => ("stop_sequence", Some(text.clone())),
            Ending::Pause => ("pause_turn", None),
            Ending::Refusal => ("refusal", None),
        };
        Tree::Object(vec![
            ("stop_reason", Tree::word(reason)),
            (
                "stop_sequence",
                sequence.map_or(Tree::plain("null"), Tree::Text),
            ),
        ])
    }
}

fn opening(block: &Piecewise) -> Tree {
    Tree::Object(match block {
        Piecewise::Text(_) | Piecewise::Refusal(_) => {
            vec![("type", Tree::word("text")), ("text", Tree::word(""))]
        }
        Piecewise::Thinking(..) => vec![
            ("type", Tree::word("thinking")),
            ("thinking", Tree::word("")),
            ("signature", Tree::word("")),
        ],
        Piecewise::Hidden(data) => vec![
            ("type", Tree::word("redacted_thinking")),
            ("data", Tree::Text(data.clone())),
        ],
        Piecewise::Call { id, name, .. } => vec![
            ("type", Tree::word("tool_use")),
            ("id", Tree::Text(id.clone())),
            ("name", Tree::Text(name.clone())),
            ("input", Tree::Object(vec![])),
        ],
    })
}

fn deltas(block: &Piecewise) -> Vec<Tree> {
    let pieces = |kind, key, pieces: &[Spelled]| {
        pieces
            .iter()
            .map(|piece| delta(kind, key, piece))
            .collect::<Vec<_>>()
    };
    match block {
        Piecewise::Text(texts) | Piecewise::Refusal(texts) => pieces("text_delta", "text", texts),
        Piecewise::Thinking(thoughts, signature) => {
            let mut deltas = pieces("thinking_delta", "thinking", thoughts);
            let signature = signature.as_ref();
            deltas.extend(
                signature.map(|signature| delta("signature_delta", "signature", signature)),
            );
            deltas
        }
        Piecewise::Hidden(_) => vec![],
        Piecewise::Call { pieces: parts, .. } => pieces("input_json_delta", "partial_json", parts),
    }
}

fn delta(kind: &str, key: &'static str, piece: &Spelled) -> Tree {
    Tree::Object(vec![
        ("type", Tree::word(kind)),
        (key, Tree::Text(piece.clone())),
    ])
}
