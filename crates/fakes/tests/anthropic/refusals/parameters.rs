//! Rules about the parameters that steer generation and output.

use fakes::anthropic::{Anthropic, Config};
use http::StatusCode;
use serde_json::{Value, json};

use super::{accepted, refused, with};
use crate::support::{ask_of, post, read_json, weather_tool};

#[tokio::test]
async fn numbers_are_in_range() {
    refused(
        json!({ "max_tokens": -1 }),
        "max_tokens: Input should be greater than or equal to 0",
    )
    .await;
    refused(
        json!({ "temperature": 1.5 }),
        "temperature: Input should be less than or equal to 1",
    )
    .await;
    refused(
        json!({ "temperature": -0.1 }),
        "temperature: Input should be greater than or equal to 0",
    )
    .await;
    refused(
        json!({ "top_p": 2 }),
        "top_p: Input should be less than or equal to 1",
    )
    .await;
    refused(
        json!({ "temperature": 0.5, "top_p": 0.5 }),
        "cannot both be specified",
    )
    .await;
    refused(
        json!({ "stop_sequences": ["END", " \n"] }),
        "each stop sequence must contain non-whitespace",
    )
    .await;
    accepted(json!({ "temperature": 0.5, "stop_sequences": ["END"] })).await;
    refused(
        json!({ "model": "claude-opus-4-7", "temperature": 0.5 }),
        "`temperature` is deprecated for this model",
    )
    .await;
    accepted(json!({ "model": "claude-opus-4-7", "temperature": 1 })).await;
}

#[tokio::test]
async fn the_newer_version_knows_no_sampling() {
    let mut request = post("/v1/messages", &with(json!({ "temperature": 1 })));
    request
        .headers_mut()
        .insert("anthropic-version", "2026-10-21".parse().unwrap());
    let (_, answer) = read_json(Anthropic::new(Config::default()).answer(request).await).await;
    assert_eq!(
        answer["error"]["message"],
        "temperature: Extra inputs are not permitted"
    );
}

#[tokio::test]
async fn thinking_budgets() {
    let thinking = |budget: u64| json!({ "type": "enabled", "budget_tokens": budget });
    refused(
        json!({ "thinking": thinking(1000) }),
        "thinking.enabled.budget_tokens: Input should be greater",
    )
    .await;
    refused(
        json!({ "thinking": thinking(2048) }),
        "`max_tokens` must be greater than `thinking.budget_tokens`",
    )
    .await;
    accepted(json!({ "thinking": thinking(2000) })).await;
    refused(
        json!({ "thinking": thinking(1024), "temperature": 0 }),
        "may only be set to 1 when thinking",
    )
    .await;
    refused(
        json!({ "thinking": thinking(1024), "top_k": 5 }),
        "`top_k` must be unset",
    )
    .await;
    refused(
        json!({ "thinking": thinking(1024), "top_p": 0.5 }),
        "`top_p` must be greater",
    )
    .await;
    let off = json!({ "model": "claude-opus-5-5", "thinking": { "type": "disabled" } });
    refused(off, "thinking cannot be disabled for this model").await;
}

#[tokio::test]
async fn an_interleaved_budget_may_exceed_max_tokens() {
    let body = with(
        json!({ "thinking": { "type": "enabled", "budget_tokens": 9000 }, "tools": [weather_tool()] }),
    );
    let mut request = post("/v1/messages", &body);
    request.headers_mut().insert(
        "anthropic-beta",
        "interleaved-thinking-2025-05-14".parse().unwrap(),
    );
    assert_eq!(
        Anthropic::new(Config::default())
            .answer(request)
            .await
            .status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn output_schemas() {
    let format = |schema: Value| json!({ "output_config": { "format": { "type": "json_schema", "schema": schema } } });
    let closed = |property: Value| {
        format(
            json!({ "type": "object", "additionalProperties": false, "properties": { "a": property } }),
        )
    };
    accepted(closed(json!({ "type": "string" }))).await;
    refused(
        format(json!({ "type": "object" })),
        "'additionalProperties' must be explicitly set to false",
    )
    .await;
    refused(
        closed(json!({ "type": "object" })),
        "'additionalProperties' must be explicitly set to false",
    )
    .await;
    refused(
        closed(json!({ "type": "string", "minLength": 1 })),
        "For 'string' type, properties minLength",
    )
    .await;
}

#[tokio::test]
async fn threads_are_refused_unless_they_are_taken() {
    let request = || {
        let mut request = post(
            "/v1/messages",
            &with(json!({ "thread": { "type": "create" } })),
        );
        request.headers_mut().insert(
            "anthropic-beta",
            "message-threads-2026-08-12".parse().unwrap(),
        );
        request
    };
    let (status, answer) =
        read_json(Anthropic::new(Config::default()).answer(request()).await).await;
    assert_eq!(
        (status, &answer["error"]["details"]["error_code"]),
        (
            StatusCode::BAD_REQUEST,
            &json!("thread_unsupported_request")
        )
    );
    let fake = Anthropic::new(Config {
        threads: true,
        ..Config::default()
    });
    assert_eq!(fake.answer(request()).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn beta_types_apply_where_betas_are_asked_for() {
    let body = with(
        json!({ "context_management": { "edits": [{ "type": "clear_thinking_20251015" }] }, "safeguards": {} }),
    );
    let fake = Anthropic::new(Config::default());
    assert_eq!(ask_of(&fake, &body).await.0, StatusCode::BAD_REQUEST);
    let by_query = fake.answer(post("/v1/messages?beta=true", &body)).await;
    assert_eq!(by_query.status(), StatusCode::OK);
}
