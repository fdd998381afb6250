//! Requests, and a reader of streams that shares nothing with the writer under test.

use bytes::Bytes;
use fakes::anthropic::{Anthropic, Body, BodyError, Config};
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Map, Value, json};

/// A request to `path` as a well-behaved client sends it.
pub(crate) fn post(path: &str, body: &Value) -> Request<Bytes> {
    Request::post(path)
        .header("x-api-key", "sk-ant-test")
        .header("anthropic-version", "2023-06-01")
        .header("content-type", "application/json")
        .body(Bytes::from(body.to_string()))
        .unwrap()
}

/// A minimal body that is accepted.
pub(crate) fn hello() -> Value {
    json!({ "model": "claude-haiku-4-5", "max_tokens": 2048, "messages": [{ "role": "user", "content": "hello" }] })
}

/// `hello` that asks for a scenario, with a tool to call.
pub(crate) fn scenario(name: &str) -> Value {
    let mut body = hello();
    body["messages"][0]["content"] = format!("[[fake:{name}]]").into();
    body["tools"] = json!([weather_tool()]);
    body
}

pub(crate) fn weather_tool() -> Value {
    json!({
        "name": "get_weather",
        "description": "Tells the weather.",
        "input_schema": {
            "type": "object",
            "properties": { "city": { "type": "string" }, "days": { "type": "integer" } },
            "required": ["city", "days"],
        },
    })
}

pub(crate) fn streamed(mut body: Value) -> Value {
    body["stream"] = true.into();
    body
}

/// Status and JSON of the answer to a body by a strict fake.
pub(crate) async fn ask(body: &Value) -> (StatusCode, Value) {
    ask_of(&Anthropic::new(Config::default()), body).await
}

pub(crate) async fn ask_of(fake: &Anthropic, body: &Value) -> (StatusCode, Value) {
    read_json(fake.answer(post("/v1/messages", body)).await).await
}

pub(crate) async fn read_json(response: Response<Body>) -> (StatusCode, Value) {
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap())
}

/// All frames of a body, and the error that it broke off with.
pub(crate) async fn frames(mut body: Body) -> (Vec<Bytes>, Option<BodyError>) {
    let mut frames = Vec::new();
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => frames.extend(frame.into_data()),
            Err(error) => return (frames, Some(error)),
        }
    }
    (frames, None)
}

/// The events of a streamed answer.
pub(crate) async fn events(fake: &Anthropic, body: &Value) -> Vec<(String, Value)> {
    let response = fake
        .answer(post("/v1/messages", &streamed(body.clone())))
        .await;
    assert_eq!(response.status(), StatusCode::OK);
    let (frames, error) = frames(response.into_body()).await;
    assert!(error.is_none());
    parse(&frames.concat())
}

/// Reads server-sent events as the WHATWG specification says.
pub(crate) fn parse(bytes: &[u8]) -> Vec<(String, Value)> {
    let text = std::str::from_utf8(bytes)
        .unwrap()
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let (mut name, mut data, mut events) = (String::new(), String::new(), Vec::new());
    for line in text.split_inclusive('\n') {
        let Some(line) = line.strip_suffix('\n') else {
            break;
        };
        if line.is_empty() {
            if !data.is_empty() {
                events.push((
                    std::mem::take(&mut name),
                    serde_json::from_str(&data).unwrap(),
                ));
                data.clear();
            }
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => name = value.to_owned(),
            "data" => data.push_str(value),
            "" | "id" | "retry" => {}
            other => panic!("unexpected field {other:?}"),
        }
    }
    events
}

/// The message that a stream tells, as the vendor's SDKs fold it.
pub(crate) fn fold(events: &[(String, Value)]) -> Value {
    let mut message = Value::Null;
    let mut inputs: Vec<String> = Vec::new();
    for (name, event) in events {
        assert_eq!(event["type"], *name);
        let at = event["index"].as_u64().unwrap_or_default() as usize;
        match name.as_str() {
            "message_start" => message = event["message"].clone(),
            "content_block_start" => {
                message["content"]
                    .as_array_mut()
                    .unwrap()
                    .push(event["content_block"].clone());
                inputs.push(String::new());
            }
            "content_block_delta" => add_delta(
                &mut message["content"][at],
                &mut inputs[at],
                &event["delta"],
            ),
            "content_block_stop" if !inputs[at].is_empty() => {
                message["content"][at]["input"] = serde_json::from_str(&inputs[at]).unwrap();
            }
            "message_delta" => {
                merge(&mut message, &event["delta"]);
                merge(&mut message["usage"], &event["usage"]);
            }
            _ => {}
        }
    }
    message
}

fn add_delta(block: &mut Value, input: &mut String, delta: &Value) {
    let append = |field: &mut Value, piece: &Value| {
        *field = format!("{}{}", field.as_str().unwrap(), piece.as_str().unwrap()).into();
    };
    match delta["type"].as_str().unwrap() {
        "text_delta" => append(&mut block["text"], &delta["text"]),
        "thinking_delta" => append(&mut block["thinking"], &delta["thinking"]),
        "signature_delta" => block["signature"] = delta["signature"].clone(),
        "citations_delta" => block["citations"]
            .as_array_mut()
            .unwrap()
            .push(delta["citation"].clone()),
        "input_json_delta" => input.push_str(delta["partial_json"].as_str().unwrap()),
        _ => {}
    }
}

fn merge(into: &mut Value, from: &Value) {
    let from: Map<String, Value> = from.as_object().unwrap().clone();
    into.as_object_mut().unwrap().extend(from);
}
