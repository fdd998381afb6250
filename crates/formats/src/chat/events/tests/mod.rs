mod agree;
mod calls;
mod decode;
mod encode;

use serde_json::Value;

use super::{Decoder, Encoder, encode_answer};
use crate::chat::{Delivery, decode_request};
use crate::conversation::{Answer, Content, Event, Fold, Losses, Opened, Stop, Usage};
use crate::json::{Json, Text};
use crate::{Failure, sse};

/// The delivery that a request of these members asks for.
fn delivery(members: &str) -> Delivery {
    let body = format!(
        "{{\"model\":\"m\",\"messages\":[{{\"role\":\"user\",\"content\":\"a\"}}]{members}}}"
    );
    decode_request(&body, &mut Losses::default()).unwrap().1
}

const COUNTED: &str =
    r#","stream":true,"stream_options":{"include_usage":true},"include_reasoning":true"#;

const LEGACY: &str = r#","functions":[{"name":"f"}]"#;

const CUSTOM: &str = r#","tools":[{"type":"custom","custom":{"name":"x"}}]"#;

fn escaped(text: &str) -> Text<'_> {
    Text::from_escaped(text)
}

fn start() -> Event<'static> {
    Event::Start {
        id: "msg_1".into(),
        model: "claude".into(),
        usage: Usage {
            input: Some(7),
            cache_read: Some(20),
            ..Usage::default()
        },
    }
}

fn stop(stop: Stop<'static>) -> Event<'static> {
    let usage = Usage {
        output: Some(5),
        reasoning: Some(2),
        ..Usage::default()
    };
    Event::Stop { stop, usage }
}

fn call(id: &'static str, name: &'static str) -> Event<'static> {
    Event::Open(Opened::Call {
        id: id.into(),
        name: name.into(),
    })
}

/// An answer of these events between its start and its end.
fn answer(
    events: impl IntoIterator<Item = Event<'static>>,
    why: Stop<'static>,
) -> Vec<Event<'static>> {
    let mut all = vec![start()];
    all.extend(events);
    all.extend([stop(why), Event::End]);
    all
}

fn text_block(words: &'static str) -> [Event<'static>; 3] {
    [
        Event::Open(Opened::Text),
        Event::Text(escaped(words)),
        Event::Close,
    ]
}

fn call_block(
    id: &'static str,
    name: &'static str,
    pieces: &[&'static str],
) -> Vec<Event<'static>> {
    let mut events = vec![call(id, name)];
    events.extend(pieces.iter().map(|piece| Event::Arguments(escaped(piece))));
    events.push(Event::Close);
    events
}

fn folded(events: &[Event<'_>]) -> Answer {
    let mut fold = Fold::default();
    for event in events {
        fold.push(event);
    }
    fold.finish().unwrap()
}

fn whole(delivery: &Delivery, events: &[Event<'_>]) -> Value {
    serde_json::from_slice(&encode_answer(delivery, &folded(events), 1700)).unwrap()
}

/// What a decoder makes of these events' data, and whether it was all.
fn heard(data: &[&str]) -> Result<(Vec<Event<'static>>, bool), Failure> {
    let mut decoder = Decoder::default();
    let mut fold = Fold::default();
    let mut heard = Vec::new();
    for data in data {
        decoder.decode(sse::Message { name: "", data }, &mut |event| {
            fold.push(&event);
            heard.push(owned(event));
        })?;
    }
    ordered(&heard);
    Ok((heard, decoder.finished()))
}

/// That blocks come one after the other, and pieces inside their own.
fn ordered(events: &[Event<'_>]) {
    let mut open: Option<&Opened<'_>> = None;
    for (n, event) in events.iter().enumerate() {
        match event {
            Event::Start { .. } => assert_eq!(n, 0),
            Event::Open(opened) => assert!(open.replace(opened).is_none()),
            Event::Close => assert!(open.take().is_some()),
            Event::Text(_) => assert_eq!(open, Some(&Opened::Text)),
            Event::Refusal(_) => assert_eq!(open, Some(&Opened::Refusal)),
            Event::Thinking(_) => assert_eq!(open, Some(&Opened::Thinking)),
            Event::Arguments(_) => assert!(matches!(open, Some(Opened::Call { .. }))),
            Event::Stop { .. } => assert!(open.is_none()),
            Event::End => {
                assert!(matches!(events[n - 1], Event::Stop { .. }) && n + 1 == events.len());
            }
            _ => panic!("{event:?}"),
        }
    }
}

fn owned(event: Event<'_>) -> Event<'static> {
    match event {
        Event::Start { id, model, usage } => Event::Start {
            id: id.into_owned(),
            model: model.into_owned(),
            usage,
        },
        Event::Open(Opened::Call { id, name }) => Event::Open(Opened::Call {
            id: id.into_owned(),
            name: name.into_owned(),
        }),
        Event::Open(Opened::Text) => Event::Open(Opened::Text),
        Event::Open(Opened::Refusal) => Event::Open(Opened::Refusal),
        Event::Open(Opened::Thinking) => Event::Open(Opened::Thinking),
        Event::Text(text) => Event::Text(text.into_owned()),
        Event::Refusal(text) => Event::Refusal(text.into_owned()),
        Event::Thinking(text) => Event::Thinking(text.into_owned()),
        Event::Arguments(text) => Event::Arguments(text.into_owned()),
        Event::Close => Event::Close,
        Event::Stop { stop, usage } => Event::Stop {
            stop: stop.into_owned(),
            usage,
        },
        Event::End => Event::End,
        other => panic!("{other:?}"),
    }
}

/// The blocks of a stream of these deltas, which ends with "stop" and `[DONE]`.
fn blocks(deltas: &[&str]) -> Result<Vec<Content<'static>>, Failure> {
    let mut data: Vec<String> = deltas
        .iter()
        .map(|delta| format!("{{\"id\":\"chatcmpl-1\",\"model\":\"gpt\",\"choices\":[{{\"index\":0,\"delta\":{{{delta}}},\"finish_reason\":null}}]}}"))
        .collect();
    data.push(
        r#"{"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
            .to_owned(),
    );
    data.push("[DONE]".to_owned());
    let data: Vec<&str> = data.iter().map(String::as_str).collect();
    let (events, finished) = heard(&data)?;
    assert!(finished);
    Ok(folded(&events)
        .blocks
        .into_iter()
        .map(|block| block.content)
        .collect())
}

fn text(words: &'static str) -> Content<'static> {
    Content::Text(escaped(words))
}

fn called(id: &'static str, name: &'static str, arguments: &'static str) -> Content<'static> {
    Content::Call {
        id: id.into(),
        name: name.into(),
        arguments: Json::parse(arguments).unwrap(),
    }
}

fn streamed(delivery: &Delivery, events: &[Event<'_>]) -> String {
    let mut encoder = Encoder::new(delivery.clone(), 1700);
    let mut out = Vec::new();
    for event in events {
        encoder.encode(event, &mut out);
    }
    String::from_utf8(out).unwrap()
}

fn chunks(stream: &str) -> Vec<Value> {
    let mut chunks = Vec::new();
    let mut last = false;
    sse::Decoder::new(1 << 20)
        .push(stream.as_bytes(), |message| {
            assert!(!last);
            if message.data == "[DONE]" {
                last = true;
            } else {
                chunks.push(serde_json::from_str(message.data).unwrap());
            }
        })
        .unwrap();
    assert!(last, "{stream}");
    chunks
}
