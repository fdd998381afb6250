//! Conversations that a client may send, as what was said; each format writes them in its own way.

mod chat;
mod messages;
mod request;
mod responses;

use proptest::prelude::*;

pub(crate) use request::text;

use crate::raw;
use crate::spelled::{Spelled, like, seeds, texts};
use crate::tree::{Layout, layouts};

/// A conversation, waiting for its next answer.
#[derive(Debug, Clone)]
pub(crate) struct Talk {
    pub(crate) model: &'static str,
    /// Instructions before the first turn.
    pub(crate) system: Vec<Spelled>,
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) tools: Vec<Tool>,
    /// The schema that the answer is to fit, with a name.
    pub(crate) shape: Option<String>,
    pub(crate) layout: Layout,
}

/// What the person says, the calls that follow, and what the model says in the end.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    /// Instructions in the middle of the conversation, before the person's words. Only Chat has them there.
    pub(crate) warning: Option<Spelled>,
    pub(crate) user: Vec<Part>,
    /// Instructions in the middle of the conversation, after the person's words.
    pub(crate) notice: Option<Spelled>,
    pub(crate) rounds: Vec<Round>,
    /// Nothing in the last exchange: that is the answer which is asked for.
    pub(crate) closing: Vec<Spelled>,
}

/// Calls that the model makes at once, with their results.
#[derive(Debug, Clone)]
pub(crate) struct Round {
    /// What the model thought, and the signature of that. Only Messages has it.
    pub(crate) thoughts: Option<(Spelled, String)>,
    pub(crate) words: Vec<Spelled>,
    pub(crate) calls: Vec<Call>,
    /// The results come in the opposite order of the calls.
    pub(crate) reversed: bool,
    /// What the person says together with the results.
    pub(crate) remark: Option<Spelled>,
}

#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) id: Spelled,
    /// Which of the tools, modulo how many there are.
    pub(crate) tool: usize,
    /// A JSON object.
    pub(crate) arguments: String,
    pub(crate) seed: u64,
    pub(crate) result: Vec<Spelled>,
    /// A picture in the result: its base64. Only Messages has it.
    pub(crate) picture: Option<String>,
    pub(crate) failed: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Tool {
    pub(crate) name: Spelled,
    pub(crate) description: Option<Spelled>,
    /// A JSON object.
    pub(crate) schema: Option<String>,
}

/// A part of what the person says.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    Text(Spelled),
    /// A picture: media type and base64, and how the two are spelled.
    Picture(&'static str, String, u64),
    /// The address of a picture.
    PictureAt(Spelled),
    /// A document in PDF: base64 and its name.
    Pdf(String, Spelled),
}

impl Talk {
    /// The name of the tool that is called.
    pub(crate) fn name_of(&self, call: &Call) -> &Spelled {
        &self.tools[call.tool % self.tools.len()].name
    }

    /// All calls, in order.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &Call> {
        self.exchanges
            .iter()
            .flat_map(|exchange| &exchange.rounds)
            .flat_map(|round| &round.calls)
    }

    /// Whether there are instructions that no format has between turns but Chat.
    pub(crate) fn has_warnings(&self) -> bool {
        self.exchanges
            .iter()
            .any(|exchange| exchange.warning.is_some())
    }

    /// The same conversation with its results in the order of their calls.
    pub(crate) fn with_results_in_order(mut self) -> Self {
        let exchanges = self.exchanges.iter_mut();
        for round in exchanges.flat_map(|exchange| &mut exchange.rounds) {
            round.reversed = false;
        }
        self
    }

    /// The same conversation when it had only its first `n` exchanges.
    pub(crate) fn beginning(&self, n: usize) -> Self {
        let mut begun = self.clone();
        begun.exchanges.truncate(n);
        if let Some(last) = begun.exchanges.last_mut() {
            last.closing.clear();
        }
        begun
    }
}

impl Round {
    /// The calls in the order of their results.
    pub(crate) fn results(&self) -> Vec<&Call> {
        let mut calls: Vec<&Call> = self.calls.iter().collect();
        if self.reversed {
            calls.reverse();
        }
        calls
    }
}

/// The models that conversations are with: one that takes system messages at the start only, one that takes them
/// anywhere, one that takes no sampling.
pub(crate) const MODELS: [&str; 3] = ["claude-sonnet-4-5", "claude-opus-4-8", "claude-opus-5-5"];

/// Conversations of any kind.
pub(crate) fn talks() -> impl Strategy<Value = Talk> {
    let head = (
        prop::sample::select(&MODELS[..]),
        prop::collection::vec(texts(), 0..3),
        tools(),
        prop::option::weighted(0.2, raw::closed_schemas()),
        layouts(),
    );
    let exchanges = prop::collection::vec(exchange(), 1..4);
    (head, exchanges).prop_map(|((model, system, tools, shape, layout), exchanges)| {
        let mut talk = Talk {
            model,
            system,
            exchanges,
            tools,
            shape,
            layout,
        };
        talk.settle();
        talk
    })
}

