use fakes::anthropic::Config;
use http::Method;
use serde_json::json;

use crate::stage::{MODEL, Stage, claude, conversation, events, question, said, text};

const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_the_same_streamed_and_whole() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let mut body = question("hello");
    body["system"] =
        json!([{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]);
    let events = stage.events(&body).await;
    let first = &events[0]["message"];
    assert_eq!(first["model"], MODEL);
    assert_eq!(events.last().unwrap()["type"], "message_stop");
    let whole = stage.whole(&body).await;
    assert_eq!(whole["content"][0]["text"], said(&events));
    assert_eq!(whole["content"][0]["text"], "hello from fake upstream");
    assert_eq!(whole["stop_reason"], "end_turn");
    assert_eq!(whole["role"], "assistant");
    let asked = stage.asked();
    assert_eq!(asked["max_tokens"], 1000);
    assert_eq!(asked["thinking"]["type"], "disabled");
    assert_eq!(
        asked["system"].as_array().unwrap().last().unwrap()["text"],
        "Be brief."
    );
    assert_eq!(
        asked
            .get("tools")
            .and_then(|tools| tools.as_array())
            .map_or(0, Vec::len),
        0
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_login_of_the_command_pays_and_no_key_of_the_persons() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    stage.whole(&question("hello")).await;
    let log = stage.fake.log();
    let headers = &log[0].headers;
    let has = |name: &str| {
        headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
    };
    assert!(
        has("authorization")
            .unwrap()
            .1
            .starts_with("Bearer sk-ant-oat01-")
    );
    assert!(has("x-api-key").is_none());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn images_and_documents_reach_the_model_as_they_are() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let content = json!([
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}},
        {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "a page"}, "title": "T"},
        {"type": "text", "text": "what is this?"},
    ]);
    stage
        .whole(&conversation(json!([{"role": "user", "content": content}])))
        .await;
    assert_eq!(stage.told(), [json!({"role": "user", "content": content})]);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thinking_comes_back_where_it_was_asked_for() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let mut body = question("[[fake:thinking]]");
    body["thinking"] = json!({"type": "adaptive", "display": "summarized"});
    body["output_config"] = json!({"effort": "low"});
    let whole = stage.whole(&body).await;
    assert_eq!(whole["content"][0]["type"], "thinking");
    assert!(
        !whole["content"][0]["signature"]
            .as_str()
            .unwrap()
            .is_empty()
    );
    let asked = stage.asked();
    assert_eq!(
        asked["thinking"],
        json!({"type": "adaptive", "display": "summarized"})
    );
    assert_eq!(asked["output_config"]["effort"], "low");
    body["model"] = "claude-sonnet-4-5".into();
    body["thinking"] = json!({"type": "enabled", "budget_tokens": 1024});
    body["max_tokens"] = 2000.into();
    body["output_config"] = json!(null);
    stage.whole(&body).await;
    assert_eq!(stage.asked()["thinking"]["budget_tokens"], 1024);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_tunes_the_answer_is_named_in_a_header() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let mut body = question("hello");
    body["temperature"] = 0.5.into();
    let response = stage.send(&body).await;
    assert_eq!(response.headers()["x-ccproxy-ignored"], "temperature");
    assert!(text(response).await.contains("hello from fake upstream"));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_of_the_plan_is_known_after_an_answer_and_told_with_the_next() {
    use providers::Provider as _;
    let Some(program) = claude() else { return };
    let config = Config {
        unified_limits: true,
        ..Config::default()
    };
    let stage = Stage::of(&program, config, false).await;
    stage.sign_in();
    stage.whole(&question("one")).await;
    let known = || stage.provider.limits().is_some();
    crate::stage::eventually("limits", std::time::Duration::from_secs(2), known).await;
    let five_hours = stage.provider.limits().unwrap().primary.unwrap();
    assert!((five_hours.used - 25.0).abs() < 0.01, "{five_hours:?}");
    let response = stage.send(&question("two")).await;
    assert_eq!(
        response.headers()["anthropic-ratelimit-unified-5h-utilization"],
        "0.25"
    );
    assert_eq!(
        response.headers()["anthropic-ratelimit-unified-status"],
        "allowed"
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_request_like_the_first_finds_a_process_that_waits() {
    let Some(program) = claude() else { return };
    let stage = Stage::of(&program, Config::default(), true).await;
    stage.sign_in();
    stage.whole(&question("one")).await;
    let waits = || stage.provider.stats().idle == 1;
    crate::stage::eventually("an idle process", std::time::Duration::from_secs(10), waits).await;
    let started = stage.provider.stats().started;
    assert_eq!(started, 2);
    stage.whole(&question("two")).await;
    assert_eq!(stage.told()[0]["content"][0]["text"], "two");
    assert!(stage.provider.stats().started <= 3);
    let mut other = question("three");
    other["max_tokens"] = 77.into();
    stage.whole(&other).await;
    assert_eq!(stage.asked()["max_tokens"], 77);
    stage.close().await;
}

#[tokio::test]
async fn the_models_are_listed_without_asking_anybody() {
    let nothing = json!(null);
    let stage = Stage::of("/nonexistent/claude".as_ref(), Config::default(), false).await;
    let list: serde_json::Value = serde_json::from_str(
        &text(
            stage
                .call(Method::GET, "/v1/models?limit=5", &nothing)
                .await,
        )
        .await,
    )
    .unwrap();
    assert!(
        list["data"]
            .as_array()
            .unwrap()
            .iter()
            .any(|model| model["id"] == MODEL)
    );
    assert_eq!(list["has_more"], false);
    let one = stage.call(Method::GET, "/v1/models/opus", &nothing).await;
    assert_eq!(one.status(), 200);
    for (method, path) in [
        (Method::GET, "/v1/models/x"),
        (Method::GET, "/v1/files"),
        (Method::DELETE, "/v1/messages"),
    ] {
        assert_eq!(
            stage.call(method, path, &nothing).await.status(),
            404,
            "{path}"
        );
    }
    assert!(events("").is_empty());
    stage.close().await;
}

#[tokio::test]
async fn where_translation_is_strict_nothing_is_ignored() {
    use providers::Provider as _;
    let state = tempfile::tempdir().unwrap();
    let provider = providers::ClaudeCode::new(providers::claude_code::Options {
        cli_path: Some("/nonexistent/claude".into()),
        launcher: None,
        base_url: None,
        state: state.path().to_owned(),
        environment: Vec::new(),
        prewarm: false,
        strict: true,
    });
    let mut body = question("hello");
    body["temperature"] = 0.5.into();
    let call = providers::Call {
        method: Method::POST,
        path_and_query: "/v1/messages".to_owned(),
        headers: http::HeaderMap::new(),
        body: providers::RequestBody::new([body.to_string().into()]),
        session: None,
    };
    let (status, answer) = crate::stage::read(provider.send(call).await.unwrap()).await;
    assert_eq!(status, 400);
    assert!(
        answer["error"]["message"]
            .as_str()
            .unwrap()
            .contains("temperature"),
        "{answer}"
    );
}
