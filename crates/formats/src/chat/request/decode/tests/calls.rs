use super::{CALL, HELLO, RESULT, json, param, read, said, text, with};
use crate::conversation::{Block, Content, Grammar, ToolChoice, ToolKind};
use crate::json::{Json, Text};

#[test]
fn arguments_are_the_json_that_stood_in_the_string() {
    let request = said(&format!("{CALL},{RESULT}")).unwrap();
    let call = Content::Call {
        id: "c1".into(),
        name: "f".into(),
        arguments: json(r#"{"a": [1, "\u00e9\n"]}"#),
    };
    assert_eq!(request.turns[0].blocks, [Block::new(call)]);
    let result = Content::Result {
        call: "c1".into(),
        content: vec![text("done")],
        failed: false,
    };
    assert_eq!(request.turns[1].blocks, [Block::new(result)]);
    for nothing in [r#""""#, r#"" \n""#, "null", r#""{}""#] {
        let request = said(
            &CALL
                .replace(r#""{\"a\": [1, \"\\u00e9\\n\"]}""#, nothing)
                .add(RESULT),
        )
        .unwrap();
        let Content::Call { arguments, .. } = &request.turns[0].blocks[0].content else {
            panic!("no call");
        };
        assert_eq!(*arguments, Json::EMPTY, "{nothing}");
    }
    for wrong in ["[1]", "7", "{\\\"a\\\":", "{} {}", "null", "{'a':1}"] {
        let refused = said(
            &CALL
                .replace(r#"{\"a\": [1, \"\\u00e9\\n\"]}"#, wrong)
                .add(RESULT),
        );
        assert_eq!(
            param(refused),
            "messages[0].tool_calls[0].function.arguments",
            "{wrong}"
        );
    }
}

trait Add {
    fn add(&self, message: &str) -> String;
}

impl Add for String {
    fn add(&self, message: &str) -> String {
        format!("{self},{message}")
    }
}

#[test]
fn results_may_be_text_or_parts_or_nothing() {
    for (content, blocks) in [
        (r#""""#, vec![]),
        ("null", vec![]),
        (
            r#"[{"type":"text","text":"a"},{"type":"text","text":"b"}]"#,
            vec![text("a"), text("b")],
        ),
    ] {
        let request = said(&format!(
            "{CALL},{{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":{content}}}"
        ))
        .unwrap();
        let Content::Result { content, .. } = &request.turns[1].blocks[0].content else {
            panic!("no result");
        };
        assert_eq!(*content, blocks);
    }
    let picture = r#"[{"type":"image_url","image_url":{"url":"https://x"}}]"#;
    assert!(
        said(&format!(
            "{CALL},{{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":{picture}}}"
        ))
        .is_ok()
    );
}

#[test]
fn each_call_has_its_result_before_anybody_else_speaks() {
    let two = r#"{"role":"assistant","tool_calls":[
        {"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}},
        {"id":"c2","type":"function","function":{"name":"f","arguments":"{}"}}]}"#;
    let second = RESULT.replace("c1", "c2");
    assert!(said(&format!("{HELLO},{two},{second},{RESULT},{HELLO}")).is_ok());
    // Numbered anew in each turn.
    assert!(said(&format!("{HELLO},{CALL},{RESULT},{CALL},{RESULT}")).is_ok());
    for (messages, place, id) in [
        (format!("{HELLO},{two},{RESULT}"), "messages[1]", "c2"),
        (
            format!("{HELLO},{two},{RESULT},{HELLO}"),
            "messages[1]",
            "c2",
        ),
        (format!("{CALL},{CALL},{RESULT}"), "messages[0]", "c1"),
        (
            format!("{CALL},{{\"role\":\"system\",\"content\":\"a\"}},{RESULT}"),
            "messages[0]",
            "c1",
        ),
        (
            format!("{CALL},{RESULT},{RESULT}"),
            "messages[2].tool_call_id",
            "c1",
        ),
        (
            format!("{CALL},{RESULT},{HELLO},{RESULT}"),
            "messages[3].tool_call_id",
            "c1",
        ),
        (
            format!("{HELLO},{second}"),
            "messages[1].tool_call_id",
            "c2",
        ),
        (
            format!("{},{RESULT}", two.replace("c2", "c1")),
            "messages[0].tool_calls[1].id",
            "c1",
        ),
    ] {
        let failure = said(&messages).unwrap_err();
        assert_eq!(failure.param.as_deref(), Some(place), "{messages}");
        assert!(failure.message.contains(id), "{}", failure.message);
    }
    let nameless = r#"{"role":"tool","content":"x"}"#;
    assert_eq!(
        param(said(&format!("{CALL},{nameless}"))),
        "messages[1].tool_call_id"
    );
}