impl Talk {
    /// Makes a whole of parts that were made up each on its own.
    fn settle(&mut self) {
        let no_tools = self.tools.is_empty();
        for exchange in &mut self.exchanges {
            if no_tools {
                exchange.rounds.clear();
            }
            for round in &mut exchange.rounds {
                tell_apart(round.calls.iter_mut().map(|call| &mut call.id));
            }
        }
        tell_apart(self.tools.iter_mut().map(|tool| &mut tool.name));
        if let Some(last) = self.exchanges.last_mut() {
            last.closing.clear();
        }
    }
}

/// Adds a number to names that were given before.
fn tell_apart<'a>(names: impl Iterator<Item = &'a mut Spelled>) {
    let mut seen = std::collections::HashSet::new();
    for (n, name) in names.enumerate() {
        if !seen.insert(name.plain.clone()) {
            *name = Spelled::usual(format!("{}_{n}", name.plain));
            seen.insert(name.plain.clone());
        }
    }
}

fn exchange() -> impl Strategy<Value = Exchange> {
    let warning = prop::option::weighted(0.1, texts());
    let user = prop::collection::vec(part(), 1..4);
    let notice = prop::option::weighted(0.2, texts());
    let rounds = prop::collection::vec(round(), 0..3);
    let closing = prop::collection::vec(texts(), 1..3);
    (warning, user, notice, rounds, closing).prop_map(|(warning, user, notice, rounds, closing)| {
        Exchange {
            warning,
            user,
            notice,
            rounds,
            closing,
        }
    })
}

fn round() -> impl Strategy<Value = Round> {
    let signature = like("sig[A-Za-z0-9+/]{9,24}");
    let thoughts = prop::option::weighted(0.3, (texts(), signature));
    let words = prop::collection::vec(texts(), 0..3);
    let calls = prop::collection::vec(call(), 1..4);
    let remark = prop::option::weighted(0.2, texts());
    (thoughts, words, calls, any::<bool>(), remark).prop_map(
        |(thoughts, words, calls, reversed, remark)| Round {
            thoughts,
            words,
            calls,
            reversed,
            remark,
        },
    )
}

fn call() -> impl Strategy<Value = Call> {
    let call = (ids(), 0..8usize, raw::objects(), seeds());
    let result = (
        prop::collection::vec(texts(), 1..3),
        prop::option::weighted(0.1, like("([A-Za-z0-9+/]{4}){1,8}")),
        prop::bool::weighted(0.2),
    );
    (call, result).prop_map(
        |((id, tool, arguments, seed), (result, picture, failed))| Call {
            id,
            tool,
            arguments,
            seed,
            result,
            picture,
            failed,
        },
    )
}

/// Ids of calls: as vendors make them, numbered anew in each turn, with odd characters, and too long.
pub(crate) fn ids() -> impl Strategy<Value = Spelled> {
    let ids = prop_oneof![
        4 => like("(call|toolu)_[a-zA-Z0-9]{1,24}"),
        2 => like("call_[01]"),
        2 => like("[a-z]{1,6}[:./|# é😀\"\\\\][a-z0-9]{0,6}"),
        1 => like("[a-z0-9_-]{41,90}"),
    ];
    (ids, seeds()).prop_map(|(id, seed)| Spelled::of(id, seed))
}

/// Names of tools: as both vendors take them, and as some clients have them.
fn names() -> impl Strategy<Value = Spelled> {
    let names = prop_oneof![
        6 => like("[a-zA-Z][a-zA-Z0-9_-]{0,20}"),
        1 => like("[a-z]{1,6}[./: é][a-z]{1,6}"),
        1 => like("[a-z]{65,80}"),
    ];
    (names, seeds()).prop_map(|(name, seed)| Spelled::of(name, seed))
}

fn tools() -> impl Strategy<Value = Vec<Tool>> {
    let described = prop::option::of(texts());
    let schema = prop::option::weighted(0.8, raw::schemas());
    let tool = (names(), described, schema).prop_map(|(name, description, schema)| Tool {
        name,
        description,
        schema,
    });
    prop::collection::vec(tool, 0..4)
}

fn part() -> impl Strategy<Value = Part> {
    const TYPES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
    // Whole groups of four letters are base64 of something.
    let bytes = || like("([A-Za-z0-9+/]{4}){1,8}");
    let address = like("https://example\\.com/[a-z0-9/]{0,12}(\\?[a-z]=%20&[a-z]=[é\"])?");
    let address = (address, seeds());
    prop_oneof![
        6 => texts().prop_map(Part::Text),
        1 => (prop::sample::select(&TYPES[..]), bytes(), seeds())
            .prop_map(|(kind, data, seed)| Part::Picture(kind, data, seed)),
        1 => address.prop_map(|(address, seed)| Part::PictureAt(Spelled::of(address, seed))),
        1 => (bytes(), like("[a-zé ]{1,8}\\.pdf"), seeds())
            .prop_map(|(data, name, seed)| Part::Pdf(data, Spelled::of(name, seed))),
    ]
}
