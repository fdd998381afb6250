//! Each scenario: what it answers, and that streamed and whole answers say the same.

use std::io::Read;
use std::time::{Duration, Instant};

use crate::support::{
    ask, ask_of, events, fold, frames, hello, parse, post, read_json, scenario, streamed,
    weather_tool,
};
use fakes::anthropic::{Anthropic, Config};
use http::StatusCode;
use serde_json::{Value, json};

fn strict() -> Anthropic {
    Anthropic::new(Config::default())
}

#[tokio::test]
async fn streams_tell_what_whole_answers_say() {
    for name in [
        "text",
        "echo",
        "tool",
        "parallel",
        "parallel:3",
        "thinking",
        "redacted",
        "structured",
        "refusal",
        "max_tokens",
        "context_window",
        "stop_sequence",
        "pause",
        "empty",
        "citations",
        "image",
        "long:2",
        "huge_event",
        "unicode",
        "slow:1",
        "slow_first:1",
        "slow_first_event:1",
    ] {
        let (status, whole) = ask(&scenario(name)).await;
        assert_eq!(status, StatusCode::OK, "{name}: {whole}");
        assert_eq!(
            fold(&events(&strict(), &scenario(name)).await),
            whole,
            "{name}"
        );
    }
}

#[tokio::test]
async fn answers_end_as_their_scenario_says() {
    for (name, reason, kinds) in [
        ("text", "end_turn", json!(["text"])),
        ("tool", "tool_use", json!(["text", "tool_use"])),
        (
            "parallel",
            "tool_use",
            json!(["text", "tool_use", "tool_use"]),
        ),
        ("thinking", "end_turn", json!(["thinking", "text"])),
        ("redacted", "end_turn", json!(["redacted_thinking", "text"])),
        ("refusal", "refusal", json!([])),
        ("max_tokens", "max_tokens", json!(["text"])),
        (
            "context_window",
            "model_context_window_exceeded",
            json!(["text"]),
        ),
        ("stop_sequence", "stop_sequence", json!(["text"])),
        ("pause", "pause_turn", json!(["text"])),
    ] {
        let (_, answer) = ask(&scenario(name)).await;
        let found: Value = answer["content"]
            .as_array()
            .unwrap()
            .iter()
            .map(|block| block["type"].clone())
            .collect();
        assert_eq!(
            (answer["stop_reason"].as_str(), found),
            (Some(reason), kinds),
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_scenario_is_chosen_by_header_marker_or_default() {
    let fake = Anthropic::new(Config {
        default_scenario: "echo".to_owned(),
        ..Config::default()
    });
    let mut body = hello();
    assert_eq!(
        ask_of(&fake, &body).await.1["content"][0]["text"],
        "echo: hello"
    );
    body["messages"][0]["content"] = json!([{ "type": "text", "text": "one [[fake:max_tokens]]" }, { "type": "text", "text": "two" }]);
    assert_eq!(ask_of(&fake, &body).await.1["stop_reason"], "max_tokens");
    let mut request = post("/v1/messages", &body);
    request
        .headers_mut()
        .insert("x-fake-scenario", "pause".parse().unwrap());
    assert_eq!(
        read_json(fake.answer(request).await).await.1["stop_reason"],
        "pause_turn"
    );
    let (status, answer) = ask(&scenario("nonsense")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        answer["error"]["message"]
            .as_str()
            .unwrap()
            .contains("nonsense")
    );
}

#[tokio::test]
async fn tool_input_fits_the_tools_schema_and_results_are_quoted() {
    let (_, answer) = ask(&scenario("tool")).await;
    assert_eq!(
        answer["content"][1]["input"],
        json!({ "city": "Oslo", "days": 2 })
    );
    let mut body = scenario("tool");
    let result = json!({ "type": "tool_result", "tool_use_id": answer["content"][1]["id"], "content": "18 degrees" });
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(json!({ "role": "assistant", "content": answer["content"] }));
    messages.push(json!({ "role": "user", "content": [result] }));
    let (status, closing) = ask(&body).await;
    assert_eq!(status, StatusCode::OK, "{closing}");
    assert!(
        closing["content"][0]["text"]
            .as_str()
            .unwrap()
            .contains("18 degrees")
    );
}

#[tokio::test]
async fn a_scenario_may_say_what_a_tool_is_called_with() {
    let input = json!({ "city": "Rome", "days": 7 });
    let (_, answer) = ask(&scenario(&format!("tool:get_weather={input}"))).await;
    assert_eq!(answer["content"][1]["name"], "get_weather");
    assert_eq!(answer["content"][1]["input"], input);
}

#[tokio::test]
async fn a_forced_tool_and_a_schema_are_obeyed_without_a_marker() {
    let mut body = hello();
    body["tools"] = json!([weather_tool()]);
    body["tool_choice"] = json!({ "type": "tool", "name": "get_weather" });
    assert_eq!(ask(&body).await.1["stop_reason"], "tool_use");
    let mut body = hello();
    let kinds = json!({ "type": "array", "items": { "enum": ["a", "b"] } });
    body["output_config"] = json!({ "format": { "type": "json_schema", "schema": {
        "type": "object", "additionalProperties": false, "required": ["when", "kinds", "inner"],
        "properties": { "when": { "type": "string", "format": "date" }, "kinds": kinds, "inner": { "$ref": "#/$defs/in" } },
        "$defs": { "in": { "type": ["null", "number"] } },
    } } });
    let (_, answer) = ask(&body).await;
    let said: Value = serde_json::from_str(answer["content"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(
        said,
        json!({ "when": "2026-11-24", "kinds": ["a"], "inner": 2.5 })
    );
}

#[tokio::test]
async fn stop_sequences_stop() {
    let mut body = hello();
    body["stop_sequences"] = json!(["upstream", "fake"]);
    let (_, answer) = ask(&body).await;
    assert_eq!(answer["content"][0]["text"], "hello from ");
    assert_eq!(
        (&answer["stop_reason"], &answer["stop_sequence"]),
        (&json!("stop_sequence"), &json!("fake"))
    );
}

#[tokio::test]
async fn documents_are_cited_and_images_described() {
    let mut body = hello();
    body["messages"][0]["content"] = json!([
        { "type": "document", "title": "Notes", "citations": { "enabled": true },
          "source": { "type": "text", "media_type": "text/plain", "data": "grün ist das Gras" } },
        { "type": "text", "text": "[[fake:citations]]" },
    ]);
    let (_, answer) = ask(&body).await;
    assert_eq!(answer["content"][0]["citations"][0]["end_char_index"], 17);
    assert_eq!(fold(&events(&strict(), &body).await), answer);
    body["messages"][0]["content"] = json!([
        { "type": "image", "source": { "type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo=" } },
        { "type": "text", "text": "[[fake:image]]" },
    ]);
    assert_eq!(
        ask(&body).await.1["content"][0]["text"],
        "1 image(s): image/png, 8 bytes."
    );
}

#[tokio::test]
async fn errors_have_the_vendors_statuses_and_types() {
    for (name, status, kind) in [
        ("error400", 400, "invalid_request_error"),
        ("error401", 401, "authentication_error"),
        ("error403", 403, "permission_error"),
        ("error404", 404, "not_found_error"),
        ("error413", 413, "request_too_large"),
        ("error429", 429, "rate_limit_error"),
        ("error429plan", 429, "rate_limit_error"),
        ("error500", 500, "api_error"),
        ("error529", 529, "overloaded_error"),
        ("credential", 400, "invalid_request_error"),
        ("extra_usage", 400, "invalid_request_error"),
        ("revoked", 403, "permission_error"),
    ] {
        let response = strict()
            .answer(post("/v1/messages", &streamed(scenario(name))))
            .await;
        let id = response.headers()["request-id"].clone();
        let (found, answer) = read_json(response).await;
        assert_eq!(
            (found.as_u16(), answer["error"]["type"].as_str()),
            (status, Some(kind)),
            "{name}"
        );
        assert_eq!(answer["request_id"], id.to_str().unwrap());
    }
}

#[tokio::test]
async fn limits_travel_in_headers() {
    let fake = Anthropic::new(Config {
        unified_limits: true,
        ..Config::default()
    });
    let response = fake
        .answer(post("/v1/messages", &scenario("error429plan")))
        .await;
    for (name, value) in [
        ("anthropic-ratelimit-unified-status", "rejected"),
        ("anthropic-ratelimit-unified-5h-utilization", "1.0"),
        ("retry-after", "3600"),
    ] {
        let values: Vec<_> = response.headers().get_all(name).iter().collect();
        assert_eq!(values, [value], "{name}");
    }
    let response = strict()
        .answer(post("/v1/messages", &scenario("error429")))
        .await;
    assert_eq!(
        response.headers()["anthropic-ratelimit-requests-remaining"],
        "0"
    );
    assert_eq!(response.headers()["retry-after"], "1");
    let response = strict().answer(post("/v1/messages", &hello())).await;
    for name in [
        "set-cookie",
        "strict-transport-security",
        "cf-ray",
        "anthropic-organization-id",
    ] {
        assert!(response.headers().contains_key(name), "{name}");
    }
}

#[tokio::test]
async fn flaky_succeeds_at_the_second_attempt() {
    let fake = strict();
    for expected in [529, 200, 529, 200] {
        assert_eq!(ask_of(&fake, &scenario("flaky")).await.0.as_u16(), expected);
    }
}

#[tokio::test]
async fn broken_streams_break_where_they_say() {
    for (name, last, aborts) in [
        ("mid_error", "error", false),
        ("cut", "content_block_delta", false),
        ("cut_mid_event", "content_block_delta", false),
        ("reset", "content_block_delta", true),
    ] {
        let response = strict()
            .answer(post("/v1/messages", &streamed(scenario(name))))
            .await;
        let (frames, error) = frames(response.into_body()).await;
        let bytes = frames.concat();
        let events = parse(&bytes);
        assert_eq!(events.last().unwrap().0, last, "{name}");
        assert_eq!(error.is_some(), aborts, "{name}");
        assert_eq!(
            bytes.ends_with(b"\n\n"),
            !matches!(name, "cut_mid_event" | "reset"),
            "{name}"
        );
        assert!(
            !events.iter().any(|(event, _)| event == "message_stop"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn broken_whole_answers_promise_more_than_they_bring() {
    for name in ["cut", "reset", "cut_mid_event"] {
        let response = strict().answer(post("/v1/messages", &scenario(name))).await;
        let promised = http_body::Body::size_hint(response.body()).exact().unwrap();
        let (frames, error) = frames(response.into_body()).await;
        assert!(
            (frames.concat().len() as u64) < promised && error.is_some(),
            "{name}"
        );
    }
    assert_eq!(ask(&scenario("mid_error")).await.0.as_u16(), 529);
}

#[tokio::test]
async fn silence_lasts_and_the_end_never_comes() {
    for (name, least) in [("stall", 4), ("never_ends", 6)] {
        let response = strict()
            .answer(post("/v1/messages", &streamed(scenario(name))))
            .await;
        let mut body = response.into_body();
        let mut seen = 0;
        let waited = tokio::time::timeout(Duration::from_millis(800), async {
            while http_body_util::BodyExt::frame(&mut body).await.is_some() {
                seen += 1;
            }
        });
        assert!(waited.await.is_err(), "{name} ended");
        assert!(seen >= least, "{name}: {seen} frames");
    }
}

#[tokio::test]
async fn slow_answers_take_their_time() {
    let begun = Instant::now();
    let response = strict()
        .answer(post("/v1/messages", &streamed(scenario("slow_first:400"))))
        .await;
    assert!(begun.elapsed() >= Duration::from_millis(400));
    drop(response);
    let begun = Instant::now();
    let response = strict()
        .answer(post(
            "/v1/messages",
            &streamed(scenario("slow_first_event:400")),
        ))
        .await;
    assert!(begun.elapsed() < Duration::from_millis(400));
    frames(response.into_body()).await;
    assert!(begun.elapsed() >= Duration::from_millis(400));
}

#[tokio::test]
async fn gzip_is_decodable_event_by_event() {
    let said = json!([{ "type": "text", "text": "hello from fake upstream" }]);
    let response = strict()
        .answer(post("/v1/messages", &scenario("gzip")))
        .await;
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let (pieces, _) = frames(response.into_body()).await;
    let mut text = String::new();
    flate2::read::GzDecoder::new(pieces.concat().as_slice())
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&text).unwrap()["content"],
        said
    );
    let response = strict()
        .answer(post("/v1/messages", &streamed(scenario("gzip"))))
        .await;
    let (pieces, _) = frames(response.into_body()).await;
    let mut first = flate2::write::GzDecoder::new(Vec::new());
    std::io::Write::write_all(&mut first, &pieces[0]).unwrap();
    std::io::Write::flush(&mut first).unwrap();
    assert!(first.get_ref().ends_with(b"\n\n"));
    let mut all = Vec::new();
    flate2::read::GzDecoder::new(pieces.concat().as_slice())
        .read_to_end(&mut all)
        .unwrap();
    assert_eq!(fold(&parse(&all))["content"], said);
}

#[tokio::test]
async fn ids_follow_from_the_request_or_are_new() {
    let fixed = strict();
    let (first, again) = (
        ask_of(&fixed, &hello()).await.1,
        ask_of(&fixed, &hello()).await.1,
    );
    assert_eq!(first, again);
    assert!(
        first["id"].as_str().unwrap().starts_with("msg_01")
            && first["id"].as_str().unwrap().len() == 28
    );
    let random = Anthropic::new(Config {
        deterministic_ids: false,
        ..Config::default()
    });
    assert_ne!(
        ask_of(&random, &hello()).await.1["id"],
        ask_of(&random, &hello()).await.1["id"]
    );
}

#[tokio::test]
async fn omitted_thinking_keeps_its_signature() {
    let mut body = scenario("thinking");
    body["thinking"] = json!({ "type": "adaptive", "display": "omitted" });
    let (_, answer) = ask(&body).await;
    assert_eq!(answer["content"][0]["thinking"], "");
    let signature = answer["content"][0]["signature"].as_str().unwrap();
    assert!(signature.len() > 100);
    assert_eq!(fold(&events(&strict(), &body).await), answer);
}