#[test]
fn functions_of_the_old_way_are_calls_like_any_other() {
    let members = r#""messages":[{"role":"user","content":"a"},
        {"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{\"a\":1}"}},
        {"role":"function","name":"f","content":"done"}],
        "functions":[{"name":"f","parameters":{"type":"object"}}],"function_call":{"name":"f"}"#;
    let (request, delivery, losses) = read(members).unwrap();
    let Content::Call { id, arguments, .. } = &request.turns[1].blocks[0].content else {
        panic!("no call");
    };
    let Content::Result { call, .. } = &request.turns[2].blocks[0].content else {
        panic!("no result");
    };
    assert_eq!((&**id, &**call), ("call_legacy_1", "call_legacy_1"));
    assert_eq!(arguments.get(), "{\"a\":1}");
    assert_eq!(request.tools[0].name, "f");
    assert_eq!(request.tool_choice, Some(ToolChoice::Named("f".into())));
    assert_eq!(request.parallel_tools, Some(false));
    assert!(delivery.is_legacy());
    assert_eq!(losses, "");
    let other = members.replace("\"name\":\"f\",\"content\"", "\"name\":\"g\",\"content\"");
    assert_eq!(param(read(&other)), "messages[2].name");
}

#[test]
fn calls_that_cannot_be_read_are_refused_at_their_place() {
    for (call, place) in [
        (
            r#"{"type":"function","function":{"name":"f","arguments":"{}"}}"#,
            "id",
        ),
        (r#"{"id":"c1","type":"function"}"#, "function"),
        (
            r#"{"id":"c1","type":"function","function":{"arguments":"{}"}}"#,
            "function.name",
        ),
        (
            r#"{"id":"c1","type":"function","function":{"name":"f","arguments":{}}}"#,
            "function.arguments",
        ),
        (r#"{"id":"c1","type":"web"}"#, "type"),
        (r#"{"id":"c1","type":"custom"}"#, "custom"),
        (
            r#"{"id":"c1","type":"custom","custom":{"input":"x"}}"#,
            "custom.name",
        ),
    ] {
        let refused = said(&format!(
            "{{\"role\":\"assistant\",\"tool_calls\":[{call}]}},{RESULT}"
        ));
        assert_eq!(
            param(refused),
            format!("messages[0].tool_calls[0].{place}"),
            "{call}"
        );
    }
}

#[test]
fn custom_tools_and_their_calls_hold_text() {
    let (request, delivery, losses) = read(
        r#""messages":[{"role":"assistant","tool_calls":[{"id":"c1","type":"custom","custom":{"name":"x","input":"say \"hi\""}}]},
            {"role":"tool","tool_call_id":"c1","content":"a"}],
           "tools":[{"type":"custom","custom":{"name":"x","description":"d","format":{"type":"text"}}}],
           "tool_choice":{"type":"custom","custom":{"name":"x"}}"#,
    )
    .unwrap();
    let call = Content::Call {
        id: "c1".into(),
        name: "x".into(),
        arguments: json(r#""say \"hi\"""#),
    };
    assert_eq!(request.turns[0].blocks, [Block::new(call)]);
    assert_eq!(request.tools[0].kind, ToolKind::Freeform { grammar: None });
    assert_eq!(request.tool_choice, Some(ToolChoice::Named("x".into())));
    assert!(delivery.is_custom("x") && !delivery.is_custom("y") && !delivery.is_legacy());
    assert_eq!(losses, "");
}

#[test]
fn a_grammar_of_a_custom_tool_is_read() {
    let custom = |format: &str| {
        with(&format!(
            "\"tools\":[{{\"type\":\"custom\",\"custom\":{{\"name\":\"x\",\"format\":{format}}}}}]"
        ))
    };
    let format = r#"{"type":"grammar","grammar":{"syntax":"regex","definition":"a+"}}"#;
    let (request, _, losses) = custom(format).unwrap();
    let grammar = Some(Grammar {
        syntax: Text::plain("regex"),
        definition: Text::plain("a+"),
    });
    assert_eq!(request.tools[0].kind, ToolKind::Freeform { grammar });
    assert_eq!(losses, "");
    for (format, place) in [
        (r#"{"type":"regex"}"#, "type"),
        (r#"{"type":"grammar"}"#, "grammar"),
        (
            r#"{"type":"grammar","grammar":{"syntax":"lark"}}"#,
            "grammar.definition",
        ),
    ] {
        let place = format!("tools[0].custom.format.{place}");
        assert_eq!(param(custom(format)), place, "{format}");
    }
}
