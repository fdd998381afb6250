//! Chat Completions: chunks, whole answers, and what they refuse.

use fakes::openai::OpenAi;
use http::StatusCode;
use serde_json::{Value, json};

use crate::support::{chat_hello, events, post, read_json, strict, weather_schema};

const PATH: &str = "/v1/chat/completions";

fn tool(strict: bool) -> Value {
    let function =
        json!({ "name": "get_weather", "parameters": weather_schema(), "strict": strict });
    json!({ "type": "function", "function": function })
}

fn scenario(name: &str) -> Value {
    let mut body = chat_hello();
    body["messages"][0]["content"] = format!("[[fake:{name}]]").into();
    body["tools"] = json!([tool(true), { "type": "custom", "custom": { "name": "exec" } }]);
    body
}

async fn ask_of(fake: &OpenAi, body: &Value) -> (StatusCode, Value) {
    read_json(fake.answer(post(PATH, body)).await).await
}

async fn ask(body: &Value) -> (StatusCode, Value) {
    ask_of(&strict(), body).await
}

async fn stream(mut body: Value) -> Vec<Value> {
    body["stream"] = true.into();
    events(&strict(), PATH, &body).await
}

/// The message that chunks tell, and why it ended.
fn fold(chunks: &[Value]) -> (Value, Value) {
    let mut message = json!({ "content": null, "refusal": null });
    let mut calls: Vec<Value> = Vec::new();
    let mut reason = Value::Null;
    let join = |field: &mut Value, piece: &Value| {
        if let Some(piece) = piece.as_str().filter(|piece| !piece.is_empty()) {
            *field = format!("{}{piece}", field.as_str().unwrap_or_default()).into();
        }
    };
    for chunk in chunks {
        let choice = &chunk["choices"][0];
        let delta = &choice["delta"];
        join(&mut message["content"], &delta["content"]);
        join(&mut message["refusal"], &delta["refusal"]);
        for call in delta["tool_calls"].as_array().into_iter().flatten() {
            if call.get("id").is_some() {
                let mut call = call.clone();
                call.as_object_mut().unwrap().remove("index");
                calls.push(call);
                continue;
            }
            let at = call["index"].as_u64().unwrap() as usize;
            for (holder, field) in [("function", "arguments"), ("custom", "input")] {
                if call.get(holder).is_some() {
                    let piece = call[holder][field].clone();
                    join(&mut calls[at][holder][field], &piece);
                }
            }
        }
        if !choice["finish_reason"].is_null() {
            reason = choice["finish_reason"].clone();
        }
    }
    if !calls.is_empty() {
        message["tool_calls"] = calls.into();
    }
    (message, reason)
}

#[tokio::test]
async fn chunks_and_whole_answers_say_the_same() {
    for (name, reason) in [
        ("text", "stop"),
        ("tool", "tool_calls"),
        ("parallel", "tool_calls"),
        ("custom", "tool_calls"),
        ("reasoning", "stop"),
        ("structured", "stop"),
        ("refusal", "stop"),
        ("incomplete", "length"),
        ("content_filter", "content_filter"),
        ("unicode", "stop"),
    ] {
        let chunks = stream(scenario(name)).await;
        assert_eq!(chunks.last().unwrap(), "[DONE]", "{name}");
        let (told, found) = fold(&chunks);
        let (_, said) = ask(&scenario(name)).await;
        let choice = &said["choices"][0];
        assert_eq!(
            (&found, &choice["finish_reason"]),
            (&json!(reason), &json!(reason)),
            "{name}"
        );
        let mut message = choice["message"].clone();
        for own in ["role", "annotations"] {
            message.as_object_mut().unwrap().remove(own);
        }
        assert_eq!(told, message, "{name}");
    }
}

#[tokio::test]
async fn usage_comes_last_and_only_when_asked() {
    let chunks = stream(chat_hello()).await;
    assert!(chunks.iter().all(|chunk| chunk.get("usage").is_none()));
    let mut body = chat_hello();
    body["stream_options"] = json!({ "include_usage": true });
    let chunks = stream(body).await;
    let usage = &chunks[chunks.len() - 2];
    assert_eq!(usage["choices"], json!([]));
    assert!(usage["usage"]["total_tokens"].as_u64().unwrap() > 0);
    assert!(chunks[0]["usage"].is_null() && chunks[0].get("usage").is_some());
}

