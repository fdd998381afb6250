//! The order of events that encoders rely on (`conversation/event.rs`).

use formats::conversation::{Event, Opened};

/// Watches events go by.
///
/// # Panics
/// Where one comes out of its order.
#[derive(Debug, Default)]
pub(crate) struct Order {
    at: At,
}

/// Where a stream of events is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum At {
    #[default]
    Beginning,
    BetweenBlocks,
    Inside(Kind),
    Stopped,
    Ended,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Refusal,
    Thinking,
    Hidden,
    Call,
    Foreign,
}

impl Order {
    /// Takes the next event.
    pub(crate) fn take(&mut self, event: &Event<'_>) {
        let next = match (self.at, event) {
            (at, Event::Ping) if at != At::Ended => at,
            (At::Beginning, Event::Start { .. }) => At::BetweenBlocks,
            (At::BetweenBlocks, Event::Open(opened)) => At::Inside(kind(opened)),
            (At::Inside(kind), event) if belongs(kind, event) => At::Inside(kind),
            (At::Inside(_), Event::Close) => At::BetweenBlocks,
            (At::BetweenBlocks, Event::Stop { .. }) => At::Stopped,
            (At::Stopped, Event::End) => At::Ended,
            (at, event) => panic!("{event:?} comes while the stream is {at:?}"),
        };
        self.at = next;
    }

    /// Whether the last event has come.
    pub(crate) fn has_ended(&self) -> bool {
        self.at == At::Ended
    }
}

fn kind(opened: &Opened<'_>) -> Kind {
    match opened {
        Opened::Text => Kind::Text,
        Opened::Refusal => Kind::Refusal,
        Opened::Thinking => Kind::Thinking,
        Opened::HiddenThinking(_) => Kind::Hidden,
        Opened::Call { .. } => Kind::Call,
        Opened::Foreign(_) => Kind::Foreign,
    }
}

/// Whether a piece is of the kind that the open block is made of.
fn belongs(kind: Kind, event: &Event<'_>) -> bool {
    match event {
        Event::Text(_) => kind == Kind::Text,
        Event::Refusal(_) => kind == Kind::Refusal,
        Event::Thinking(_) | Event::Signature(_) => kind == Kind::Thinking,
        Event::Arguments(_) => kind == Kind::Call,
        Event::Foreign(_) => true,
        _ => false,
    }
}
