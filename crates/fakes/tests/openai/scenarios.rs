//! Scenarios of Responses: what each says, and that streams and whole answers say the same.

use std::time::{Duration, Instant};

use http::StatusCode;
use serde_json::{Value, json};

use crate::support::{
    ask, events, fold, frames, hello, kinds, parse, post, scenario, strict, user, weather_schema,
    weather_tool, whole,
};

const PATH: &str = "/v1/responses";

async fn told(name: &str) -> Vec<Value> {
    events(&strict(), PATH, &scenario(name)).await
}

#[tokio::test]
async fn a_stream_has_every_event_of_a_real_one_in_order() {
    assert_eq!(
        kinds(&told("reasoning_tool").await),
        [
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.reasoning_summary_part.added",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done",
            "response.reasoning_summary_part.done",
            "response.reasoning_summary_part.added",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done",
            "response.reasoning_summary_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed",
        ]
    );
    assert!(
        kinds(&told("custom").await).contains(&"response.custom_tool_call_input.delta".to_owned())
    );
    assert!(kinds(&told("refusal").await).contains(&"response.refusal.done".to_owned()));
}

#[tokio::test]
async fn events_are_numbered_and_deltas_are_padded_unless_that_is_switched_off() {
    let events = told("parallel").await;
    for (number, event) in events.iter().enumerate() {
        assert_eq!(event["sequence_number"], number);
    }
    let deltas = |events: &[Value]| -> Vec<Value> {
        let deltas = events.iter().filter(|event| event.get("delta").is_some());
        deltas.cloned().collect()
    };
    let padded = deltas(&events);
    assert!(padded.iter().all(|delta| delta["obfuscation"].is_string()));
    assert!(padded.iter().any(|delta| delta["logprobs"] == json!([])));
    let mut body = scenario("parallel");
    body["stream_options"] = json!({ "include_obfuscation": false });
    let plain = deltas(&crate::support::events(&strict(), PATH, &body).await);
    assert_eq!(plain.len(), padded.len());
    assert!(plain.iter().all(|delta| delta.get("obfuscation").is_none()));
}

#[tokio::test]
async fn streams_and_whole_answers_say_the_same() {
    for name in [
        "text",
        "echo",
        "tool",
        "parallel",
        "interleaved",
        "custom",
        "reasoning",
        "reasoning_tool",
        "structured",
        "refusal",
        "incomplete",
        "content_filter",
        "unicode",
        "empty",
        "long:2",
        "unknown_events",
    ] {
        let events = told(name).await;
        let (status, said) = ask(&whole(scenario(name))).await;
        assert_eq!(status, StatusCode::OK, "{name}: {said}");
        let last = &events.last().unwrap();
        let ended = if name == "unknown_events" {
            &events[events.len() - 2]
        } else {
            *last
        };
        assert_eq!(ended["response"], said, "{name}");
        let folded = fold(&events);
        assert_eq!(Value::from(folded), said["output"], "{name}");
    }
}

