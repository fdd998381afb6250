//! The Codex backend: what it refuses, and what it tells.

use fakes::openai::{Config, OpenAi};
use http::StatusCode;
use serde_json::{Value, json};

use crate::support::{events, hello, kinds, post, read_json, scenario, strict, user, weather_tool};

const PATH: &str = "/backend-api/codex/responses";

async fn refused(changes: Value, detail: &str) {
    let mut body = hello();
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    let (status, answer) = read_json(strict().answer(post(PATH, &body)).await).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{changes}");
    assert_eq!(answer["detail"], detail, "{changes}");
}

/// askalf/dario issue 1009, BerriAI/litellm pull request 21209, cita-777/metapi issue 446.
#[tokio::test]
async fn parameters_that_it_does_not_know_are_named() {
    for name in [
        "temperature",
        "top_p",
        "max_output_tokens",
        "metadata",
        "top_logprobs",
        "truncation",
        "user",
        "context_management",
        "stream_options",
        "previous_response_id",
        "messages",
        "response_format",
    ] {
        let mut change = json!({});
        change[name] = 1.into();
        refused(change, &format!("Unsupported parameter: {name}")).await;
    }
    refused(
        json!({ "service_tier": "auto" }),
        "Unsupported parameter: service_tier",
    )
    .await;
}

/// EasyMetaAu/helm-api pull request 310, router-for-me/CLIProxyAPI issue 1055; measured with codex 0.169.
#[tokio::test]
async fn it_wants_instructions_if_only_empty_ones_but_for_its_own_client() {
    refused(json!({ "instructions": null }), "Instructions are required").await;
    let mut body = hello();
    body["instructions"] = Value::Null;
    let mut request = post(PATH, &body);
    let lite = http::HeaderValue::from_static("true");
    (request.headers_mut()).insert("x-openai-internal-codex-responses-lite", lite);
    let answer = strict().answer(request).await;
    assert_eq!(answer.status(), StatusCode::OK);
}

/// openai/codex issues 6603 and 26173, RayBytes/ChatMock pull request 52.
#[tokio::test]
async fn it_only_streams_lists_and_stores_nothing() {
    refused(json!({ "store": true }), "Store must be set to false").await;
    refused(json!({ "store": null }), "Store must be set to false").await;
    refused(json!({ "stream": false }), "Stream must be set to true").await;
    refused(json!({ "input": "hello" }), "Input must be a list").await;
    let system = json!([{ "role": "system", "content": "x" }]);
    refused(
        json!({ "input": system }),
        "System messages are not allowed",
    )
    .await;
    refused(
        json!({ "model": "gpt-4o" }),
        "The 'gpt-4o' model is not supported when using Codex with a ChatGPT account.",
    )
    .await;
}

#[tokio::test]
async fn flat_functions_are_taken_and_shapes_are_checked_as_in_the_api() {
    let mut body = hello();
    body["tools"] = json!([weather_tool()]);
    let answer = strict().answer(post(PATH, &body)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    // AnswerDotAI/fastllm issue 45.
    let id = "a".repeat(116);
    body["input"] = json!([
        user("hi"),
        { "type": "function_call", "call_id": id, "name": "f", "arguments": "{}" },
        { "type": "function_call_output", "call_id": id, "output": "x" },
    ]);
    let (status, answer) = read_json(strict().answer(post(PATH, &body)).await).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(
        answer["error"]["message"],
        "Invalid 'input[1].call_id': string too long. Expected a string with maximum length 64, but got a string with length 116 instead."
    );
}

#[tokio::test]
async fn limits_are_told_in_headers_and_in_the_stream() {
    let answer = strict().answer(post(PATH, &hello())).await;
    let headers = answer.headers();
    for (name, value) in [
        ("x-codex-primary-used-percent", "25"),
        ("x-codex-primary-window-minutes", "300"),
        ("x-codex-secondary-used-percent", "40"),
        ("x-codex-credits-has-credits", "False"),
        ("x-codex-plan-type", "plus"),
        ("x-models-etag", "\"fake-models-1\""),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    assert!(
        headers["x-request-id"]
            .to_str()
            .unwrap()
            .starts_with("req_")
    );
    assert!(headers.get("x-ratelimit-limit-requests").is_none());
    let told = events(&strict(), PATH, &hello()).await;
    assert_eq!(told[0]["type"], "codex.rate_limits");
    assert_eq!(told[0]["rate_limits"]["primary"]["window_minutes"], 300);
    assert_eq!(told[1]["sequence_number"], 0);
    let quiet = OpenAi::new(Config {
        limits: false,
        ..Config::default()
    });
    let told = events(&quiet, PATH, &hello()).await;
    assert_eq!(told[0]["type"], "response.created");
}

#[tokio::test]
async fn a_used_up_plan_says_when_it_can_be_used_again() {
    let answer = strict().answer(post(PATH, &scenario("usage_limit"))).await;
    assert_eq!(answer.headers()["x-codex-primary-used-percent"], "100");
    let (status, answer) = read_json(answer).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    let error = &answer["error"];
    assert_eq!(
        (&error["type"], &error["plan_type"]),
        (&json!("usage_limit_reached"), &json!("plus"))
    );
    assert_eq!(error["resets_in_seconds"], 3600);
    assert!(error["resets_at"].as_u64().unwrap() > 1_700_000_000);
}

#[tokio::test]
async fn a_context_that_is_too_long_is_told_in_the_stream() {
    let told = events(&strict(), PATH, &scenario("context_length")).await;
    assert_eq!(
        kinds(&told[1..]),
        [
            "response.created",
            "response.in_progress",
            "response.failed"
        ]
    );
    let error = &told.last().unwrap()["response"]["error"];
    assert_eq!(error["code"], "context_length_exceeded");
}

#[tokio::test]
async fn items_of_the_codex_client_are_taken() {
    let mut body = hello();
    body["client_metadata"] = json!({ "x": "y" });
    body["input"] = json!([
        { "type": "additional_tools", "role": "developer", "tools": [
            { "type": "namespace", "name": "clock", "description": "d", "tools": [weather_tool()] },
        ] },
        { "type": "message", "role": "developer", "content": [{ "type": "input_text", "text": "base" }],
          "internal_chat_message_metadata": {} },
        user("hi"),
        { "type": "message", "role": "assistant", "content": [{ "type": "output_text", "text": "hello" }] },
        { "type": "custom_tool_call", "call_id": "a", "name": "exec", "input": "x", "status": "completed" },
        { "type": "custom_tool_call_output", "call_id": "a", "output": "y" },
    ]);
    let answer = strict().answer(post(PATH, &body)).await;
    assert_eq!(answer.status(), StatusCode::OK);
}
