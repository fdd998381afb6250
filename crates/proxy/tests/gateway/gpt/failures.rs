use serde_json::Value;

use super::{MODEL, PATHS, Stage, asked};

fn scenario(path: &str, name: &str) -> Value {
    asked(path, MODEL, &format!("[[fake:{name}]]"))
}

#[tokio::test]
async fn a_used_up_plan_is_told_in_each_format_and_not_tried_again() {
    let stage = Stage::codex().await;
    for path in PATHS {
        for name in ["usage_limit", "usage_not_included"] {
            let (status, headers, body) = stage.post(path, &scenario(path, name)).await;
            assert_eq!(status, 429, "{path} {name}: {body}");
            assert_eq!(headers["x-should-retry"], "false", "{path} {name}");
            let error = &body["error"];
            if path == "/v1/messages" {
                assert_eq!(error["type"], "rate_limit_error");
            }
            assert!(
                error["message"].as_str().is_some_and(|m| !m.is_empty()),
                "{body}"
            );
            assert_eq!(
                headers.contains_key("retry-after"),
                name == "usage_limit",
                "{headers:?}"
            );
        }
    }
    stage.end().await;
}

#[tokio::test]
async fn a_refusal_has_the_status_and_the_shape_that_the_client_knows() {
    let stage = Stage::codex().await;
    for (name, status, kind, code) in [
        ("error400", 400, "invalid_request_error", None),
        (
            "error429",
            429,
            "rate_limit_error",
            Some("rate_limit_exceeded"),
        ),
        ("error500", 500, "api_error", None),
        ("overloaded", 503, "overloaded_error", None),
        (
            "context_length",
            400,
            "invalid_request_error",
            Some("context_length_exceeded"),
        ),
    ] {
        let (got, _, body) = stage
            .post("/v1/messages", &scenario("/v1/messages", name))
            .await;
        assert_eq!(
            (got.as_u16(), body["type"].as_str()),
            (status, Some("error")),
            "{name}: {body}"
        );
        assert_eq!(body["error"]["type"], kind, "{name}: {body}");
        let chat = "/openai/v1/chat/completions";
        let (got, _, body) = stage.post(chat, &scenario(chat, name)).await;
        assert_eq!(got.as_u16(), status, "{name}: {body}");
        if let Some(code) = code {
            assert_eq!(body["error"]["code"], code, "{name}: {body}");
        }
    }
    stage.end().await;
}

#[tokio::test]
async fn a_stream_that_breaks_ends_with_the_error_event_of_its_format() {
    let stage = Stage::codex().await;
    for name in ["failed", "cut", "failed_limit"] {
        for path in PATHS {
            let mut body = scenario(path, name);
            body["stream"] = true.into();
            let (status, _, text) = stage.stream(path, &body).await;
            assert_eq!(status, 200, "{path} {name}: {text}");
            let last = text.trim_end().rsplit("\n\n").next().unwrap();
            let expected = match path {
                "/v1/messages" => "event: error\ndata: {\"type\":\"error\"",
                "/openai/v1/chat/completions" => "data: {\"error\":",
                _ => "event: response.failed\n",
            };
            assert!(last.starts_with(expected), "{path} {name}: {last}");
        }
    }
    stage.end().await;
}

#[tokio::test]
async fn an_answer_that_breaks_is_no_whole_answer() {
    let stage = Stage::codex().await;
    for path in PATHS {
        for name in ["failed", "cut"] {
            let (status, _, body) = stage.post(path, &scenario(path, name)).await;
            assert!(status.is_server_error(), "{path} {name}: {status} {body}");
            assert!(body["error"]["message"].is_string(), "{body}");
        }
    }
    stage.end().await;
}