#[tokio::test]
async fn calls_fit_their_tools_and_their_results_are_answered() {
    let (_, answer) = ask(&whole(scenario("parallel:3"))).await;
    let output = answer["output"].as_array().unwrap();
    assert_eq!(output.len(), 4);
    let ids: std::collections::BTreeSet<&str> = output[1..]
        .iter()
        .map(|call| call["call_id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 3);
    let arguments: Value = serde_json::from_str(output[1]["arguments"].as_str().unwrap()).unwrap();
    assert_eq!(arguments, json!({ "city": "Oslo", "days": 2 }));
    let mut body = scenario("parallel:3");
    let turns = body["input"].as_array_mut().unwrap();
    turns.extend(output.clone());
    for call in &output[1..] {
        turns.push(json!({ "type": "function_call_output", "call_id": call["call_id"], "output": "sunny" }));
    }
    let (_, answer) = ask(&whole(body)).await;
    assert_eq!(
        answer["output"][0]["content"][0]["text"],
        "The tools answered: \"sunny\", \"sunny\", \"sunny\"."
    );
}

#[tokio::test]
async fn a_scenario_may_say_what_a_tool_is_called_with() {
    let input = r#"{"city": "Rome", "days": 7}"#;
    let (_, answer) = ask(&whole(scenario(&format!("tool:get_weather={input}")))).await;
    assert_eq!(answer["output"][1]["arguments"], input);
    let (_, answer) = ask(&whole(scenario("custom:exec=text(a == b)"))).await;
    assert_eq!(answer["output"][1]["name"], "exec");
    assert_eq!(answer["output"][1]["input"], "text(a == b)");
}

#[tokio::test]
async fn choices_are_followed() {
    let with = |choice: Value| {
        let mut body = whole(hello());
        body["tools"] = json!([weather_tool(), { "type": "custom", "name": "exec" }]);
        body["tool_choice"] = choice;
        body
    };
    let (_, answer) = ask(&with(json!({ "type": "custom", "name": "exec" }))).await;
    assert_eq!(answer["output"][0]["type"], "custom_tool_call");
    let (_, answer) = ask(&with("required".into())).await;
    assert_eq!(answer["output"][0]["name"], "get_weather");
    let mut body = whole(scenario("parallel"));
    body["parallel_tool_calls"] = false.into();
    let (_, answer) = ask(&body).await;
    assert_eq!(answer["output"].as_array().unwrap().len(), 2);
    body["tool_choice"] = "none".into();
    let (_, answer) = ask(&body).await;
    assert_eq!(
        answer["output"][0]["content"][0]["text"],
        "hello from fake upstream"
    );
}

#[tokio::test]
async fn structured_output_fits_its_schema() {
    let mut body = whole(hello());
    body["text"] = json!({ "format": { "type": "json_schema", "name": "w", "schema": weather_schema(), "strict": true } });
    let (_, answer) = ask(&body).await;
    let text = answer["output"][0]["content"][0]["text"].as_str().unwrap();
    let value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(value, json!({ "city": "Oslo", "days": 2 }));
    assert_eq!(answer["text"]["format"]["name"], "w");
}

#[tokio::test]
async fn reasoning_is_encrypted_and_told_only_when_asked() {
    let mut body = whole(scenario("reasoning"));
    let (_, answer) = ask(&body).await;
    let item = &answer["output"][0];
    assert!(
        item["encrypted_content"]
            .as_str()
            .unwrap()
            .starts_with("gAAAAAB")
    );
    assert_eq!(item["summary"].as_array().unwrap().len(), 2);
    assert!(
        answer["usage"]["output_tokens_details"]["reasoning_tokens"]
            .as_u64()
            .unwrap()
            > 0
    );
    body["include"] = json!([]);
    body["reasoning"] = json!({});
    let (_, answer) = ask(&body).await;
    assert!(answer["output"][0].get("encrypted_content").is_none());
    assert_eq!(answer["output"][0]["summary"], json!([]));
}

#[tokio::test]
async fn interleaved_deltas_come_in_turn() {
    let events = told("interleaved").await;
    let turns: Vec<u64> = events
        .iter()
        .filter(|event| event["type"] == "response.function_call_arguments.delta")
        .map(|event| event["output_index"].as_u64().unwrap())
        .collect();
    assert_eq!(turns[..4], [0, 1, 0, 1]);
}

#[tokio::test]
async fn odd_streams_are_as_odd_as_they_say() {
    let minimal = told("minimal").await;
    assert_eq!(
        kinds(&minimal),
        ["response.output_item.done", "response.completed"]
    );
    assert_eq!(minimal[1]["response"].as_object().unwrap().len(), 1);
    let not_added = kinds(&told("not_added").await);
    assert_eq!(
        not_added,
        [
            "response.created",
            "response.in_progress",
            "response.output_item.done",
            "response.completed"
        ]
    );
    let empty = told("empty_output").await;
    assert_eq!(empty.last().unwrap()["response"]["output"], json!([]));
    assert!(
        fold(&empty)[0]["content"][0]["text"]
            .as_str()
            .unwrap()
            .contains("hello")
    );
    assert!(kinds(&told("unknown_events").await).contains(&"fake_unknown_event".to_owned()));
}

#[tokio::test]
async fn failures_in_the_stream_have_a_code() {
    let events = told("failed:rate_limit_exceeded").await;
    assert_eq!(
        kinds(&events),
        [
            "response.created",
            "response.in_progress",
            "response.failed"
        ]
    );
    let response = &events[2]["response"];
    assert_eq!(
        (&response["status"], &response["error"]["code"]),
        (&json!("failed"), &json!("rate_limit_exceeded"))
    );
    let (status, answer) = ask(&whole(scenario("failed"))).await;
    assert_eq!(
        (status, &answer["status"]),
        (StatusCode::OK, &json!("failed"))
    );
    let events = told("mid_error").await;
    let last = events.last().unwrap();
    assert_eq!(
        (&last["type"], &last["code"]),
        (&json!("error"), &json!("server_error"))
    );
    assert_eq!(last["sequence_number"], events.len() - 1);
    let (status, _) = ask(&whole(scenario("mid_error"))).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn error_scenarios_answer_with_their_status() {
    for (name, status, code) in [
        ("error400", 400, "invalid_value"),
        ("error401", 401, "invalid_api_key"),
        ("error403", 403, "unsupported_country_region_territory"),
        ("error404", 404, "model_not_found"),
        ("error429", 429, "rate_limit_exceeded"),
        ("error429quota", 429, "insufficient_quota"),
        ("error500", 500, "server_error"),
        ("error503", 503, "server_is_overloaded"),
        ("overloaded", 503, "server_is_overloaded"),
        ("context_length", 400, "context_length_exceeded"),
    ] {
        let (found, answer) = ask(&scenario(name)).await;
        assert_eq!(
            (found.as_u16(), &answer["error"]["code"]),
            (status, &json!(code)),
            "{name}"
        );
    }
    assert_eq!(ask(&scenario("nonsense")).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_flaky_service_takes_the_second_attempt() {
    let fake = strict();
    for status in [503, 200, 503] {
        let answer = fake.answer(post(PATH, &scenario("flaky"))).await;
        assert_eq!(answer.status().as_u16(), status);
    }
}

#[tokio::test]
async fn broken_streams_break_as_they_say() {
    for (name, breaks_off) in [("cut", false), ("cut_mid_event", false), ("reset", true)] {
        let answer = strict().answer(post(PATH, &scenario(name))).await;
        let (frames, error) = frames(answer.into_body()).await;
        assert_eq!(error.is_some(), breaks_off, "{name}");
        let bytes = frames.concat();
        assert_eq!(bytes.ends_with(b"\n\n"), name == "cut", "{name}");
        let events = parse(&bytes);
        assert_eq!(
            events.last().unwrap()["type"],
            "response.output_text.delta",
            "{name}"
        );
    }
}

#[tokio::test]
async fn slow_scenarios_take_their_time() {
    for name in ["slow:20", "slow_first:60", "slow_first_event:60"] {
        let start = Instant::now();
        told(name).await;
        assert!(start.elapsed() >= Duration::from_millis(60), "{name}");
    }
}

#[tokio::test]
async fn images_and_files_are_described() {
    let mut body = whole(hello());
    body["input"] = json!([{ "role": "user", "content": [
        { "type": "input_text", "text": "[[fake:image]]" },
        { "type": "input_image", "image_url": "data:image/png;base64,aGk=" },
        { "type": "input_image", "image_url": "https://example.com/a.png" },
        { "type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,aGVsbG8=" },
    ] }]);
    let (_, answer) = ask(&body).await;
    let text = &answer["output"][0]["content"][0]["text"];
    assert_eq!(
        text,
        "2 image(s): image/png, 2 bytes; url https://example.com/a.png."
    );
    body["input"][0]["content"][0]["text"] = "[[fake:document]]".into();
    let (_, answer) = ask(&body).await;
    let text = &answer["output"][0]["content"][0]["text"];
    assert_eq!(text, "1 file(s): a.pdf, application/pdf, 5 bytes.");
}

#[tokio::test]
async fn equal_requests_get_equal_answers_and_repeat_what_was_asked() {
    let mut body = whole(scenario("parallel"));
    body["instructions"] = "be brief".into();
    let (first, second) = (ask(&body).await.1, ask(&body).await.1);
    assert_eq!(first, second);
    assert_eq!(first["instructions"], "be brief");
    assert_eq!(first["reasoning"]["effort"], "medium");
    body["input"] = json!([user("[[fake:parallel]] again")]);
    assert_ne!(ask(&body).await.1["id"], first["id"]);
}
