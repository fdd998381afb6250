use serde_json::{Value, json};

use crate::stage::{Stage, conversation, question, read};

fn weather() -> Value {
    json!([{
        "name": "get.weather",
        "description": "The weather of a city.",
        "input_schema": {
            "type": "object",
            "properties": {"zeal": {"type": "string"}, "city": {"type": "string"}},
            "required": ["city"],
        },
    }])
}

fn with_tools(text: &str) -> Value {
    let mut body = question(text);
    body["tools"] = weather();
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_comes_back_under_the_clients_own_name_and_its_result_goes_on() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let body = with_tools("[[fake:tool]]");
    let whole = stage.whole(&body).await;
    assert_eq!(whole["stop_reason"], "tool_use");
    let call = whole["content"][1].clone();
    assert_eq!(call["name"], "get.weather");
    assert!(call["input"].is_object());
    let asked = stage.asked();
    let offered = &asked["tools"][0];
    assert!(
        offered["name"]
            .as_str()
            .unwrap()
            .starts_with("mcp__c__get_weather_")
    );
    assert_eq!(offered["description"], "The weather of a city.");
    assert_eq!(offered["input_schema"], weather()[0]["input_schema"]);
    assert_eq!(
        stage.fake.log().len(),
        1,
        "the command waits for the client, and asks nothing more"
    );

    let mut next = conversation(json!([
        body["messages"][0],
        {"role": "assistant", "content": whole["content"]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call["id"], "content": "5 degrees"}]},
    ]));
    next["tools"] = weather();
    let answer = stage.whole(&next).await;
    assert!(
        answer["content"][0]["text"]
            .as_str()
            .unwrap()
            .contains("5 degrees"),
        "{answer}"
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_calls_come_back_together() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let events = stage.events(&with_tools("[[fake:parallel:3]]")).await;
    let calls = events
        .iter()
        .filter(|event| event["content_block"]["type"] == "tool_use");
    let names: Vec<_> = calls
        .map(|event| event["content_block"]["name"].clone())
        .collect();
    assert_eq!(names, ["get.weather"; 3]);
    assert_eq!(stage.fake.log().len(), 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_wants_one_call_gets_one() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let mut body = with_tools("[[fake:parallel:3]]");
    body["tool_choice"] = json!({"type": "auto", "disable_parallel_tool_use": true});
    let whole = stage.whole(&body).await;
    let calls = whole["content"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|block| block["type"] == "tool_use");
    assert_eq!(calls.count(), 1);
    assert_eq!(whole["stop_reason"], "tool_use");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_tool_choice_none_the_model_sees_no_tool() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let mut body = with_tools("[[fake:tool]]");
    body["tool_choice"] = json!({"type": "none"});
    let whole = stage.whole(&body).await;
    assert_eq!(whole["stop_reason"], "end_turn");
    assert_eq!(
        stage
            .asked()
            .get("tools")
            .and_then(Value::as_array)
            .map_or(0, Vec::len),
        0
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tools_are_offered_at_once() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let mut body = question("hello");
    let tool = |at: usize| json!({"name": format!("t{at:03}"), "description": "x".repeat(3000), "input_schema": {"type": "object"}});
    body["tools"] = (0..64).map(tool).collect();
    stage.whole(&body).await;
    let asked = stage.asked();
    let tools = asked["tools"].as_array().unwrap();
    assert_eq!(tools.len(), 64);
    assert!(
        tools
            .iter()
            .all(|tool| tool["description"].as_str().unwrap().len() == 3000)
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_any_length_and_spelling_is_offered_and_comes_back() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    for name in [
        "x".repeat(128),
        "mcp__other__tool".to_owned(),
        "a b.c".to_owned(),
    ] {
        let mut body = question("[[fake:tool]]");
        body["tools"] = json!([{"name": name, "input_schema": {"type": "object"}}]);
        let whole = stage.whole(&body).await;
        assert_eq!(whole["content"][1]["name"], name);
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_that_the_command_would_leave_out_is_refused_at_once() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let mut body = question("hello");
    body["tools"] = json!([
        {"name": "good", "input_schema": {"type": "object"}},
        {"name": "bad", "input_schema": {"type": "object", "properties": {"a b": {}}}},
    ]);
    let (status, answer) = read(stage.send(&body).await).await;
    assert_eq!(status, 400, "{answer}");
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.starts_with("tools.1."), "{message}");
    assert_eq!(stage.provider.stats().started, 0);
    stage.close().await;
}
