use std::collections::VecDeque;

use super::calls::{self, Calls};
use super::wire;
use crate::conversation::{Event, Opened};
use crate::json::Text;
use crate::{ErrorKind, Failure};

/// What kind of words a block holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    Text,
    Refusal,
    Thinking,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Words(Words),
    /// The call of that number.
    Call(usize),
}

#[derive(Debug)]
enum Waiting {
    Words(Words, Text<'static>),
    Call(usize),
}

/// Brings the pieces of an answer, which come as they like, into blocks one after the other.
///
/// Pieces go on at once while they belong to the block that is open. A piece of another block closes the open one,
/// unless that is a call whose arguments are not whole: then what comes between waits, in order, until they are.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    open: Option<Open>,
    calls: Calls,
    waiting: VecDeque<Waiting>,
    /// How many bytes are held, here and with the calls.
    held: usize,
    refused: bool,
}

/// No model's calls are larger; what is, would fill the memory.
const MOST_HELD: usize = 32 << 20;

impl Blocks {
    /// Whether there is any call.
    pub(super) fn called(&self) -> bool {
        !self.calls.is_empty()
    }

    /// Whether there is any refusal.
    pub(super) fn refused(&self) -> bool {
        self.refused
    }

    /// Whether a text is open.
    pub(super) fn in_text(&self) -> bool {
        self.open == Some(Open::Words(Words::Text))
    }

    /// Takes more words of that kind.
    pub(super) fn words(
        &mut self,
        kind: Words,
        text: Text<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        self.refused |= kind == Words::Refusal;
        if self.blocked() {
            self.hold(text.len())?;
            match self.waiting.back_mut() {
                Some(Waiting::Words(last, so_far)) if *last == kind => so_far.push(&text),
                _ => self
                    .waiting
                    .push_back(Waiting::Words(kind, text.into_owned())),
            }
            return Ok(());
        }
        if self.open != Some(Open::Words(kind)) {
            self.close(sink);
            self.open_words(kind, sink);
        }
        sink(said(kind, text));
        Ok(())
    }

    /// Takes a piece of a call.
    pub(super) fn call(
        &mut self,
        delta: wire::Call<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        let n = self.calls.place(&delta);
        let more = calls::input(delta);
        self.hold(more.len())?;
        let is_open = self.open == Some(Open::Call(n));
        let blocked = !is_open && self.blocked();
        let Some(call) = self.calls.get(n) else {
            return Ok(());
        };
        if call.closed {
            // A call that is sent once more is no other call.
            let same = more.is_blank() || more.to_plain() == call.input.to_plain();
            return if same { Ok(()) } else { Err(mixed_up()) };
        }
        call.input.push(&more);
        if is_open {
            if !more.is_empty() {
                sink(Event::Arguments(piece(call.custom, more)));
            }
        } else if blocked || call.name.is_empty() {
            let waits = |waiting: &Waiting| matches!(waiting, Waiting::Call(other) if *other == n);
            if !self.waiting.iter().any(waits) {
                self.waiting.push_back(Waiting::Call(n));
            }
        } else {
            self.close(sink);
            self.open_call(n, sink);
        }
        self.advance(sink);
        Ok(())
    }

    /// Nothing more comes: what waits is as whole as it will be.
    pub(super) fn finish(&mut self, sink: &mut impl FnMut(Event<'_>)) -> Result<(), Failure> {
        self.close(sink);
        while let Some(next) = self.waiting.pop_front() {
            if let Waiting::Call(n) = next
                && self.calls.get(n).is_some_and(|call| call.name.is_empty())
            {
                let message = "the provider called a tool without its name; send the request again";
                return Err(Failure::new(ErrorKind::BadGateway, message));
            }
            self.open_waiting(next, sink);
            self.close(sink);
        }
        Ok(())
    }

    fn hold(&mut self, bytes: usize) -> Result<(), Failure> {
        self.held += bytes;
        if self.held <= MOST_HELD {
            return Ok(());
        }
        let message = format!("the provider's calls of tools are larger than {MOST_HELD} bytes");
        Err(Failure::new(ErrorKind::BadGateway, message))
    }

    /// Whether a block that begins now must wait.
    fn blocked(&mut self) -> bool {
        !self.waiting.is_empty() || !self.whole()
    }

    /// Whether the open block may be closed.
    fn whole(&mut self) -> bool {
        match self.open {
            Some(Open::Call(n)) => self.calls.get(n).is_none_or(|call| call.complete()),
            _ => true,
        }
    }

    /// Lets what waits go on, as far as it can.
    fn advance(&mut self, sink: &mut impl FnMut(Event<'_>)) {
        while !self.waiting.is_empty() && self.whole() {
            self.close(sink);
            if let Some(Waiting::Call(n)) = self.waiting.front()
                && self.calls.get(*n).is_some_and(|call| call.name.is_empty())
            {
                return;
            }
            if let Some(next) = self.waiting.pop_front() {
                self.open_waiting(next, sink);
            }
        }
    }

    fn open_waiting(&mut self, next: Waiting, sink: &mut impl FnMut(Event<'_>)) {
        match next {
            Waiting::Call(n) => self.open_call(n, sink),
            Waiting::Words(kind, text) => {
                self.open_words(kind, sink);
                sink(said(kind, text));
            }
        }
    }

    fn open_words(&mut self, kind: Words, sink: &mut impl FnMut(Event<'_>)) {
        self.open = Some(Open::Words(kind));
        sink(Event::Open(match kind {
            Words::Text => Opened::Text,
            Words::Refusal => Opened::Refusal,
            Words::Thinking => Opened::Thinking,
        }));
    }

    /// Opens a call, with all that it has so far.
    fn open_call(&mut self, n: usize, sink: &mut impl FnMut(Event<'_>)) {
        let Some(call) = self.calls.get(n) else {
            return;
        };
        self.open = Some(Open::Call(n));
        sink(Event::Open(Opened::Call {
            id: call.id.as_str().into(),
            name: call.name.as_str().into(),
        }));
        if call.custom {
            sink(Event::Arguments(quote()));
        }
        if !call.input.is_empty() {
            sink(Event::Arguments(piece(call.custom, call.input.borrowed())));
        }
    }

    fn close(&mut self, sink: &mut impl FnMut(Event<'_>)) {
        let Some(open) = self.open.take() else {
            return;
        };
        if let Open::Call(n) = open
            && let Some(call) = self.calls.get(n)
        {
            call.closed = true;
            if call.custom {
                sink(Event::Arguments(quote()));
            }
        }
        sink(Event::Close);
    }
}

fn said(kind: Words, text: Text<'_>) -> Event<'_> {
    match kind {
        Words::Text => Event::Text(text),
        Words::Refusal => Event::Refusal(text),
        Words::Thinking => Event::Thinking(text),
    }
}

/// A piece of what a call is called with, as a piece of JSON: a custom tool's text is a JSON string there.
fn piece(custom: bool, text: Text<'_>) -> Text<'_> {
    if custom {
        Text::plain(text.escaped())
    } else {
        text
    }
}

/// The quote at either end of that string.
fn quote() -> Text<'static> {
    Text::from_escaped("\\\"")
}

fn mixed_up() -> Failure {
    let message =
        "the provider went on with a call of a tool that was whole; send the request again";
    Failure::new(ErrorKind::BadGateway, message)
}
