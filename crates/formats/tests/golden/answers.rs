use formats::chat;
use formats::conversation::{Event, Fold, Losses};
use formats::messages;
use formats::sse::Message;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{cases, report};

const CREATED: u64 = 1_700_000_000;

/// What Claude answers, and what a Chat client reads of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    says: String,
    /// Members of the client's request that shape its answer.
    #[serde(default)]
    asked: Map<String, Value>,
    /// The data of each event.
    events: Vec<Value>,
    /// The whole answer, but for id, object, created and model.
    #[serde(default)]
    whole: Option<Map<String, Value>>,
    /// The chunks of a stream, but for id, object, created and model. A comment is a string.
    #[serde(default)]
    chunks: Option<Vec<Value>>,
    /// The error that a client reads instead of an end.
    #[serde(default)]
    error: Option<Value>,
}

#[test]
fn each_answer_of_claude_reaches_a_chat_client_as_it_should() {
    let mut faults = Vec::new();
    for (file, case) in cases::<Case>("answers") {
        if let Err(fault) = check(&case) {
            faults.push(format!("{file}: {}\n{fault}", case.says));
        }
    }
    report(&faults);
}

fn check(case: &Case) -> Result<(), String> {
    let mut asked = case.asked.clone();
    asked.insert("model".to_owned(), "claude-sonnet-5-5".into());
    asked.insert(
        "messages".to_owned(),
        json!([{"role": "user", "content": "Hi"}]),
    );
    let asked = Value::from(asked).to_string();
    let (_, delivery) = chat::decode_request(&asked, &mut Losses::default()).unwrap();

    let mut decoder = messages::Decoder::default();
    let mut encoder = chat::Encoder::new(delivery.clone(), CREATED);
    let (mut fold, mut out) = (Fold::default(), Vec::new());
    let mut failed = None;
    for data in &case.events {
        let data = data.to_string();
        let message = Message {
            name: "",
            data: &data,
        };
        let mut sink = |event: Event<'_>| {
            fold.push(&event);
            encoder.encode(&event, &mut out);
        };
        if let Err(failure) = decoder.decode(message, &mut sink) {
            failed = Some(failure);
            break;
        }
    }
    let failed = failed.map(|f| {
        let body = formats::failure_body(formats::Format::Chat, &f, "req_1");
        serde_json::from_str::<Value>(&body).unwrap()
    });
    same("error", &failed, &case.error)?;
    let whole = fold.finish().ok().map(|answer| {
        let body = chat::encode_answer(&delivery, &answer, CREATED);
        without_head(serde_json::from_slice(&body).unwrap(), "chat.completion")
    });
    if let Some(expected) = &case.whole {
        same("whole", &whole, &Some(Value::from(expected.clone())))?;
    }
    if let Some(expected) = &case.chunks {
        same("chunks", &chunks(&out), expected)?;
    }
    Ok(())
}

fn same<T: PartialEq + serde::Serialize>(what: &str, got: &T, expected: &T) -> Result<(), String> {
    if got == expected {
        return Ok(());
    }
    let text = |value: &T| serde_json::to_string(value).unwrap();
    Err(format!(
        "{what}: expected {}\n{what}:      got {}",
        text(expected),
        text(got)
    ))
}

fn chunks(out: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(out).unwrap();
    let events = text.split_terminator("\n\n");
    events
        .map(|event| match event.strip_prefix("data: ") {
            Some("[DONE]") | None => event.into(),
            Some(data) => {
                without_head(serde_json::from_str(data).unwrap(), "chat.completion.chunk")
            }
        })
        .collect()
}

/// Checks what is the same in every answer, and takes it away.
fn without_head(mut answer: Value, object: &str) -> Value {
    let members = answer.as_object_mut().unwrap();
    for (name, value) in [
        ("id", json!("chatcmpl-msg_1")),
        ("object", json!(object)),
        ("created", json!(CREATED)),
        ("model", json!("claude-sonnet-5-5")),
    ] {
        assert_eq!(members.remove(name), Some(value), "{name}");
    }
    answer
}
