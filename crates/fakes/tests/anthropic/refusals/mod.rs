//! Each rule that no type says: the smallest request that breaks it, and the API's answer.

mod conversation;
mod parameters;
mod tools;

use fakes::anthropic::{Anthropic, Config};
use http::StatusCode;
use serde_json::{Value, json};

use crate::support::{ask, hello, post};

/// `hello` with these fields put in; null takes a field out.
fn with(changes: Value) -> Value {
    let mut body = hello();
    let Value::Object(changes) = changes else {
        panic!("not an object: {changes}")
    };
    for (field, value) in changes {
        body[field] = value;
    }
    body.as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    body
}

async fn refused(changes: Value, message: &str) {
    let (status, answer) = ask(&with(changes.clone())).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{changes}: {answer}");
    let found = answer["error"]["message"].as_str().unwrap();
    assert!(found.contains(message), "{changes}: {found}");
}

async fn accepted(changes: Value) {
    let (status, answer) = ask(&with(changes.clone())).await;
    assert_eq!(status, StatusCode::OK, "{changes}: {answer}");
}

fn user(content: Value) -> Value {
    message("user", content)
}

fn assistant(content: Value) -> Value {
    message("assistant", content)
}

fn message(role: &str, content: Value) -> Value {
    let mut message = json!({ "role": role });
    message["content"] = content;
    message
}

fn call(id: &str) -> Value {
    json!({ "type": "tool_use", "id": id, "name": "get_weather", "input": {} })
}

fn result(id: &str) -> Value {
    json!({ "type": "tool_result", "tool_use_id": id, "content": "fine" })
}

fn text(text: &str) -> Value {
    json!({ "type": "text", "text": text })
}

#[tokio::test]
async fn the_shape_of_the_body() {
    refused(json!({ "max_tokens": null }), "max_tokens: Field required").await;
    refused(json!({ "foo": 1 }), "foo: Extra inputs are not permitted").await;
    refused(
        json!({ "max_tokens": "many" }),
        "max_tokens: Input should be a valid integer",
    )
    .await;
    refused(
        json!({ "thread": { "type": "create" } }),
        "thread: Extra inputs are not permitted",
    )
    .await;
}

#[tokio::test]
async fn models() {
    let (status, answer) = ask(&with(json!({ "model": "gpt-4o" }))).await;
    assert_eq!(
        (status, &answer["error"]["message"]),
        (StatusCode::NOT_FOUND, &json!("model: gpt-4o"))
    );
    assert_eq!(answer["error"]["type"], "not_found_error");
}

/// The shape that the command-line client sends (measured with claude 2.1.331).
#[tokio::test]
async fn claude_codes_request_is_taken() {
    let block = |text: &str| json!({ "type": "text", "text": text, "cache_control": { "type": "ephemeral" } });
    let body = json!({
        "model": "claude-opus-5-5",
        "max_tokens": 128_000,
        "stream": true,
        "system": [text("one"), block("two"), block("three")],
        "messages": [
            user(json!([text("<system-reminder>x</system-reminder>"), block("hi")])),
            { "role": "system", "content": "the date" },
        ],
        "tools": [{ "name": "Read", "description": "d", "input_schema": { "$schema": "x", "type": "object" } }],
        "metadata": { "user_id": "{\"device_id\":\"d\",\"account_uuid\":\"\",\"session_id\":\"s\"}" },
        "thinking": { "type": "adaptive", "display": "updates" },
        "context_management": { "edits": [{ "type": "clear_thinking_20251015", "keep": "all" }] },
        "output_config": { "effort": "medium" },
        "safeguards": {},
    });
    let fake = Anthropic::new(Config::default());
    let answer = fake.answer(post("/v1/messages?beta=true", &body)).await;
    assert_eq!(answer.status(), StatusCode::OK);
}
