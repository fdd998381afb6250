use serde_json::json;

use super::{MODEL, On, PATHS, Stage, asked, said};

#[tokio::test]
async fn a_key_answers_every_format_and_openais_two_as_they_came() {
    let on = On {
        key: true,
        ..On::default()
    };
    let stage = Stage::with(on, "").await;
    for path in PATHS {
        let (status, _, body) = stage.post(path, &asked(path, MODEL, "hi")).await;
        assert_eq!(status, 200, "{path}: {body}");
        assert_eq!(said(&body), "hello from fake upstream", "{path}: {body}");
    }
    let sent = stage.sent();
    // Messages is translated, and so always streams; the other two are the client's own.
    assert_eq!(sent[0]["stream"], true);
    assert!(
        sent[1]["messages"].is_array() && sent[1].get("stream").is_none(),
        "{}",
        sent[1]
    );
    assert_eq!(sent[2]["input"], "hi");
    stage.end().await;
}

#[tokio::test]
async fn a_plan_is_used_by_its_rules() {
    let on = On {
        plan: true,
        ..On::default()
    };
    let stage = Stage::with(on, "").await;
    let tools = json!([{"type": "function", "name": "get_weather", "strict": false, "parameters": {"type": "object",
        "properties": {"city": {"type": "string"}}}}]);
    for path in PATHS {
        let mut body = asked(path, MODEL, "[[fake:tool]]");
        body["tools"] = match path {
            "/v1/messages" => json!([{"name": "get_weather", "input_schema": {"type": "object"}}]),
            "/openai/v1/chat/completions" => {
                json!([{"type": "function", "function": {"name": "get_weather"}}])
            }
            _ => tools.clone(),
        };
        let (status, _, answer) = stage.post(path, &body).await;
        assert_eq!(status, 200, "{path}: {answer}");
        // The tool's own name comes back, whatever it was wrapped in.
        let text = answer.to_string();
        assert!(text.contains("\"name\":\"get_weather\""), "{path}: {text}");
        body["stream"] = true.into();
        let (_, _, streamed) = stage.stream(path, &body).await;
        for text in [&text, &streamed] {
            // The provider says again which tools it got; the calls are the client's own.
            assert!(!text.contains("\"namespace\":\"client\""), "{path}: {text}");
        }
    }
    for sent in stage.sent() {
        assert_eq!(sent["tools"][0]["type"], "namespace", "{sent}");
        assert_eq!(
            (&sent["store"], &sent["stream"]),
            (&json!(false), &json!(true))
        );
    }
    let (status, headers, body) = stage
        .post(
            "/v1/responses",
            &asked("/responses", MODEL, "[[fake:sub_limit]]"),
        )
        .await;
    assert_eq!(
        (status.as_u16(), &headers["x-should-retry"]),
        (429, &"false".parse().unwrap()),
        "{body}"
    );
    stage.end().await;
}

#[tokio::test]
async fn a_plan_and_a_key_wait_for_the_persons_word_and_nothing_is_sent_before() {
    let on = On {
        key: true,
        plan: true,
        ..On::default()
    };
    let stage = Stage::with(on, "").await;
    let (status, _, body) = stage
        .post("/v1/messages", &asked("/v1/messages", MODEL, "hi"))
        .await;
    assert_eq!(status, 401, "{body}");
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains("openai.use"), "{message}");
    assert!(stage.sent().is_empty());
    stage.end().await;

    for (use_, path) in [("plan", "/v1/responses"), ("key", "/v1/chat/completions")] {
        let stage = Stage::with(on, &format!("use = {use_:?}\n")).await;
        let chat = "/openai/v1/chat/completions";
        let (status, _, body) = stage.post(chat, &asked(chat, MODEL, "hi")).await;
        assert_eq!(status, 200, "{use_}: {body}");
        let log = serde_json::to_value(stage.openai.log()).unwrap();
        assert_eq!(log[0]["path"], path);
        stage.end().await;
    }
}
