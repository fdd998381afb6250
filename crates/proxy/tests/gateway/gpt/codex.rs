use reqwest::StatusCode;
use serde_json::json;

use super::{CLAUDE, MODEL, On, PATHS, Stage, asked, said};
use crate::stage::client;

#[tokio::test]
async fn each_format_reaches_a_gpt_model_and_each_a_claude_model() {
    let stage = Stage::codex().await;
    for path in PATHS {
        for model in [MODEL, CLAUDE] {
            let (status, headers, body) = stage.post(path, &asked(path, model, "hi")).await;
            assert_eq!(status, 200, "{path} {model}: {body}");
            assert_eq!(
                said(&body),
                "hello from fake upstream",
                "{path} {model}: {body}"
            );
            assert_eq!(headers["request-id"], headers["x-request-id"]);
        }
    }
    // What the backend demands, whatever the client asked for.
    for body in stage.sent() {
        assert_eq!(
            (&body["stream"], &body["store"]),
            (&json!(true), &json!(false))
        );
        assert!(body["input"].is_array(), "{body}");
        // Nothing of ours goes to the model.
        assert!(
            body.get("prompt_cache_key").is_none() && body.get("tools").is_none(),
            "{body}"
        );
    }
    stage.end().await;
}

#[tokio::test]
async fn each_format_streams_to_its_own_last_event() {
    let stage = Stage::codex().await;
    for (path, last) in [
        (
            "/v1/messages",
            "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
        ),
        ("/openai/v1/chat/completions", "data: [DONE]\n\n"),
    ] {
        let mut body = asked(path, MODEL, "hi");
        body["stream"] = true.into();
        let (status, _, text) = stage.stream(path, &body).await;
        assert_eq!(status, 200, "{text}");
        assert!(text.ends_with(last), "{text}");
    }
    for model in [MODEL, CLAUDE] {
        let mut body = asked("/v1/responses", model, "hi");
        body["stream"] = true.into();
        let (_, _, text) = stage.stream("/v1/responses", &body).await;
        let last = text.trim_end().rsplit("\n\n").next().unwrap();
        assert!(last.starts_with("event: response.completed\n"), "{last}");
    }
    stage.end().await;
}

#[tokio::test]
async fn what_the_plan_does_not_take_is_left_out_and_named() {
    let stage = Stage::codex().await;
    let mut body = asked("/v1/responses", MODEL, "hi");
    body["max_output_tokens"] = 100.into();
    body["temperature"] = 0.5.into();
    let (status, headers, answer) = stage.post("/codex/v1/responses", &body).await;
    assert_eq!(status, 200, "{answer}");
    let ignored = headers["x-ccproxy-ignored"].to_str().unwrap();
    assert!(
        ignored.contains("max_output_tokens") && ignored.contains("temperature"),
        "{ignored}"
    );
    let (status, headers, answer) = stage
        .post("/v1/messages", &asked("/v1/messages", MODEL, "hi"))
        .await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(headers["x-ccproxy-ignored"], "max_tokens");
    stage.end().await;

    let on = On {
        codex: true,
        ..On::default()
    };
    let strict = Stage::with(on, "[translation]\nstrict = true\n").await;
    let (status, _, answer) = strict.post("/v1/responses", &body).await;
    assert_eq!(status, 400, "{answer}");
    assert_eq!(answer["error"]["param"], "max_output_tokens");
    assert!(strict.sent().is_empty());
    strict.end().await;
}

