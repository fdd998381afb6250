//! What the demo answers to the snippets that people try first.

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};

async fn ask(body: Value) -> (StatusCode, Value) {
    let request = Request::post("/v1/messages")
        .header("x-api-key", "any")
        .header("anthropic-version", "2023-06-01")
        .header("content-type", "application/json")
        .body(Bytes::from(body.to_string()))
        .unwrap();
    let response = super::anthropic().answer(request).await;
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap())
}

async fn text(question: &str) -> String {
    let (status, answer) = ask(json!({
        "model": "claude-sonnet-4-20250514",
        "max_tokens": 100,
        "messages": [{ "role": "user", "content": question }],
    }))
    .await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer["content"][0]["text"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn it_says_that_it_is_the_demo() {
    for question in ["Hello, Claude", "What is the capital of Norway?"] {
        assert!(text(question).await.contains("nothing left"), "{question}");
    }
    assert!(text("Hello, Claude").await.starts_with("Hello!"));
    assert!(
        text("What is the capital of Norway?")
            .await
            .contains("capital of Norway")
    );
}

#[tokio::test]
async fn it_counts() {
    assert_eq!(text("Please count to 5.").await, "1, 2, 3, 4, 5");
    assert!(text("count to 99999999999").await.starts_with("You asked"));
}

#[tokio::test]
async fn it_calls_the_tool_that_a_question_is_about() {
    let tool = |name: &str| json!({ "name": name, "input_schema": { "type": "object", "properties": { "city": { "type": "string" } } } });
    let body = |question: &str| {
        json!({
            "model": "claude-opus-5-5",
            "max_tokens": 100,
            "tools": [tool("Write"), tool("get_weather")],
            "messages": [{ "role": "user", "content": question }],
        })
    };
    let (_, answer) = ask(body("What is the weather in New York?")).await;
    assert_eq!(answer["stop_reason"], "tool_use");
    assert_eq!(answer["content"][1]["name"], "get_weather");
    assert_eq!(answer["content"][1]["input"], json!({ "city": "New York" }));
    let (_, answer) = ask(body("Write a poem")).await;
    assert_eq!(answer["stop_reason"], "end_turn");
}

#[tokio::test]
async fn it_refuses_what_the_real_service_refuses() {
    let (status, answer) = ask(json!({ "model": "claude-opus-5-5", "messages": [] })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(answer["error"]["message"], "max_tokens: Field required");
}

#[tokio::test]
async fn it_has_no_control_endpoints() {
    let request = Request::get("/__log")
        .header("x-api-key", "any")
        .body(Bytes::new())
        .unwrap();
    assert_eq!(
        super::anthropic().answer(request).await.status(),
        StatusCode::NOT_FOUND
    );
    assert!(super::anthropic().log().is_empty());
}
