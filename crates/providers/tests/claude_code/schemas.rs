//! Answers by a schema: the command's own tool for them, heard by the client as the text of the answer.

use std::time::Duration;

use fakes::anthropic::Config;
use serde_json::{Value, json};

use crate::stage::{Stage, claude, eventually, question, read, said};

fn by_schema(text: &str, schema: &Value) -> Value {
    let mut body = question(text);
    body["output_config"] = json!({"format": {"type": "json_schema", "schema": schema}});
    body
}

/// Its answer fits in the fake: `{"age": 36, "name": "Ada"}`.
fn person() -> Value {
    json!({
        "type": "object", "additionalProperties": false, "required": ["name", "age"],
        "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    })
}

fn document(text: &str) -> Value {
    serde_json::from_str(text).expect(text)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_the_text_of_the_answer_and_asked_for_once() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let body = by_schema("[[fake:structured]]", &person());
    let whole = stage.whole(&body).await;
    let content = whole["content"].as_array().unwrap();
    assert_eq!(content.len(), 1, "{whole}");
    let ada = document(content[0]["text"].as_str().unwrap());
    assert!(ada["name"].is_string() && ada["age"].is_u64(), "{ada}");
    assert_eq!(whole["stop_reason"], "end_turn");
    assert!(whole["usage"]["output_tokens"].as_u64().unwrap() > 0);
    let offered = &stage.asked()["tools"];
    assert_eq!(offered[0]["input_schema"], person());
    let events = stage.events(&body).await;
    assert_eq!(document(&said(&events)), ada);
    let end = &events[events.len() - 2];
    assert_eq!(end["delta"]["stop_reason"], "end_turn");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(stage.fake.log().len(), 2, "one request for each answer");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_beside_the_document_are_left_out_and_thoughts_are_not() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let mut body = by_schema("[[fake:tool]]", &person());
    let whole = stage.whole(&body).await;
    assert_eq!(whole["content"].as_array().unwrap().len(), 1, "{whole}");
    document(whole["content"][0]["text"].as_str().unwrap());
    body["messages"][0]["content"] = "[[fake:thinking_tool]]".into();
    body["thinking"] = json!({"type": "adaptive"});
    let whole = stage.whole(&body).await;
    assert_eq!(whole["content"][0]["type"], "thinking", "{whole}");
    let last = whole["content"].as_array().unwrap().last().unwrap();
    document(last["text"].as_str().unwrap());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_does_not_fit_is_an_error_and_not_asked_for_again() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let asks = "[[fake:tool:StructuredOutput={\"name\":1}]]";
    let body = by_schema(asks, &person());
    let (status, answer) = read(stage.send(&body).await).await;
    assert_eq!(status, 502, "{answer}");
    let why = answer["error"]["message"].as_str().unwrap();
    assert!(why.contains("/name: must be string"), "{why}");
    let events = stage.events(&body).await;
    assert_eq!(events.last().unwrap()["type"], "error");
    let reaped = || stage.provider.stats().running == 0;
    eventually("the processes are gone", Duration::from_secs(5), reaped).await;
    // The command may have begun to ask again before it heard the interrupt.
    let asked = stage.fake.log().len();
    assert!(asked <= 4, "{asked} requests for two answers");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_regard_to_the_schema_is_an_error_and_not_asked_for_again() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let body = by_schema("[[fake:echo]]", &person());
    let (status, answer) = read(stage.send(&body).await).await;
    assert_eq!(status, 502, "{answer}");
    let why = answer["error"]["message"].as_str().unwrap();
    assert!(why.contains("claude.mode"), "{why}");
    let events = stage.events(&body).await;
    assert_eq!(events.last().unwrap()["type"], "error");
    assert_eq!(said(&events), "");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(stage.fake.log().len(), 2);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_cut_short_or_refused_needs_no_document() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    for reason in ["max_tokens", "refusal"] {
        let body = by_schema(&format!("[[fake:{reason}]]"), &person());
        let whole = stage.whole(&body).await;
        assert_eq!(whole["stop_reason"], reason);
        assert_eq!(whole["content"], json!([]));
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schema_that_the_command_does_not_take_is_refused() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let strange = json!({"type": "object", "properties": {"a": {"type": "nonsense"}}});
    let (status, answer) = read(stage.send(&by_schema("hello", &strange)).await).await;
    assert_eq!(status, 400, "{answer}");
    let why = answer["error"]["message"].as_str().unwrap();
    assert!(why.starts_with("output_config.format.schema"), "{why}");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_tools_of_the_clients_a_call_comes_first_and_then_the_document() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let mut body = by_schema("[[fake:tool:mcp__c__t]]", &person());
    body["tools"] = json!([{"name": "t", "input_schema": {"type": "object"}}]);
    let called = stage.whole(&body).await;
    assert_eq!(called["stop_reason"], "tool_use");
    let call = called["content"][0].clone();
    assert_eq!(call["name"], "t", "{called}");
    let result = json!({"type": "tool_result", "tool_use_id": call["id"], "content": "sunny"});
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(json!({"role": "assistant", "content": [call]}));
    let answered = json!([result, {"type": "text", "text": "[[fake:structured]]"}]);
    messages.push(json!({"role": "user", "content": answered}));
    let whole = stage.whole(&body).await;
    assert_eq!(whole["stop_reason"], "end_turn");
    document(whole["content"][0]["text"].as_str().unwrap());
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_was_started_ahead_knows_its_schema() {
    let Some(program) = claude() else { return };
    let stage = Stage::of(&program, Config::default(), true).await;
    stage.sign_in();
    let body = by_schema("[[fake:structured]]", &person());
    stage.whole(&body).await;
    let waits = || stage.provider.stats().idle == 1;
    eventually("an idle process", Duration::from_secs(10), waits).await;
    let whole = stage.whole(&body).await;
    document(whole["content"][0]["text"].as_str().unwrap());
    // Another schema is another process's.
    let other =
        json!({"type": "object", "properties": {"b": {"type": "boolean"}}, "required": ["b"]});
    let whole = stage.whole(&by_schema("[[fake:structured]]", &other)).await;
    assert!(document(whole["content"][0]["text"].as_str().unwrap())["b"].is_boolean());
    stage.close().await;
}