#[tokio::test]
async fn the_provider_is_off_until_the_person_switches_it_on_and_no_restart_is_needed() {
    let stage = Stage::with(On::default(), "").await;
    for (path, body) in [
        ("/v1/messages", asked("/v1/messages", MODEL, "hi")),
        ("/codex/responses", asked("/responses", MODEL, "hi")),
        ("/v1/responses", asked("/responses", "codex/any", "hi")),
    ] {
        let (status, _, answer) = stage.post(path, &body).await;
        assert_eq!(status, 404);
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(
            message.contains("ccproxy config codex --enable"),
            "{message}"
        );
    }
    let file = stage.folder.path().join("config.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(
        &file,
        text.replace("[codex]\nenabled = false", "[codex]\nenabled = true"),
    )
    .unwrap();
    let mut status = StatusCode::NOT_FOUND;
    for _ in 0..50 {
        (status, ..) = stage
            .post("/v1/messages", &asked("/v1/messages", MODEL, "hi"))
            .await;
        if status == StatusCode::OK {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(status, StatusCode::OK);
    stage.end().await;
}

#[tokio::test]
async fn a_conversation_keeps_its_session_and_the_clients_own_id_stays_here() {
    let stage = Stage::codex().await;
    let body = asked("/responses", MODEL, "hi");
    for path in [
        "/codex/client-canary/responses",
        "/codex/client-canary/responses",
        "/codex/responses",
        "/codex/responses",
    ] {
        let (status, _, answer) = stage.post(path, &body).await;
        assert_eq!(status, 200, "{path}: {answer}");
    }
    let messages = asked("/v1/messages", MODEL, "hi");
    let (status, ..) = stage
        .post("/codex/client-canary/v1/messages", &messages)
        .await;
    assert_eq!(status, 200);
    let log = stage.openai.log();
    let session = |headers: &[(String, String)]| {
        let found = headers.iter().find(|(name, _)| name == "session-id");
        found.map(|(_, id)| id.clone()).unwrap()
    };
    let ids: Vec<String> = log.iter().map(|entry| session(&entry.headers)).collect();
    assert_eq!(ids[0], ids[1]);
    assert_eq!(ids[0], ids[4]);
    assert_ne!(ids[0], ids[2]);
    assert_ne!(ids[2], ids[3]);
    stage.end().await;
}

#[tokio::test]
async fn a_websocket_is_answered_with_what_makes_the_codex_command_fall_back() {
    let stage = Stage::codex().await;
    let request = client().get(stage.url("/v1/responses"));
    let request = request
        .header("connection", "upgrade")
        .header("upgrade", "websocket");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UPGRADE_REQUIRED);
    let plain = client()
        .get(stage.url("/v1/responses"))
        .send()
        .await
        .unwrap();
    assert_eq!(plain.status(), StatusCode::METHOD_NOT_ALLOWED);
    stage.end().await;
}

#[tokio::test]
async fn the_backends_own_events_reach_the_codex_command_and_no_sdk_which_they_would_break() {
    let stage = Stage::codex().await;
    let mut body = asked("/v1/responses", MODEL, "hi");
    body["stream"] = true.into();
    for (originator, told) in [(None, false), (Some("codex_exec"), true)] {
        let mut request = client().post(stage.url("/v1/responses")).json(&body);
        if let Some(originator) = originator {
            request = request.header("originator", originator);
        }
        let response = request.send().await.unwrap();
        // What they say is in the headers too.
        assert!(
            response
                .headers()
                .contains_key("x-codex-primary-used-percent")
        );
        let text = response.text().await.unwrap();
        assert_eq!(text.contains("codex.rate_limits"), told, "{text}");
        assert!(text.contains("event: response.completed\n"), "{text}");
    }
    stage.end().await;
}

#[tokio::test]
async fn tokens_of_a_gpt_model_are_counted_here_and_marked_as_an_estimate() {
    let stage = Stage::codex().await;
    let path = "/v1/messages/count_tokens";
    let mut body = asked("/v1/messages", MODEL, &"word ".repeat(100));
    body.as_object_mut().unwrap().remove("max_tokens");
    let (status, headers, answer) = stage.post(path, &body).await;
    assert_eq!(
        (status, &headers["x-ccproxy-estimated"]),
        (StatusCode::OK, &"1".parse().unwrap())
    );
    let tokens = answer["input_tokens"].as_u64().unwrap();
    assert!((90..150).contains(&tokens), "{tokens}");
    assert!(stage.sent().is_empty());
    let (status, headers, _) = stage
        .post(path, &{
            body["model"] = CLAUDE.into();
            body
        })
        .await;
    assert_eq!(status, 200);
    assert!(!headers.contains_key("x-ccproxy-estimated"));
    stage.end().await;
}

#[tokio::test]
async fn what_is_used_of_the_plan_is_told_to_who_watches() {
    let stage = Stage::codex().await;
    let metrics = async || {
        let answer = client().get(stage.url("/metrics")).send().await.unwrap();
        answer.text().await.unwrap()
    };
    let told = r#"ccproxy_plan_used_percent{provider="codex",window="primary"}"#;
    assert!(!metrics().await.contains(told));
    stage
        .post("/v1/messages", &asked("/v1/messages", MODEL, "hi"))
        .await;
    let text = metrics().await;
    assert!(text.contains(told), "{text}");
    assert!(text.contains("\nccproxy_open_requests 0\n"), "{text}");
    stage.end().await;
}
