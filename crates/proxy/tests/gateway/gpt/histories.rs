use serde_json::{Value, json};

use super::{CLAUDE, MODEL, Stage, asked};

/// A Messages conversation that goes on after `answer`.
fn goes_on(mut body: Value, answer: &Value, model: &str) -> Value {
    let turns = body["messages"].as_array_mut().unwrap();
    turns.push(json!({"role": "assistant", "content": answer["content"]}));
    turns.push(json!({"role": "user", "content": "and then?"}));
    body["model"] = model.into();
    body
}

fn kinds(list: &Value) -> Vec<&str> {
    let items = list.as_array().unwrap().iter();
    items
        .map(|item| item["type"].as_str().unwrap_or("message"))
        .collect()
}

#[tokio::test]
async fn thoughts_come_home_to_their_model_and_go_to_no_other() {
    let stage = Stage::codex().await;
    let mut body = asked("/v1/messages", MODEL, "[[fake:reasoning]]");
    body["thinking"] = json!({"type": "adaptive", "display": "summarized"});
    let (status, _, answer) = stage.post("/v1/messages", &body).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(kinds(&answer["content"]), ["thinking", "text"], "{answer}");
    let signature = answer["content"][0]["signature"].as_str().unwrap();
    assert!(signature.starts_with("ccp1."), "{signature}");

    let (status, _, again) = stage
        .post("/v1/messages", &goes_on(body.clone(), &answer, MODEL))
        .await;
    assert_eq!(status, 200, "{again}");
    let sent = stage.sent().pop().unwrap();
    assert_eq!(
        kinds(&sent["input"]),
        ["message", "reasoning", "message", "message"],
        "{sent}"
    );
    assert!(!sent.to_string().contains("ccp1."));

    let other = goes_on(body.clone(), &answer, "gpt-6.1-terra");
    stage.post("/v1/messages", &other).await;
    let sent = stage.sent().pop().unwrap();
    assert!(!kinds(&sent["input"]).contains(&"reasoning"), "{sent}");

    // In pass-through the request is not translated, and they are taken out of it all the same.
    let (status, _, claude) = stage
        .post("/v1/messages", &goes_on(body, &answer, CLAUDE))
        .await;
    assert_eq!(status, 200, "{claude}");
    let sent = stage.sent_to_claude().pop().unwrap();
    assert_eq!(kinds(&sent["messages"][1]["content"]), ["text"], "{sent}");
    stage.end().await;
}

#[tokio::test]
async fn claudes_thoughts_survive_a_responses_client_and_never_reach_openai() {
    let stage = Stage::codex().await;
    let path = "/openai/v1/responses";
    let mut body = asked(path, CLAUDE, "[[fake:thinking]]");
    body["input"] = json!([{"role": "user", "content": "[[fake:thinking]]"}]);
    body["reasoning"] = json!({"effort": "high", "summary": "auto"});
    let (status, _, answer) = stage.post(path, &body).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(
        kinds(&answer["output"]),
        ["reasoning", "message"],
        "{answer}"
    );

    let input = body["input"].as_array_mut().unwrap();
    input.extend(answer["output"].as_array().unwrap().iter().cloned());
    input.push(json!({"role": "user", "content": "and then?"}));
    let (status, _, again) = stage.post(path, &body).await;
    assert_eq!(status, 200, "{again}");
    let sent = stage.sent_to_claude().pop().unwrap();
    assert_eq!(
        kinds(&sent["messages"][1]["content"]),
        ["thinking", "text"],
        "{sent}"
    );

    body["model"] = MODEL.into();
    let (status, _, gpt) = stage.post(path, &body).await;
    assert_eq!(status, 200, "{gpt}");
    let sent = stage.sent().pop().unwrap();
    assert!(!sent.to_string().contains("ccp1."), "{sent}");
    assert!(!kinds(&sent["input"]).contains(&"reasoning"), "{sent}");
    stage.end().await;
}

