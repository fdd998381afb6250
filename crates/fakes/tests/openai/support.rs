//! Requests, and a reader of streams that shares nothing with the writer under test.

use bytes::Bytes;
use fakes::openai::{Body, BodyError, Config, OpenAi};
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};

/// A request to `path` as a well-behaved client sends it, with the token `token`.
pub(crate) fn post_as(token: &str, path: &str, body: &Value) -> Request<Bytes> {
    let mut request = Request::post(path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(Bytes::from(body.to_string()))
        .unwrap();
    if path.starts_with("/backend-api/") {
        for (name, value) in [
            ("chatgpt-account-id", "account-1"),
            ("originator", "ccproxy"),
            ("session-id", "session-1"),
        ] {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
    }
    request
}

pub(crate) fn post(path: &str, body: &Value) -> Request<Bytes> {
    post_as("sk-test", path, body)
}

/// A minimal body that every face accepts.
pub(crate) fn hello() -> Value {
    json!({
        "model": "gpt-6.1-sol",
        "instructions": "",
        "input": [user("hello")],
        "store": false,
        "stream": true,
    })
}

/// A minimal body of Chat Completions, whose model does not reason.
pub(crate) fn chat_hello() -> Value {
    json!({ "model": "gpt-4.1", "messages": [{ "role": "user", "content": "hello" }] })
}

pub(crate) fn user(text: &str) -> Value {
    json!({ "role": "user", "content": [{ "type": "input_text", "text": text }] })
}

/// `hello` that asks for a scenario, with tools to call, and for all that reasoning brings.
pub(crate) fn scenario(name: &str) -> Value {
    let mut body = hello();
    body["input"] = json!([user(&format!("[[fake:{name}]]"))]);
    body["tools"] = json!([weather_tool(), { "type": "custom", "name": "exec", "description": "Runs a script." }]);
    body["include"] = json!(["reasoning.encrypted_content"]);
    body["reasoning"] = json!({ "effort": "medium", "summary": "auto" });
    body
}

pub(crate) fn weather_schema() -> Value {
    json!({
        "type": "object",
        "properties": { "city": { "type": "string" }, "days": { "type": "integer" } },
        "required": ["city", "days"],
        "additionalProperties": false,
    })
}

pub(crate) fn weather_tool() -> Value {
    json!({ "type": "function", "name": "get_weather", "parameters": weather_schema(), "strict": true })
}

pub(crate) fn whole(mut body: Value) -> Value {
    body["stream"] = false.into();
    body
}

pub(crate) fn strict() -> OpenAi {
    OpenAi::new(Config::default())
}

/// Status and JSON of the answer of the API to a body of Responses.
pub(crate) async fn ask(body: &Value) -> (StatusCode, Value) {
    read_json(strict().answer(post("/v1/responses", body)).await).await
}

pub(crate) async fn read_json(response: Response<Body>) -> (StatusCode, Value) {
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (
        status,
        serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    )
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

/// The events of a streamed answer, by their `data`.
pub(crate) async fn events(fake: &OpenAi, path: &str, body: &Value) -> Vec<Value> {
    let response = fake.answer(post(path, body)).await;
    assert_eq!(response.status(), StatusCode::OK, "{body}");
    let (frames, error) = frames(response.into_body()).await;
    assert!(error.is_none());
    parse(&frames.concat())
}

/// Reads server-sent events as the WHATWG specification says. An event's name must be its type.
pub(crate) fn parse(bytes: &[u8]) -> Vec<Value> {
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
            if !data.is_empty() && data != "[DONE]" {
                let event: Value = serde_json::from_str(&data).unwrap();
                assert!(
                    name.is_empty() || event["type"] == name.as_str(),
                    "{name}: {event}"
                );
                events.push(event);
            } else if data == "[DONE]" {
                events.push("[DONE]".into());
            }
            name.clear();
            data.clear();
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

/// The types of events, without repetitions in a row.
pub(crate) fn kinds(events: &[Value]) -> Vec<String> {
    let mut kinds: Vec<String> = events
        .iter()
        .map(|event| event["type"].as_str().unwrap_or_default().to_owned())
        .collect();
    kinds.dedup();
    kinds
}

/// The items that the deltas of a stream tell.
pub(crate) fn fold(events: &[Value]) -> Vec<Value> {
    let mut items: Vec<Value> = Vec::new();
    for event in events {
        let at = event["output_index"].as_u64().unwrap_or_default() as usize;
        let delta = event["delta"].as_str().unwrap_or_default();
        let mut append = |pointer: &str| {
            let field = items[at].pointer_mut(pointer).unwrap();
            *field = format!("{}{delta}", field.as_str().unwrap()).into();
        };
        match event["type"].as_str().unwrap_or_default() {
            "response.output_item.added" => items.push(event["item"].clone()),
            "response.content_part.added" => {
                let parts = items[at]["content"].as_array_mut().unwrap();
                parts.push(event["part"].clone());
            }
            "response.reasoning_summary_part.added" => {
                let parts = items[at]["summary"].as_array_mut().unwrap();
                parts.push(event["part"].clone());
            }
            "response.output_text.delta" => append("/content/0/text"),
            "response.refusal.delta" => append("/content/0/refusal"),
            "response.reasoning_summary_text.delta" => {
                append(&format!("/summary/{}/text", event["summary_index"]));
            }
            "response.function_call_arguments.delta" => append("/arguments"),
            "response.custom_tool_call_input.delta" => append("/input"),
            "response.output_item.done" if items[at].get("status").is_some() => {
                items[at]["status"] = event["item"]["status"].clone();
            }
            _ => {}
        }
    }
    items
}
