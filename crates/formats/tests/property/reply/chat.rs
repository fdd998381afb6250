//! Answers as OpenAI streams them.

use super::{Ending, Piecewise, Reply};
use crate::tree::Tree;

impl Reply {
    /// The event stream of a Chat answer.
    pub(crate) fn to_chat(&self) -> String {
        let mut out = String::new();
        let role = vec![
            ("role", Tree::word("assistant")),
            ("content", Tree::word("")),
        ];
        self.chunk(&mut out, role, None);
        let mut calls = 0;
        for block in &self.blocks {
            if self.pings {
                out.push_str(": ping\n\n");
            }
            match block {
                Piecewise::Text(pieces) => {
                    for piece in pieces {
                        self.chunk(&mut out, vec![("content", Tree::Text(piece.clone()))], None);
                    }
                }
                Piecewise::Call { .. } => {
                    self.call(&mut out, calls, block);
                    calls += 1;
                }
                Piecewise::Thinking(..) | Piecewise::Hidden(_) => {}
            }
        }
        let reason = match self.ending {
            Ending::EndTurn | Ending::Pause | Ending::Sequence(_) => "stop",
            Ending::Calls => "tool_calls",
            Ending::MaxTokens | Ending::ContextWindow => "length",
            Ending::Refusal => "content_filter",
        };
        self.chunk(&mut out, vec![], Some(reason));
        self.usage(&mut out);
        out.push_str("data: [DONE]\n\n");
        out
    }

    fn call(&self, out: &mut String, index: usize, block: &Piecewise) {
        let Piecewise::Call {
            id, name, pieces, ..
        } = block
        else {
            return;
        };
        let function = vec![
            ("name", Tree::Text(name.clone())),
            ("arguments", Tree::word("")),
        ];
        let opening = vec![
            ("index", Tree::plain(index)),
            ("id", Tree::Text(id.clone())),
            ("type", Tree::word("function")),
            ("function", Tree::Object(function)),
        ];
        self.chunk(
            out,
            vec![("tool_calls", Tree::List(vec![Tree::Object(opening)]))],
            None,
        );
        for piece in pieces {
            let function = vec![("arguments", Tree::Text(piece.clone()))];
            let more = vec![
                ("index", Tree::plain(index)),
                ("function", Tree::Object(function)),
            ];
            self.chunk(
                out,
                vec![("tool_calls", Tree::List(vec![Tree::Object(more)]))],
                None,
            );
        }
    }

    fn chunk(&self, out: &mut String, delta: Vec<(&'static str, Tree)>, reason: Option<&str>) {
        let choice = vec![
            ("index", Tree::plain(0)),
            ("delta", Tree::Object(delta)),
            ("logprobs", Tree::plain("null")),
            (
                "finish_reason",
                reason.map_or(Tree::plain("null"), Tree::word),
            ),
        ];
        self.event(
            out,
            vec![("choices", Tree::List(vec![Tree::Object(choice)]))],
        );
    }

    fn usage(&self, out: &mut String) {
        let counts = &self.counts;
        let prompt = counts.input + counts.cache_read;
        let details = vec![("cached_tokens", Tree::plain(counts.cache_read))];
        let usage = vec![
            ("prompt_tokens", Tree::plain(prompt)),
            ("completion_tokens", Tree::plain(counts.output)),
            ("total_tokens", Tree::plain(prompt + counts.output)),
            ("prompt_tokens_details", Tree::Object(details)),
        ];
        self.event(
            out,
            vec![
                ("choices", Tree::List(vec![])),
                ("usage", Tree::Object(usage)),
            ],
        );
    }

    fn event(&self, out: &mut String, members: Vec<(&'static str, Tree)>) {
        let mut all = vec![
            ("id", Tree::word("chatcmpl-1")),
            ("object", Tree::word("chat.completion.chunk")),
            ("created", Tree::plain(1_750_000_000)),
            ("model", Tree::word("gpt-6")),
        ];
        all.extend(members);
        let data = Tree::Object(all)
            .write(self.layout)
            .replace("\r\n", "\ndata: ");
        out.push_str(&format!("data: {data}\n\n"));
    }
}
