//! Answers that a provider may give, piece by piece, as what is said; each format streams them in its own way.

mod chat;
mod events;
mod messages;
mod responses;

use formats::json::Json;
use proptest::prelude::*;

use crate::raw;
use crate::spelled::{Spelled, like, pieces, seeds, texts};
use crate::talk::ids;
use crate::tree::{Layout, layouts};

/// A whole answer, and the pieces it comes in.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) blocks: Vec<Piecewise>,
    pub(crate) ending: Ending,
    pub(crate) counts: Counts,
    /// Events that say nothing are strewn in.
    pub(crate) pings: bool,
    /// What usually comes in chunks of their own comes in one (Chat).
    pub(crate) joined: bool,
    /// The pieces of several calls come in turns (Chat).
    pub(crate) woven: bool,
    pub(crate) layout: Layout,
}

/// A block, and the pieces it comes in. Together the pieces are the whole.
#[derive(Debug, Clone)]
pub(crate) enum Piecewise {
    Text(Vec<Spelled>),
    /// Only Chat tells these words from others.
    Refusal(Vec<Spelled>),
    Thinking(Vec<Spelled>, Option<Spelled>),
    Hidden(Spelled),
    Call {
        id: Spelled,
        name: Spelled,
        /// A JSON object, or the beginning of one.
        arguments: String,
        pieces: Vec<Spelled>,
    },
}

/// Why an answer ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    EndTurn,
    Calls,
    MaxTokens,
    ContextWindow,
    Sequence(Spelled),
    Pause,
    Refusal,
}

/// Tokens: read, read from the cache, written to it, written by the model, thought.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) input: u64,
    pub(crate) cache_read: u64,
    pub(crate) cache_write: u64,
    pub(crate) output: u64,
}

impl Reply {
    /// Whether the answer calls tools.
    pub(crate) fn calls(&self) -> bool {
        self.blocks
            .iter()
            .any(|block| matches!(block, Piecewise::Call { .. }))
    }

    /// Whether the last call's arguments are cut off.
    pub(crate) fn is_cut(&self) -> bool {
        self.blocks.iter().any(|block| match block {
            Piecewise::Call { arguments, .. } => Json::parse(arguments.as_str()).is_err(),
            _ => false,
        })
    }
}

/// Answers as Claude gives them.
pub(crate) fn replies() -> impl Strategy<Value = Reply> {
    of_blocks(prop_oneof![4 => text(), 2 => thinking(), 1 => hidden(), 3 => call()])
}

/// Answers as Chat has room for: thoughts without a signature, one text, one refusal, then calls.
pub(crate) fn chat_replies() -> impl Strategy<Value = Reply> {
    let words = (
        prop::option::weighted(0.2, thoughts()),
        prop::option::of(text()),
        prop::option::weighted(0.1, refusal()),
    );
    (of_blocks(call()), words).prop_map(|(mut reply, (thoughts, text, refusal))| {
        if refusal.is_some() && reply.ending == Ending::EndTurn {
            reply.ending = Ending::Refusal;
        }
        let words = [thoughts, text, refusal].into_iter().flatten();
        reply.blocks.splice(0..0, words);
        reply.counts.cache_write = 0;
        if matches!(
            reply.ending,
            Ending::ContextWindow | Ending::Sequence(_) | Ending::Pause
        ) {
            reply.ending = Ending::MaxTokens;
        }
        reply
    })
}

/// Answers as Responses has room for: blocks of any kind in any order, each an item of its own.
pub(crate) fn responses_replies() -> impl Strategy<Value = Reply> {
    let block = prop_oneof![4 => text(), 2 => thinking(), 3 => call(), 1 => refusal()];
    of_blocks(block).prop_map(|mut reply| {
        let refusal = |block: &Piecewise| matches!(block, Piecewise::Refusal(_));
        if reply.ending == Ending::EndTurn && reply.blocks.iter().any(refusal) {
            reply.ending = Ending::Refusal;
        }
        // Where a call waits for its result, that is why the answer ends.
        if reply.ending == Ending::Refusal && reply.calls() && reply.blocks.iter().any(refusal) {
            reply.ending = Ending::Calls;
        }
        reply.counts.cache_write = 0;
        if matches!(
            reply.ending,
            Ending::ContextWindow | Ending::Sequence(_) | Ending::Pause
        ) {
            reply.ending = Ending::MaxTokens;
        }
        reply
    })
}

