//! The paths that a request takes: from each client format into what each kind of provider takes. One table for all of
//! them; beside each, a parse of the same bytes into a tree, which is what the easy way begins with.

use std::fmt;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use formats::Format;
use formats::conversation::Losses;
use formats::responses::Rules;
use formats::{chat, messages, responses};

use crate::clock::Clock;
use crate::history;

/// What becomes of a request.
#[derive(Clone, Copy)]
pub(crate) enum Becomes {
    Messages,
    Chat,
    Responses(Rules),
    /// The same format with what these rules take, passed on without being translated.
    Fitted(Rules),
}

/// A client's format, and what its requests become.
#[derive(Clone, Copy)]
pub(crate) struct Path(Format, Becomes);

/// All paths. No provider is asked in Chat by a client of another format as yet.
pub(crate) const PATHS: [Path; 11] = [
    Path(Format::Chat, Becomes::Messages),
    Path(Format::Responses, Becomes::Messages),
    Path(Format::Messages, Becomes::Responses(Rules::API)),
    Path(Format::Messages, Becomes::Responses(Rules::CODEX)),
    Path(Format::Messages, Becomes::Responses(Rules::PLAN)),
    Path(Format::Chat, Becomes::Responses(Rules::CODEX)),
    Path(Format::Chat, Becomes::Responses(Rules::PLAN)),
    Path(Format::Responses, Becomes::Fitted(Rules::CODEX)),
    Path(Format::Responses, Becomes::Fitted(Rules::PLAN)),
    Path(Format::Messages, Becomes::Chat),
    Path(Format::Responses, Becomes::Chat),
];

impl Path {
    /// An agent's history of about `size` bytes, as the client sends it.
    pub(crate) fn body(self, size: usize) -> String {
        match self.0 {
            Format::Chat => history::chat(size),
            Format::Messages => history::messages(size),
            Format::Responses => history::responses(size),
        }
    }

    /// What the provider is sent for `body`: what the gateway does, without the network.
    pub(crate) fn take(self, body: &str) -> Vec<u8> {
        let losses = &mut Losses::default();
        if let Becomes::Fitted(rules) = self.1 {
            return responses::fit(body, &rules, losses).unwrap().body;
        }
        let request = match self.0 {
            Format::Chat => chat::decode_request(body, losses).unwrap().0,
            Format::Messages => messages::decode_request(body, losses).unwrap().0,
            Format::Responses => responses::decode_request(body, losses).unwrap().0,
        };
        let encoded = match self.1 {
            Becomes::Messages => {
                let options = messages::Options { cache: true };
                messages::encode_request(&request, &options, losses)
            }
            Becomes::Chat => chat::encode_request(&request, &chat::Options::default(), losses),
            Becomes::Responses(rules) | Becomes::Fitted(rules) => {
                responses::encode_request(&request, &responses::Options { rules }, losses)
            }
        };
        encoded.unwrap().0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, rules) = match self.1 {
            Becomes::Messages => ("Messages", None),
            Becomes::Chat => ("Chat", None),
            Becomes::Responses(rules) => ("Responses", Some(rules)),
            Becomes::Fitted(rules) => ("passed on", Some(rules)),
        };
        write!(f, "{:?} to {what}", self.0)?;
        match rules {
            Some(rules) if rules == Rules::CODEX => f.write_str(" for Codex"),
            Some(rules) if rules == Rules::PLAN => f.write_str(" for a plan"),
            _ => Ok(()),
        }
    }
}

/// What the easy way begins with.
pub(crate) fn parse(body: &str) -> serde_json::Value {
    serde_json::from_slice(body.as_bytes()).unwrap()
}

pub(crate) fn all(criterion: &mut Criterion<Clock>) {
    let mut group = criterion.benchmark_group("a history of 1 MiB");
    for path in PATHS {
        let body = path.body(1 << 20);
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(path.to_string(), |bench| {
            bench.iter(|| path.take(black_box(&body)));
        });
    }
    for format in [Format::Chat, Format::Messages, Format::Responses] {
        let body = Path(format, Becomes::Messages).body(1 << 20);
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(format!("{format:?} parsed into a tree"), |bench| {
            bench.iter(|| parse(black_box(&body)));
        });
    }
    group.finish();
}
