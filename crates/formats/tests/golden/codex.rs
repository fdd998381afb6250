//! Requests of the real Codex CLI (recorded from codex 0.169.0, with its texts shortened and its ids replaced).

use formats::conversation::{Content, Losses, ToolKind};
use formats::{messages, responses};
use serde_json::{Value, json};

/// With a model that it knows: its tools come as an item, in namespaces, and one has a grammar.
const KNOWN: &str = include_str!("codex/known_model.json");
/// With a model that it does not know: its tools come as tools.
const OTHER: &str = include_str!("codex/other_model.json");

/// What Claude gets.
fn translated(body: &str) -> (Value, String) {
    let mut losses = Losses::default();
    let (mut request, delivery) = responses::decode_request(body, &mut losses).unwrap();
    assert!(delivery.streams());
    request.model = "claude-opus-5-5".into();
    let options = messages::Options { cache: false };
    let (made, names) = messages::encode_request(&request, &options, &mut losses).unwrap();
    assert!(names.is_empty());
    (serde_json::from_slice(&made).unwrap(), losses.line())
}

#[test]
fn a_request_with_a_known_model_reaches_claude_with_all_its_tools() {
    let (made, ignored) = translated(KNOWN);
    assert_eq!(ignored, "input[0].tools[0].tools[0].format, verbosity");
    let names: Vec<&str> = made["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    let expected = [
        "functions__exec",
        "functions__wait",
        "collaboration__followup_task",
        "collaboration__interrupt_agent",
    ];
    assert_eq!(names, expected);
    let described = made["tools"][0]["description"].as_str().unwrap();
    assert!(described.contains("grammar (lark)") && described.contains("PRAGMA_LINE"));
    assert_eq!(
        made["messages"].as_array().unwrap()[1..],
        [
            json!({"role":"assistant","content":[
                {"type":"thinking","thinking":"Look.","signature":"ZW5j"},
                {"type":"tool_use","id":"call_1","name":"functions__exec","input":{"input":"text(1+1)"}}]}),
            json!({"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":[
                {"type":"text","text":"Script completed\nWall time 0.0 seconds\nOutput:\n"},{"type":"text","text":"2"}]}]}),
        ]
    );
    assert_eq!(made["system"].as_array().unwrap().len(), 6);
    assert_eq!(made["output_config"], json!({"effort":"low"}));
}

#[test]
fn a_request_with_another_model_reaches_claude_but_for_the_search() {
    let (made, ignored) = translated(OTHER);
    assert_eq!(ignored, "tools.web_search");
    let tools = made["tools"].as_array().unwrap();
    let names: Vec<&str> = tools
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    let expected = [
        "exec_command",
        "view_image",
        "multi_agent_v1__close_agent",
        "multi_agent_v1__resume_agent",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        made["messages"].as_array().unwrap()[1..],
        [
            json!({"role":"assistant","content":[
                {"type":"thinking","thinking":"Look.","signature":"ZW5j"},
                {"type":"tool_use","id":"call_1","name":"exec_command","input":{"cmd":"echo hi"}}]}),
            json!({"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1",
                "content":"Process exited with code 0\nOutput:\nhi\n"}]}),
        ]
    );
}

#[test]
fn a_call_comes_back_to_it_as_its_own() {
    let (request, delivery) = responses::decode_request(KNOWN, &mut Losses::default()).unwrap();
    assert_eq!(request.tools[0].kind, ToolKind::Freeform { grammar: None });
    let mut answer = formats::conversation::Answer {
        id: "msg_1".to_owned(),
        model: "claude".to_owned(),
        blocks: Vec::new(),
        stop: formats::conversation::Stop::Calls,
        usage: formats::conversation::Usage::default(),
    };
    let arguments = formats::json::Json::parse(r#"{"input":"text(2)"}"#).unwrap();
    answer
        .blocks
        .push(formats::conversation::Block::new(Content::Call {
            id: "toolu_1".into(),
            name: "functions__exec".into(),
            arguments,
        }));
    let whole = responses::encode_answer(&delivery, &answer, 1);
    let whole: Value = serde_json::from_slice(&whole).unwrap();
    assert_eq!(
        whole["output"],
        json!([{"type":"custom_tool_call","id":"ctc_1_0","call_id":"toolu_1","name":"exec","namespace":"functions",
                "input":"text(2)"}])
    );
}
