use formats::conversation::{Fold, Losses};
use formats::sse::Message;
use formats::{Format, chat, messages, responses};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{cases, report};

const CREATED: u64 = 1_700_000_000;
const MODEL: &str = "gpt-6.1-sol";

/// What OpenAI answers, and what clients of other formats read of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    says: String,
    /// The data of each event behind `response.created`.
    events: Vec<Value>,
    /// The whole answer of the Messages format, but for id, type, role and model.
    #[serde(default)]
    messages: Option<Map<String, Value>>,
    /// The whole answer of the Chat format, but for id, object, created and model.
    #[serde(default)]
    chat: Option<Map<String, Value>>,
    /// The errors that clients read instead.
    #[serde(default)]
    error: Option<Errors>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Errors {
    status: u16,
    messages: Value,
    chat: Value,
}

#[test]
fn each_answer_of_openai_reaches_other_clients_as_it_should() {
    let mut faults = Vec::new();
    for (file, case) in cases::<Case>("from_responses") {
        if let Err(fault) = check(&case) {
            faults.push(format!("{file}: {}\n{fault}", case.says));
        }
    }
    report(&faults);
}

fn check(case: &Case) -> Result<(), String> {
    let created = json!({"type": "response.created", "response": {"id": "resp_1", "model": MODEL}});
    let mut decoder = responses::Decoder::default();
    let mut fold = Fold::default();
    for data in [&created].into_iter().chain(&case.events) {
        let data = data.to_string();
        let message = Message {
            name: "",
            data: &data,
        };
        let Err(failure) = decoder.decode(message, &mut |event| fold.push(&event)) else {
            continue;
        };
        let error = |format| {
            let body = formats::failure_body(format, &failure, "req_1");
            let body: Value = serde_json::from_str(&body).unwrap();
            body["error"].clone()
        };
        let expected = case.error.as_ref().ok_or(format!("failed: {failure:?}"))?;
        assert_eq!(failure.kind.status(), expected.status, "{}", case.says);
        same("error", &error(Format::Messages), &expected.messages)?;
        return same("error", &error(Format::Chat), &expected.chat);
    }
    let answer = fold.finish().map_err(|failure| format!("{failure:?}"))?;
    let hello = json!([{"role": "user", "content": "Hi"}]);
    let asked = json!({"model": MODEL, "max_tokens": 9, "messages": hello}).to_string();
    let (_, for_chat) = chat::decode_request(&asked, &mut Losses::default()).unwrap();
    let (_, for_messages) = messages::decode_request(&asked, &mut Losses::default()).unwrap();
    if let Some(expected) = &case.messages {
        let head = [
            ("id", json!("resp_1")),
            ("type", json!("message")),
            ("role", json!("assistant")),
            ("model", json!(MODEL)),
        ];
        let whole = messages::encode_answer(&for_messages, &answer);
        same(
            "messages",
            &without(&whole, &head),
            &Value::from(expected.clone()),
        )?;
    }
    if let Some(expected) = &case.chat {
        let head = [
            ("id", json!("chatcmpl-resp_1")),
            ("object", json!("chat.completion")),
            ("created", json!(CREATED)),
            ("model", json!(MODEL)),
        ];
        let whole = chat::encode_answer(&for_chat, &answer, CREATED);
        same(
            "chat",
            &without(&whole, &head),
            &Value::from(expected.clone()),
        )?;
    }
    Ok(())
}

/// Checks what is the same in every answer, and takes it away.
fn without(answer: &[u8], head: &[(&str, Value)]) -> Value {
    let mut answer: Value = serde_json::from_slice(answer).unwrap();
    let members = answer.as_object_mut().unwrap();
    for (name, value) in head {
        assert_eq!(members.remove(*name).as_ref(), Some(value), "{name}");
    }
    answer
}

fn same(what: &str, got: &Value, expected: &Value) -> Result<(), String> {
    if got == expected {
        return Ok(());
    }
    Err(format!(
        "{what}: expected {expected}\n{what}:      got {got}"
    ))
}
