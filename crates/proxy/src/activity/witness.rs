use bytes::Bytes;
use formats::Format;

use super::Entry;
use super::passing::{self, Said};

/// A whole answer is read for its tokens up to this size.
const LARGEST: usize = 1 << 20;
/// And if it comes in no more pieces than this: each may hold on to more memory than it has bytes.
const MOST: usize = 256;

/// Sees the body of one answer pass, and tells its record.
#[derive(Debug)]
pub(crate) struct Witness {
    entry: Entry,
    seen: bool,
    over: bool,
    body: Body,
}

#[derive(Debug)]
enum Body {
    /// Each piece is whole events in this format.
    Events(Format),
    /// Whoever translates the events tells what they say.
    Translated,
    /// Not events. The pieces are shared with the client's connection, not copied.
    Whole { pieces: Vec<Bytes>, size: usize },
    /// Too large to be looked at.
    Large,
}

impl Witness {
    /// Of a body that is a stream of events in `format`; `None`: whoever translates them tells what they say.
    pub(crate) fn of_events(entry: Entry, format: Option<Format>) -> Self {
        Self::new(entry, format.map_or(Body::Translated, Body::Events))
    }

    /// Of any other body.
    pub(crate) fn of_bytes(entry: Entry) -> Self {
        Self::new(
            entry,
            Body::Whole {
                pieces: Vec::new(),
                size: 0,
            },
        )
    }

    fn new(entry: Entry, body: Body) -> Self {
        entry.is_witnessed();
        Self {
            entry,
            seen: false,
            over: false,
            body,
        }
    }

    /// These bytes are on their way to the client.
    pub(crate) fn see(&mut self, bytes: &Bytes) {
        if !self.seen {
            self.seen = true;
            self.entry.first_byte();
        }
        match &mut self.body {
            Body::Events(format) => {
                passing::events(*format, bytes, |said| tell(&self.entry, said));
            }
            Body::Translated | Body::Large => {}
            Body::Whole { pieces, size } => {
                *size += bytes.len();
                if *size > LARGEST || pieces.len() == MOST {
                    self.body = Body::Large;
                } else {
                    pieces.push(bytes.clone());
                }
            }
        }
    }

    /// Nothing follows.
    pub(crate) fn over(&mut self) {
        self.over = true;
    }

    /// The answer ended early, and `how`.
    pub(crate) fn broke(&mut self, how: &str) {
        self.over = true;
        self.entry.failed(&format!("the answer {how}"));
    }

    /// The body is let go of. `is_whole`: whether its last byte has come by, as far as the body itself knows.
    pub(crate) fn end(self, is_whole: bool) {
        if let Body::Whole { pieces, .. } = &self.body {
            let said = match pieces.as_slice() {
                [] => None,
                [only] => passing::whole(only),
                pieces => passing::whole(&pieces.concat()),
            };
            if let Some(said) = said {
                tell(&self.entry, said);
            }
        }
        // Else the entry says by itself that the client went away.
        if is_whole || self.over {
            self.entry.end();
        }
    }
}

fn tell(entry: &Entry, said: Said) {
    match said {
        Said::Used(usage) => entry.used(usage),
        Said::Failed(kind) => entry.failed(&kind),
    }
}