#[tokio::test]
async fn several_choices_and_stop_sequences_are_honoured() {
    let mut body = chat_hello();
    body["n"] = 2.into();
    body["stop"] = json!(["upstream", "fake"]);
    let (_, answer) = ask(&body).await;
    assert_eq!(answer["choices"][1]["message"]["content"], "hello from ");
    let chunks = stream(body).await;
    assert!(chunks.iter().any(|chunk| chunk["choices"][0]["index"] == 1));
}

#[tokio::test]
async fn functions_of_the_old_kind_are_called_in_the_old_way() {
    let mut body = chat_hello();
    body["messages"][0]["content"] = "[[fake:tool]]".into();
    body["functions"] = json!([{ "name": "get_weather", "parameters": weather_schema() }]);
    let (_, answer) = ask(&body).await;
    let choice = &answer["choices"][0];
    assert_eq!(choice["finish_reason"], "function_call");
    assert_eq!(choice["message"]["function_call"]["name"], "get_weather");
}

#[tokio::test]
async fn failures_in_the_stream_are_errors_without_an_end() {
    for name in ["mid_error", "failed_limit"] {
        let chunks = stream(scenario(name)).await;
        let last = chunks.last().unwrap();
        assert!(last["error"]["message"].is_string(), "{name}: {last}");
    }
    assert_eq!(
        ask(&scenario("failed")).await.0,
        StatusCode::INTERNAL_SERVER_ERROR
    );
}

async fn refused(changes: Value, message: &str) {
    let mut body = chat_hello();
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    let (status, answer) = ask(&body).await;
    assert!(status.is_client_error(), "{changes}: {answer}");
    let found = answer["error"]["message"].as_str().unwrap();
    assert!(found.contains(message), "{changes}: {found}");
}

async fn accepted(changes: Value) {
    let mut body = chat_hello();
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    let (status, answer) = ask(&body).await;
    assert_eq!(status, StatusCode::OK, "{changes}: {answer}");
}

/// The API's own messages; simonw/llm issue 937.
#[tokio::test]
async fn calls_and_results_belong_together() {
    let user = json!({ "role": "user", "content": "hi" });
    let call = |id: &str| json!({ "id": id, "type": "function", "function": { "name": "f", "arguments": "{}" } });
    let calls = |ids: &[&str]| {
        let calls: Vec<Value> = ids.iter().map(|id| call(id)).collect();
        json!({ "role": "assistant", "content": null, "tool_calls": calls })
    };
    let result = |id: &str| json!({ "role": "tool", "tool_call_id": id, "content": "x" });
    accepted(json!({ "messages": [user, calls(&["a", "b"]), result("b"), result("a"), user] }))
        .await;
    refused(
        json!({ "messages": [user, calls(&["a", "b"]), result("a"), user] }),
        "The following tool_call_ids did not have response messages: b",
    )
    .await;
    refused(
        json!({ "messages": [user, result("a")] }),
        "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'",
    )
    .await;
    refused(
        json!({ "messages": [user, calls(&["a"]), result("a"), result("a")] }),
        "messages with role 'tool' must be a response",
    )
    .await;
    refused(
        json!({ "messages": [{ "role": "assistant", "content": null }] }),
        "expected a string, got null",
    )
    .await;
    refused(json!({ "messages": [] }), "Invalid 'messages': empty array").await;
    let long = "a".repeat(65);
    refused(
        json!({ "messages": [user, calls(&[&long]), result(&long)] }),
        "string too long",
    )
    .await;
    // mcp-use/mcp-use pull request 94.
    let mut misspelled = calls(&["a"]);
    misspelled["tool_calls"][0]["function"]["name"] = "a.b".into();
    refused(
        json!({ "messages": [user, misspelled, result("a")] }),
        "Invalid 'messages[1].tool_calls[0].function.name': string does not match pattern.",
    )
    .await;
    // The message of an answer as the SDK has it.
    let mut answer = calls(&["a"]);
    answer["annotations"] = json!([]);
    accepted(json!({ "messages": [user, answer, result("a")] })).await;
}

