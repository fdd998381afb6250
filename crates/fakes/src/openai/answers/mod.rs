//! An answer before it is put on the wire: one value that streams and whole answers of both formats are made from, so
//! that they cannot disagree.

mod chat;
mod deltas;
mod event;
pub(crate) mod hostile;
mod item;
mod response;
pub(crate) mod stream;
mod told;

use serde_json::Value;

use super::asked::{Asked, Format};
use super::refusal::Refusal;
use crate::service::delivery::{Delivery, Ending};

pub(crate) use item::{Item, Tone};

/// What an answer says, how it ends, and how it is delivered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) items: Vec<Item>,
    pub(crate) end: End,
    pub(crate) oddity: Oddity,
    pub(crate) delivery: Delivery,
}

/// How an answer ends.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End {
    Completed,
    /// `response.incomplete` for this reason; `finish_reason` `length` or `content_filter`.
    Incomplete(&'static str),
    /// `response.failed`: before anything was said, or behind the first piece of text.
    Failed {
        code: String,
        message: String,
        at_once: bool,
    },
}

/// What is unusual about a stream of Responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Oddity {
    #[default]
    None,
    /// Only the events that the Codex client needs: finished items, and the end with nothing but an id (measured with
    /// codex 0.169).
    Minimal,
    /// Items are finished without having been added, and there are no deltas.
    NotAdded,
    /// The last event's `output` is empty, as the Codex backend may send it.
    EmptyOutput,
    /// Events of unknown types among the others.
    UnknownEvents,
    /// The deltas of all items in turn.
    Interleaved,
}

/// Token counts of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) input: usize,
    pub(crate) cached: usize,
    pub(crate) output: usize,
    pub(crate) reasoning: usize,
}

/// An answer with everything that identifies it.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) id: String,
    /// Unix seconds.
    pub(crate) created: u64,
    pub(crate) format: Format,
    pub(crate) request: Value,
    pub(crate) reply: Reply,
    pub(crate) usage: Usage,
    /// The event `codex.rate_limits`, where it is told.
    pub(crate) limits: Option<Value>,
    /// Random letters for the deltas' `obfuscation`.
    pub(crate) padding: String,
}

impl Reply {
    /// An answer that ends by itself and is delivered as usual.
    pub(crate) fn of(items: Vec<Item>) -> Self {
        Self {
            items,
            end: End::Completed,
            oddity: Oddity::None,
            delivery: Delivery::default(),
        }
    }

    pub(crate) fn ending(mut self, end: End) -> Self {
        self.end = end;
        self
    }

    pub(crate) fn oddly(mut self, oddity: Oddity) -> Self {
        self.oddity = oddity;
        self
    }

    pub(crate) fn delivered(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }
}

impl Answer {
    pub(crate) fn asked(&self) -> Asked<'_> {
        Asked {
            format: self.format,
            body: &self.request,
        }
    }

    /// The refusal that a whole answer is, where a stream would break off with an error.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        if self.reply.delivery.ending == Ending::ErrorEvent {
            return Some(server_error());
        }
        match (&self.reply.end, self.format) {
            (End::Failed { code, message, .. }, Format::Chat) => {
                Some(Refusal::new(500, "server_error", message).code(code))
            }
            _ => None,
        }
    }
}

/// The API's own message.
pub(crate) fn server_error() -> Refusal {
    let message = "The server had an error while processing your request. Sorry about that!";
    Refusal::new(500, "server_error", message).code("server_error")
}
