//! Event streams: read through the codecs in pieces of any size, and written by them.

use formats::conversation::{Answer, Event, Fold, Opened, Stop};
use formats::sse;
use formats::{Failure, Format, chat, messages, responses};
use proptest::prelude::*;
use proptest::sample::Index;

/// When the answers of these tests were made.
pub(crate) const CREATED: u64 = 1_750_000_000;

/// Where a stream is cut.
pub(crate) fn cuts() -> impl Strategy<Value = Vec<Index>> {
    prop::collection::vec(any::<Index>(), 0..12)
}

/// The pieces of `stream`, cut anywhere: inside a letter, an escape, a line end.
pub(crate) fn pieces<'s>(stream: &'s str, cuts: &[Index]) -> Vec<&'s [u8]> {
    let bytes = stream.as_bytes();
    let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    at.sort_unstable();
    at.push(bytes.len());
    let mut from = 0;
    at.into_iter()
        .map(|to| &bytes[std::mem::replace(&mut from, to)..to])
        .collect()
}

/// The events of a stream of `format` that comes in `pieces`.
pub(crate) fn read<'p>(
    format: Format,
    pieces: impl IntoIterator<Item = &'p [u8]>,
) -> Result<Vec<Event<'static>>, Failure> {
    let mut bytes = sse::Decoder::new(1 << 20);
    let (mut of_chat, mut of_messages) = (chat::Decoder::default(), messages::Decoder::default());
    let mut of_responses = responses::Decoder::default();
    let (mut events, mut failed) = (Vec::new(), None);
    for piece in pieces {
        let read = bytes.push(piece, |message| {
            if failed.is_some() {
                return;
            }
            let mut sink = |event: Event<'_>| events.push(owned(event));
            let decoded = match format {
                Format::Chat => of_chat.decode(message, &mut sink),
                Format::Responses => of_responses.decode(message, &mut sink),
                Format::Messages => of_messages.decode(message, &mut sink),
            };
            failed = decoded.err();
        });
        assert_eq!(read, Ok(()), "no event here is large");
    }
    failed.map_or(Ok(events), Err)
}

/// The whole answer that `events` come to.
pub(crate) fn fold(events: &[Event<'_>]) -> Answer {
    let mut fold = Fold::default();
    events.iter().for_each(|event| fold.push(event));
    fold.finish().unwrap()
}

/// What a client of the Chat format gets, as a stream.
pub(crate) fn to_chat(delivery: &chat::Delivery, events: &[Event<'_>]) -> String {
    let mut encoder = chat::Encoder::new(delivery.clone(), CREATED);
    let mut out = Vec::new();
    events
        .iter()
        .for_each(|event| encoder.encode(event, &mut out));
    String::from_utf8(out).unwrap()
}

/// What a client of the Messages format gets, as a stream.
pub(crate) fn to_messages(delivery: &messages::Delivery, events: &[Event<'_>]) -> String {
    let mut encoder = messages::Encoder::new(delivery.clone());
    let mut out = Vec::new();
    events
        .iter()
        .for_each(|event| encoder.encode(event, &mut out));
    String::from_utf8(out).unwrap()
}

/// What a client of the Responses format gets, as a stream.
pub(crate) fn to_responses(delivery: &responses::Delivery, events: &[Event<'_>]) -> String {
    let mut encoder = responses::Encoder::new(delivery.clone(), CREATED);
    let mut out = Vec::new();
    events
        .iter()
        .for_each(|event| encoder.encode(event, &mut out));
    String::from_utf8(out).unwrap()
}

/// The same event, owning its bytes.
pub(crate) fn owned(event: Event<'_>) -> Event<'static> {
    match event {
        Event::Start { id, model, usage } => Event::Start {
            id: id.into_owned(),
            model: model.into_owned(),
            usage,
        },
        Event::Open(opened) => Event::Open(match opened {
            Opened::Text => Opened::Text,
            Opened::Refusal => Opened::Refusal,
            Opened::Thinking => Opened::Thinking,
            Opened::HiddenThinking(data) => Opened::HiddenThinking(data.into_owned()),
            Opened::Call { id, name } => Opened::Call {
                id: id.into_owned(),
                name: name.into_owned(),
            },
            Opened::Foreign(json) => Opened::Foreign(json.into_owned()),
        }),
        Event::Text(text) => Event::Text(text.into_owned()),
        Event::Refusal(text) => Event::Refusal(text.into_owned()),
        Event::Thinking(text) => Event::Thinking(text.into_owned()),
        Event::Signature(text) => Event::Signature(text.into_owned()),
        Event::Arguments(text) => Event::Arguments(text.into_owned()),
        Event::Foreign(json) => Event::Foreign(json.into_owned()),
        Event::Close => Event::Close,
        Event::Stop { stop, usage } => Event::Stop {
            stop: Stop::into_owned(stop),
            usage,
        },
        Event::End => Event::End,
        Event::Ping => Event::Ping,
    }
}