/// musistudio/claude-code-router issue 686.
#[tokio::test]
async fn there_are_at_most_128_tools() {
    let tools = |count: usize| {
        let tool = |n| json!({ "type": "function", "function": { "name": format!("f{n}") } });
        json!({ "tools": (0..count).map(tool).collect::<Vec<_>>() })
    };
    accepted(tools(128)).await;
    refused(
        tools(129),
        "Invalid 'tools': array too long. Expected an array with maximum length 128",
    )
    .await;
}

/// ai-christianson/RA.Aid issue 70, microsoft/vscode issue 255504, GoogleChromeLabs/webmcp-tools issue 417.
#[tokio::test]
async fn reasoning_models_refuse_what_steers_sampling() {
    let with = |name: &str, value: Value| {
        let mut change = json!({ "model": "gpt-5" });
        change[name] = value;
        change
    };
    refused(
        with("temperature", 0.2.into()),
        "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
    )
    .await;
    accepted(with("temperature", 1.into())).await;
    refused(
        with("stop", "x".into()),
        "Unsupported parameter: 'stop' is not supported with this model.",
    )
    .await;
    refused(
        with("max_tokens", 9.into()),
        "Use 'max_completion_tokens' instead.",
    )
    .await;
    refused(
        with("reasoning_effort", "xhigh".into()),
        "Supported values are: 'minimal', 'low', 'medium', and 'high'.",
    )
    .await;
    refused(
        json!({ "reasoning_effort": "low" }),
        "Unrecognized request argument supplied: reasoning_effort",
    )
    .await;
    refused(
        json!({ "model": "gpt-6.1-sol", "tools": [tool(true)] }),
        "Function tools with reasoning_effort are not supported for gpt-6.1-sol in /v1/chat/completions.",
    )
    .await;
    accepted(json!({ "model": "gpt-6.1-sol", "tools": [tool(true)], "reasoning_effort": "none" }))
        .await;
    accepted(json!({ "model": "gpt-5", "tools": [tool(true)], "reasoning_effort": "low" })).await;
}

/// The API's own messages.
#[tokio::test]
async fn options_that_go_together() {
    refused(
        json!({ "stream_options": {} }),
        "only allowed when 'stream' is enabled",
    )
    .await;
    refused(
        json!({ "tool_choice": "auto" }),
        "'tool_choice' is only allowed when 'tools' are specified",
    )
    .await;
    refused(
        json!({ "parallel_tool_calls": true }),
        "only allowed when 'tools' are specified",
    )
    .await;
    refused(json!({ "tools": [] }), "Invalid 'tools': empty array").await;
    let other = json!({ "type": "function", "function": { "name": "other" } });
    refused(
        json!({ "tools": [tool(true)], "tool_choice": other }),
        "no function named other",
    )
    .await;
    refused(
        json!({ "response_format": { "type": "json_object" } }),
        "must contain the word 'json'",
    )
    .await;
    refused(
        json!({ "model": "nope" }),
        "The model `nope` does not exist",
    )
    .await;
    refused(json!({ "temperature": 3 }), "decimal above maximum value").await;
    refused(json!({ "n": 0 }), "integer below minimum value").await;
    let schema = json!({ "name": "w", "strict": true, "schema": { "type": "object", "properties": { "a": { "type": "string" } } } });
    refused(
        json!({ "response_format": { "type": "json_schema", "json_schema": schema } }),
        "Invalid schema for response_format 'w': In context=(), 'additionalProperties' is required",
    )
    .await;
}

#[tokio::test]
async fn the_shape_of_the_body() {
    refused(
        json!({ "messages": null }),
        "Invalid type for 'messages': expected an array, but got null",
    )
    .await;
    refused(json!({ "input": "x" }), "Unknown parameter: 'input'.").await;
    let image = json!([{ "role": "user", "content": [{ "type": "image", "source": {} }] }]);
    refused(
        json!({ "messages": image }),
        "Invalid value: 'image'. Supported values are: 'file', 'image_url'",
    )
    .await;
    let url = json!([{ "role": "user", "content": [{ "type": "image_url", "image_url": { "url": "nonsense" } }] }]);
    refused(
        json!({ "messages": url }),
        "Invalid 'messages[0].content[0].image_url.url'. Expected a valid URL",
    )
    .await;
}
