use formats::conversation::{Event, Fold, Losses};
use formats::sse::{self, Message};
use formats::{Failure, chat, messages, responses};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{cases, report};

const CREATED: u64 = 1_700_000_000;

/// What a provider of another format answers, and what a Responses client reads of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    says: String,
    /// Members of the client's request that shape its answer.
    #[serde(default)]
    asked: Map<String, Value>,
    /// The data of each event of Claude.
    #[serde(default)]
    messages: Vec<Value>,
    /// The data of each chunk of a Chat provider, before `[DONE]`.
    #[serde(default)]
    chat: Vec<Value>,
    /// The members of the response that the case is about, streamed and whole.
    response: Map<String, Value>,
    /// The names of the events between the first two and the last, without `response.`.
    #[serde(default)]
    events: Option<Vec<String>>,
    /// The name of the last event.
    #[serde(default = "completed")]
    ends: String,
}

fn completed() -> String {
    "completed".to_owned()
}

#[test]
fn each_answer_reaches_a_responses_client_as_it_should() {
    let mut faults = Vec::new();
    for (file, case) in cases::<Case>("responses/answers") {
        if let Err(fault) = check(&case) {
            faults.push(format!("{file}: {}\n{fault}", case.says));
        }
    }
    report(&faults);
}

fn check(case: &Case) -> Result<(), String> {
    let mut asked = case.asked.clone();
    asked.insert("model".to_owned(), "m".into());
    asked.insert("input".to_owned(), "Hi".into());
    let asked = Value::from(asked).to_string();
    let (_, delivery) = responses::decode_request(&asked, &mut Losses::default()).unwrap();

    let mut encoder = responses::Encoder::new(delivery.clone(), CREATED);
    let (mut fold, mut out) = (Fold::default(), Vec::new());
    let read = read(case, &mut |event| {
        fold.push(&event);
        encoder.encode(&event, &mut out);
    });
    if let Err(failure) = &read {
        encoder.fail(failure, &mut out);
    }
    let events = events(&out);
    let (last, before) = events.split_last().ok_or("no events")?;
    let name = |event: &Value| event["type"].as_str().unwrap()["response.".len()..].to_owned();
    if name(last) != case.ends {
        return Err(format!("ends with {}", name(last)));
    }
    if let Some(expected) = &case.events {
        let names: Vec<String> = before.iter().skip(2).map(name).collect();
        if names != *expected {
            return Err(format!("expected {expected:?}\n     got {names:?}"));
        }
    }
    about(case, "streamed", &last["response"])?;
    if read.is_ok() {
        let whole = responses::encode_answer(&delivery, &fold.finish().unwrap(), CREATED);
        let whole: Value = serde_json::from_slice(&whole).unwrap();
        about(case, "whole", &whole)?;
    }
    Ok(())
}

fn read(case: &Case, sink: &mut impl FnMut(Event<'_>)) -> Result<(), Failure> {
    let (mut claude, mut gpt) = (messages::Decoder::default(), chat::Decoder::default());
    let done = json!("[DONE]");
    let chunks = case.chat.iter();
    let end = (!case.chat.is_empty()).then_some(&done);
    for data in case.messages.iter().chain(chunks).chain(end) {
        let text = data
            .as_str()
            .map_or_else(|| data.to_string(), str::to_owned);
        let message = Message {
            name: "",
            data: &text,
        };
        if case.messages.is_empty() {
            gpt.decode(message, sink)?;
        } else {
            claude.decode(message, sink)?;
        }
    }
    Ok(())
}

/// The data of each event, numbered from 0.
fn events(out: &[u8]) -> Vec<Value> {
    let mut events = Vec::new();
    let sink = |message: Message<'_>| {
        let data: Value = serde_json::from_str(message.data).unwrap();
        assert_eq!(data["type"], message.name);
        assert_eq!(data["sequence_number"], events.len());
        events.push(data);
    };
    sse::Decoder::new(1 << 20).push(out, sink).unwrap();
    events
}

fn about(case: &Case, what: &str, response: &Value) -> Result<(), String> {
    for (member, expected) in &case.response {
        if response[member] != *expected {
            return Err(format!(
                "{what}: expected {member} {expected}\n{what}:      got {}",
                response[member]
            ));
        }
    }
    Ok(())
}
