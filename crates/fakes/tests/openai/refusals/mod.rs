//! Each rule that Responses checks: the smallest request that breaks it, and the API's answer.

mod input;
mod parameters;
mod tools;

use http::StatusCode;
use serde_json::{Value, json};

use crate::support::{ask, hello, post, read_json, strict, user, whole};

/// `hello` with these members put in; null takes a member out.
fn with(changes: &Value) -> Value {
    let mut body = whole(hello());
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body.as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    body
}

/// Status, message, code and param of the refusal.
async fn refusal(changes: &Value) -> (u16, String, Value, Value) {
    let (status, answer) = ask(&with(changes)).await;
    assert!(status.is_client_error(), "{changes}: {answer}");
    let error = &answer["error"];
    let message = error["message"].as_str().unwrap().to_owned();
    (
        status.as_u16(),
        message,
        error["code"].clone(),
        error["param"].clone(),
    )
}

async fn refused(changes: Value, message: &str) {
    let (_, found, _, _) = refusal(&changes).await;
    assert!(found.contains(message), "{changes}: {found}");
}

async fn refused_as(changes: Value, code: &str, param: &str) {
    let (_, message, found, at) = refusal(&changes).await;
    assert_eq!(
        (found, at),
        (json!(code), json!(param)),
        "{changes}: {message}"
    );
}

async fn accepted(changes: Value) {
    let (status, answer) = ask(&with(&changes)).await;
    assert_eq!(status, StatusCode::OK, "{changes}: {answer}");
}

/// The API's own messages.
#[tokio::test]
async fn the_shape_of_the_body() {
    refused(json!({ "foo": 1 }), "Unknown parameter: 'foo'.").await;
    refused_as(json!({ "foo": 1 }), "unknown_parameter", "foo").await;
    refused(
        json!({ "model": null }),
        "Missing required parameter: 'model'.",
    )
    .await;
    refused(
        json!({ "input": null }),
        "One of \"input\" or \"previous_response_id\"",
    )
    .await;
    refused(
        json!({ "input": 5 }),
        "Invalid type for 'input': expected one of a string or an array, but got an integer instead.",
    )
    .await;
    refused(
        json!({ "truncation": "some" }),
        "Invalid value: 'some'. Supported values are: 'auto' and 'disabled'.",
    )
    .await;
    let part = json!([{ "role": "user", "content": [{ "type": "text", "text": "x" }] }]);
    refused_as(
        json!({ "input": part }),
        "invalid_value",
        "input[0].content[0].type",
    )
    .await;
    let member = json!([{ "role": "user", "content": [{ "type": "input_text", "text": "x", "cache_control": {} }] }]);
    refused(
        json!({ "input": member }),
        "Unknown parameter: 'input[0].content[0].cache_control'.",
    )
    .await;
    refused(
        json!({ "input": [{ "type": "thinking" }] }),
        "Invalid value: 'thinking'. Supported values are:",
    )
    .await;
    let said = json!([user("hi"), { "role": "assistant", "content": [{ "type": "input_text", "text": "x" }] }]);
    refused(
        json!({ "input": said }),
        "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
    )
    .await;
    accepted(json!({ "input": "hello" })).await;
    accepted(json!({ "tools": [], "temperature": null })).await;
}

#[tokio::test]
async fn bodies_that_are_no_json_or_not_said_to_be() {
    for (body, message) in [
        ("{", "We could not parse the JSON body of your request."),
        (
            "{\"model\":\"a\",\"model\":\"b\"}",
            "duplicate member \"model\"",
        ),
    ] {
        let mut request = post("/v1/responses", &hello());
        *request.body_mut() = body.into();
        let (status, answer) = read_json(strict().answer(request).await).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(
            answer["error"]["message"]
                .as_str()
                .unwrap()
                .contains(message),
            "{answer}"
        );
    }
    let mut request = post("/v1/responses", &hello());
    request
        .headers_mut()
        .insert("content-type", "text/plain".parse().unwrap());
    let (_, answer) = read_json(strict().answer(request).await).await;
    assert_eq!(answer["error"]["code"], "unsupported_content_type");
}