#[tokio::test]
async fn an_answer_is_cut_at_a_stop_sequence_although_the_provider_has_none() {
    let stage = Stage::codex().await;
    let mut body = asked("/v1/messages", MODEL, "hi");
    body["stop_sequences"] = json!([" fake"]);
    for stream in [false, true] {
        body["stream"] = stream.into();
        let (status, headers, text) = stage.stream("/v1/messages", &body).await;
        assert_eq!(status, 200, "{text}");
        assert!(text.contains("\"stop_sequence\":\" fake\""), "{text}");
        assert!(!text.contains("upstream"), "{text}");
        // The provider has not said what was used: it is told about, and that it is an estimate.
        let told = text.rsplit("\"usage\":").next().unwrap();
        assert!(!told.contains("\"input_tokens\":0"), "{text}");
        assert!(!told.contains("\"output_tokens\":0"), "{text}");
        assert_eq!(headers.contains_key("x-ccproxy-estimated"), !stream);
        assert_eq!(text.contains(": x-ccproxy-estimated: 1\n\n"), stream);
    }
    stage.end().await;
}

#[tokio::test]
async fn a_line_break_ends_an_answer_as_any_other_text() {
    let stage = Stage::codex().await;
    let path = "/openai/v1/chat/completions";
    let mut body = asked(path, MODEL, "[[fake:echo]] one\n\ntwo");
    body["stop"] = json!(["\n\n"]);
    let (status, headers, answer) = stage.post(path, &body).await;
    assert_eq!(status, 200, "{answer}");
    let said = answer["choices"][0]["message"]["content"].as_str();
    assert!(said.is_some_and(|said| said.ends_with("one")), "{answer}");
    assert!(!headers.contains_key("x-ccproxy-ignored"), "{headers:?}");
    stage.end().await;
}

#[tokio::test]
async fn a_beginning_of_an_answer_is_not_taken_for_an_answer_of_before() {
    let stage = Stage::codex().await;
    let path = "/v1/messages";
    let mut body = asked(path, MODEL, "Give me JSON.");
    let turns = body["messages"].as_array_mut().unwrap();
    turns.push(json!({"role": "assistant", "content": "{"}));
    let (status, _, refused) = stage.post(path, &body).await;
    assert_eq!(status, 400, "{refused}");
    assert_eq!(refused["error"]["type"], "invalid_request_error");
    let message = refused["error"]["message"].as_str().unwrap();
    assert!(message.contains("end with a user message"), "{message}");
    assert!(stage.sent().is_empty());
    // A call that nobody answered is another matter.
    let mut called = asked(path, MODEL, "Hi");
    let call = json!({"type": "tool_use", "id": "t", "name": "f", "input": {}});
    let turns = called["messages"].as_array_mut().unwrap();
    turns.push(json!({"role": "assistant", "content": [call]}));
    let (_, _, refused) = stage.post(path, &called).await;
    let message = refused["error"]["message"].as_str().unwrap();
    assert!(message.contains("has no result"), "{message}");
    // Counting it is no harm.
    let (status, _, counted) = stage.post("/v1/messages/count_tokens", &body).await;
    assert_eq!(status, 200, "{counted}");
    stage.end().await;
}

#[tokio::test]
async fn calls_and_results_keep_their_ids_between_all_formats() {
    let stage = Stage::codex().await;
    let mut body = asked("/v1/messages", MODEL, "[[fake:parallel]]");
    let schema = json!({"type": "object", "properties": {"city": {"type": "string"}}});
    body["tools"] =
        json!([{"name": "get_weather", "description": "Weather", "input_schema": schema}]);
    let (status, _, answer) = stage.post("/v1/messages", &body).await;
    assert_eq!(
        (status.as_u16(), answer["stop_reason"].as_str()),
        (200, Some("tool_use")),
        "{answer}"
    );
    let calls: Vec<&Value> = answer["content"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|block| block["type"] == "tool_use")
        .collect();
    assert!(calls.len() > 1, "{answer}");
    let results: Vec<Value> = calls
        .iter()
        .map(|call| json!({"type": "tool_result", "tool_use_id": call["id"], "content": "sunny"}))
        .collect();
    let turns = body["messages"].as_array_mut().unwrap();
    turns.push(json!({"role": "assistant", "content": answer["content"]}));
    turns.push(json!({"role": "user", "content": results}));
    for model in [MODEL, CLAUDE] {
        body["model"] = model.into();
        let (status, _, answer) = stage.post("/v1/messages", &body).await;
        assert_eq!(status, 200, "{model}: {answer}");
    }
    stage.end().await;
}
