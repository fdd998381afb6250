use serde_json::{Value, json};

use super::{CLAUDE, MODEL, On, PATHS, Stage, asked, canned};

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
        ("overloaded", 529, "overloaded_error", None),
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
        // Anthropic has a status of its own for this.
        let status = if status == 529 { 503 } else { status };
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
            if path == "/openai/v1/responses" && name == "cut" {
                // The SDKs raise at an error only; what failed is the response that was begun.
                assert!(text.contains("event: error\ndata: {\"type\":\"error\",\"error\":{"));
                let data = |text: &str| {
                    serde_json::from_str::<Value>(&text[text.find('{').unwrap()..]).unwrap()
                };
                let (first, last) = (data(text.split("\n\n").next().unwrap()), data(last));
                assert_eq!(first["response"]["id"], last["response"]["id"]);
            }
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

#[tokio::test]
async fn what_is_passed_on_says_what_is_wrong_in_openais_shape() {
    let path = "/openai/v1/responses";
    let stage = Stage::codex().await;
    // The backend itself says `{"detail":…}`, of which the SDKs show nothing.
    let (status, _, body) = stage.post(path, &asked(path, "gpt-4o", "Hi")).await;
    assert_eq!(status, 400);
    let message = body["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("'gpt-4o' model is not supported"),
        "{body}"
    );
    let (status, headers, body) = stage.post(path, &scenario(path, "usage_limit")).await;
    assert_eq!(
        (status.as_u16(), &headers["x-should-retry"]),
        (429, &"false".parse().unwrap())
    );
    // What has the shape is passed on as it came: the Codex command reads it.
    assert_eq!(body["error"]["type"], "usage_limit_reached");
    assert!(body["error"]["resets_at"].is_number(), "{body}");
    assert!(body["error"]["code"].is_null(), "{body}");
    let chat = "/openai/v1/chat/completions";
    let (_, _, body) = stage.post(chat, &scenario(chat, "usage_limit")).await;
    let message = body["error"]["message"].as_str().unwrap();
    assert_eq!(message.matches("It is renewed in").count(), 1, "{body}");
    stage.end().await;
}

#[tokio::test]
async fn a_key_that_openai_does_not_take_is_not_taken_for_the_clients() {
    let on = On {
        key: true,
        ..On::default()
    };
    let stage = Stage::with(on, "").await;
    for path in PATHS {
        let (status, _, body) = stage.post(path, &scenario(path, "error401")).await;
        assert_eq!(status, 401, "{path}: {body}");
        let message = body["error"]["message"].as_str().unwrap();
        assert_eq!(
            message.matches("the account's credential").count(),
            1,
            "{path}: {body}"
        );
        if path != "/v1/messages" {
            assert_eq!(
                body["error"]["code"], "upstream_unauthorized",
                "{path}: {body}"
            );
        }
    }
    stage.end().await;
}

#[tokio::test]
async fn a_refusal_names_the_place_as_the_client_calls_it() {
    let stage = Stage::codex().await;
    for (path, member) in [
        ("/openai/v1/responses", "input"),
        ("/openai/v1/chat/completions", "messages"),
    ] {
        let body = json!({"model": CLAUDE, member: [{"role": "assistant", "content": "Hi"}]});
        let (status, _, answer) = stage.post(path, &body).await;
        assert_eq!(
            (status.as_u16(), answer["error"]["param"].as_str()),
            (400, Some(member)),
            "{answer}"
        );
        let body = json!({"model": null, member: []});
        let (status, _, answer) = stage.post(path, &body).await;
        assert_eq!(
            (status.as_u16(), answer["error"]["param"].as_str()),
            (400, Some("model")),
            "{answer}"
        );
    }
    stage.end().await;
}

#[tokio::test]
async fn a_path_that_is_not_there_says_what_there_is_and_ends_the_connection_that_carries_its_body()
{
    let stage = Stage::codex().await;
    for (path, says) in [
        (
            "/openai/v1/responses/resp_1/cancel",
            "send the whole history",
        ),
        (
            "/openai/v1/responses/input_tokens",
            "/chat/completions, /responses and /models",
        ),
        (
            "/openai/v1/embeddings",
            "/chat/completions, /responses and /models",
        ),
        ("/openai/chat/completions", "ends in /openai/v1"),
    ] {
        let (status, headers, body) = stage.post(path, &json!({"input": "x"})).await;
        assert_eq!(status, 404);
        assert!(
            body["error"]["message"].as_str().unwrap().contains(says),
            "{body}"
        );
        // Else the client's next request on it would break.
        assert_eq!(headers["connection"], "close", "{path}");
    }
    stage.end().await;
}

#[tokio::test]
async fn an_answer_that_comes_whole_is_told_in_events_to_who_asked_for_events() {
    let whole = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 176\r\n\r\n\
        {\"id\":\"resp_1\",\"status\":\"completed\",\"model\":\"m\",\"output\":[{\"type\":\"message\",\"role\":\"assistant\",\
        \"content\":[{\"type\":\"output_text\",\"text\":\"at once\"}]}],\"usage\":{\"input_tokens\":3}}";
    let on = On {
        codex: true,
        ..On::default()
    };
    for (path, last) in [
        ("/v1/messages", "message_stop"),
        ("/openai/v1/chat/completions", "[DONE]"),
    ] {
        let stage = Stage::at(on, "", None, Some(canned(whole).await)).await;
        let mut body = asked(path, MODEL, "Hi");
        body["stream"] = true.into();
        let (status, headers, text) = stage.stream(path, &body).await;
        assert_eq!(status, 200, "{text}");
        assert_eq!(
            headers["content-type"], "text/event-stream; charset=utf-8",
            "{path}"
        );
        assert!(text.contains("at once") && text.contains(last), "{text}");
        stage.gateway.stop().await;
    }
}

#[tokio::test]
async fn a_model_that_the_plan_does_not_have_is_not_found() {
    let stage = Stage::codex().await;
    for path in PATHS {
        let (status, _, body) = stage.post(path, &asked(path, "gpt-4o", "Hi")).await;
        if path == "/v1/messages" {
            assert_eq!(body["error"]["type"], "not_found_error", "{body}");
        } else {
            assert_eq!(body["error"]["code"], "model_not_found", "{body}");
        }
        // A refusal in the client's own format keeps its status: the Codex CLI tries again after a 404.
        let expected = if path.ends_with("/responses") {
            400
        } else {
            404
        };
        assert_eq!(status.as_u16(), expected, "{path}");
    }
    stage.end().await;
}

#[tokio::test]
async fn a_part_of_openais_api_that_is_not_there_is_missed_in_openais_shape() {
    let stage = Stage::codex().await;
    for path in [
        "/v1/embeddings",
        "/v1/responses/resp_1",
        "/v1/responses/compact",
        "/v1/files",
    ] {
        let (status, _, body) = stage.post(path, &json!({})).await;
        assert_eq!(status, 404, "{path}");
        assert!(body["error"]["message"].is_string(), "{path}: {body}");
        assert!(body.get("type").is_none(), "{path}: {body}");
    }
    for path in ["/v1/messages/batches", "/v1/complete"] {
        let (_, _, body) = stage.post(path, &json!({})).await;
        assert_eq!(body["type"], "error", "{path}: {body}");
        let message = body["error"]["message"].as_str().unwrap();
        assert!(message.contains("/v1/messages/count_tokens"), "{message}");
    }
    stage.end().await;
}