fn of_blocks(block: impl Strategy<Value = Piecewise>) -> impl Strategy<Value = Reply> {
    let counts = (0..3000u64, 0..3000u64, 0..3000u64, 1..3000u64);
    let cut = prop::option::weighted(0.2, any::<prop::sample::Index>());
    let way = (any::<bool>(), any::<bool>(), any::<bool>(), layouts());
    (
        prop::collection::vec(block, 0..5),
        endings(),
        counts,
        way,
        cut,
    )
        .prop_map(
            |(blocks, ending, counts, (pings, joined, woven, layout), cut)| {
                let (input, cache_read, cache_write, output) = counts;
                let mut reply = Reply {
                    blocks,
                    ending,
                    counts: Counts {
                        input,
                        cache_read,
                        cache_write,
                        output,
                    },
                    pings,
                    joined,
                    woven,
                    layout,
                };
                reply.settle(cut);
                reply
            },
        )
}

impl Reply {
    /// Makes a whole of parts that were made up each on its own.
    fn settle(&mut self, cut: Option<prop::sample::Index>) {
        match (self.calls(), &self.ending) {
            (true, Ending::EndTurn) => self.ending = Ending::Calls,
            (false, Ending::Calls) => self.ending = Ending::EndTurn,
            _ => {}
        }
        let ids = self.blocks.iter_mut().filter_map(|block| match block {
            Piecewise::Call { id, .. } => Some(id),
            _ => None,
        });
        for (n, id) in ids.enumerate() {
            *id = Spelled::usual(format!("{n}{}", id.plain));
        }
        // Where the tokens are used up, the last call may be unfinished.
        if let (Ending::MaxTokens, Some(cut)) = (&self.ending, cut)
            && let Some(Piecewise::Call {
                arguments, pieces, ..
            }) = self.blocks.last_mut()
        {
            let kept = 1 + cut.index(pieces.len());
            pieces.truncate(kept);
            *arguments = pieces.iter().map(|piece| piece.plain.as_str()).collect();
        }
    }
}

fn endings() -> impl Strategy<Value = Ending> {
    prop_oneof![
        4 => Just(Ending::EndTurn),
        4 => Just(Ending::Calls),
        3 => Just(Ending::MaxTokens),
        1 => Just(Ending::ContextWindow),
        1 => texts().prop_map(Ending::Sequence),
        1 => Just(Ending::Pause),
        1 => Just(Ending::Refusal),
    ]
}

fn text() -> impl Strategy<Value = Piecewise> {
    pieces(texts().prop_map(|text| text.plain)).prop_map(|(_, pieces)| Piecewise::Text(pieces))
}

fn refusal() -> impl Strategy<Value = Piecewise> {
    pieces(texts().prop_map(|text| text.plain)).prop_map(|(_, pieces)| Piecewise::Refusal(pieces))
}

fn thoughts() -> impl Strategy<Value = Piecewise> {
    let thoughts = pieces(texts().prop_map(|text| text.plain));
    thoughts.prop_map(|(_, pieces)| Piecewise::Thinking(pieces, None))
}

fn thinking() -> impl Strategy<Value = Piecewise> {
    let signature = like("[A-Za-z0-9+/]{1,24}={0,2}").prop_map(Spelled::usual);
    let thoughts = pieces(texts().prop_map(|text| text.plain));
    (thoughts, prop::option::weighted(0.9, signature))
        .prop_map(|((_, pieces), signature)| Piecewise::Thinking(pieces, signature))
}

fn hidden() -> impl Strategy<Value = Piecewise> {
    like("[A-Za-z0-9+/]{4,24}={0,2}").prop_map(|data| Piecewise::Hidden(Spelled::usual(data)))
}

fn call() -> impl Strategy<Value = Piecewise> {
    let name = (like("[a-zA-Z][a-zA-Z0-9_-]{0,20}"), seeds())
        .prop_map(|(name, seed)| Spelled::of(name, seed));
    (ids(), name, pieces(raw::objects())).prop_map(|(id, name, (arguments, pieces))| {
        Piecewise::Call {
            id,
            name,
            arguments,
            pieces,
        }
    })
}
