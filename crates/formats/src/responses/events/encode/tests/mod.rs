mod agree;
mod calls;
mod fail;
mod stream;

use serde_json::Value;

use super::{Encoder, encode_answer};
use crate::conversation::{Event, Fold, Losses, Opened, Stop, Usage};
use crate::json::Text;
use crate::responses::{Delivery, decode_request};
use crate::sse;

/// The delivery that a request of these members asks for.
fn delivery(members: &str) -> Delivery {
    let body = format!("{{\"model\":\"m\",\"input\":\"hi\"{members}}}");
    decode_request(&body, &mut Losses::default()).unwrap().1
}

/// Tools of every kind.
const TOOLS: &str = r#","tools":[{"type":"function","name":"f"},{"type":"custom","name":"x"},{"type":"local_shell"},
    {"type":"namespace","name":"ns","description":"","tools":[{"type":"function","name":"f"},{"type":"custom","name":"x"}]}]"#;

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

/// An answer of these events between its start and its end.
fn answer(
    events: impl IntoIterator<Item = Event<'static>>,
    why: Stop<'static>,
) -> Vec<Event<'static>> {
    let usage = Usage {
        output: Some(5),
        reasoning: Some(2),
        ..Usage::default()
    };
    let mut all = vec![start()];
    all.extend(events);
    all.extend([Event::Stop { stop: why, usage }, Event::End]);
    all
}

fn text_block(words: &'static str) -> Vec<Event<'static>> {
    vec![
        Event::Open(Opened::Text),
        Event::Text(escaped(words)),
        Event::Close,
    ]
}

fn refusal_block(words: &'static str) -> Vec<Event<'static>> {
    vec![
        Event::Open(Opened::Refusal),
        Event::Refusal(escaped(words)),
        Event::Close,
    ]
}

fn thinking_block(pieces: &[&'static str], signature: &'static str) -> Vec<Event<'static>> {
    let mut events = vec![Event::Open(Opened::Thinking)];
    events.extend(pieces.iter().map(|piece| Event::Thinking(escaped(piece))));
    events.extend([Event::Signature(escaped(signature)), Event::Close]);
    events
}

fn call_block(
    id: &'static str,
    name: &'static str,
    pieces: &[&'static str],
) -> Vec<Event<'static>> {
    let mut events = vec![Event::Open(Opened::Call {
        id: id.into(),
        name: name.into(),
    })];
    events.extend(pieces.iter().map(|piece| Event::Arguments(escaped(piece))));
    events.push(Event::Close);
    events
}

fn streamed(delivery: &Delivery, events: &[Event<'_>]) -> String {
    let mut encoder = Encoder::new(delivery.clone(), 1700);
    let mut out = Vec::new();
    for event in events {
        encoder.encode(event, &mut out);
    }
    String::from_utf8(out).unwrap()
}

fn whole(delivery: &Delivery, events: &[Event<'_>]) -> Value {
    let mut fold = Fold::default();
    events.iter().for_each(|event| fold.push(event));
    let answer = fold.finish().unwrap();
    serde_json::from_slice(&encode_answer(delivery, &answer, 1700)).unwrap()
}

/// The data of each event, which has its number and its own name in its `event` line.
fn data(stream: &str) -> Vec<Value> {
    let mut all = Vec::new();
    sse::Decoder::new(1 << 20)
        .push(stream.as_bytes(), |message| {
            let data: Value = serde_json::from_str(message.data).unwrap();
            assert_eq!(data["type"], message.name);
            assert_eq!(data["sequence_number"], all.len());
            all.push(data);
        })
        .unwrap();
    all
}

fn kinds(all: &[Value]) -> Vec<&str> {
    all.iter()
        .map(|data| {
            data["type"]
                .as_str()
                .unwrap()
                .strip_prefix("response.")
                .unwrap()
        })
        .collect()
}

/// The last event's response.
fn last(all: &[Value]) -> &Value {
    &all.last().unwrap()["response"]
}
