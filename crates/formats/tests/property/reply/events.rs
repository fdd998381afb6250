//! Answers as the events between the formats.

use formats::conversation::{Event, Opened, Stop, Usage};
use formats::json::{Str, Text};

use super::{Ending, Piecewise, Reply};
use crate::spelled::Spelled;
use crate::talk::text;

impl Reply {
    /// The events of the answer, as a stream of the Messages format has them.
    pub(crate) fn to_events(&self) -> Vec<Event<'static>> {
        let counts = &self.counts;
        let mut events = vec![Event::Start {
            id: "msg_1".into(),
            model: "claude-opus-4-8".into(),
            usage: Usage {
                input: Some(counts.input),
                cache_read: Some(counts.cache_read),
                cache_write: Some(counts.cache_write),
                output: Some(1),
                reasoning: None,
            },
        }];
        for block in &self.blocks {
            if self.pings {
                events.push(Event::Ping);
            }
            append(block, &mut events);
        }
        events.push(Event::Stop {
            stop: self.stop(),
            usage: Usage {
                output: Some(counts.output),
                ..Usage::default()
            },
        });
        events.push(Event::End);
        events
    }

    fn stop(&self) -> Stop<'static> {
        match &self.ending {
            Ending::EndTurn => Stop::EndTurn,
            Ending::Calls => Stop::Calls,
            Ending::MaxTokens => Stop::MaxTokens,
            Ending::ContextWindow => Stop::ContextWindow,
            Ending::Sequence(sequence) => Stop::Sequence(Some(text(sequence))),
            Ending::Pause => Stop::Pause,
            Ending::Refusal => Stop::Refusal(None),
        }
    }
}

fn append(block: &Piecewise, events: &mut Vec<Event<'static>>) {
    fn all<'p>(
        pieces: &'p [Spelled],
        event: fn(Text<'static>) -> Event<'static>,
    ) -> impl Iterator<Item = Event<'static>> + use<'p> {
        pieces.iter().map(move |piece| event(text(piece)))
    }
    match block {
        Piecewise::Text(pieces) => {
            events.push(Event::Open(Opened::Text));
            events.extend(all(pieces, Event::Text));
        }
        Piecewise::Refusal(pieces) => {
            events.push(Event::Open(Opened::Refusal));
            events.extend(all(pieces, Event::Refusal));
        }
        Piecewise::Thinking(pieces, signature) => {
            events.push(Event::Open(Opened::Thinking));
            events.extend(all(pieces, Event::Thinking));
            events.extend(
                signature
                    .iter()
                    .map(|signature| Event::Signature(text(signature))),
            );
        }
        Piecewise::Hidden(data) => events.push(Event::Open(Opened::HiddenThinking(text(data)))),
        Piecewise::Call {
            id, name, pieces, ..
        } => {
            events.push(Event::Open(Opened::Call {
                id: Str::from(id.plain.clone()),
                name: Str::from(name.plain.clone()),
            }));
            events.extend(all(pieces, Event::Arguments));
        }
    }
    events.push(Event::Close);
}
