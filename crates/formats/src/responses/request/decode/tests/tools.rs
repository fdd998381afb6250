use super::*;
use crate::conversation::{ToolChoice, ToolKind};
use crate::responses::request::{Called, Own};

const NAMESPACE: &str = r#"{"type":"namespace","name":"ns","description":"Many.","tools":[
    {"type":"function","name":"f","description":"One.","parameters":{"type": "object"},"strict":false},
    {"type":"custom","name":"g","description":"Two."}]}"#;

fn tools(list: &str) -> Result<(Request<'static>, Delivery, String), Failure> {
    with(&format!("\"tools\":[{list}]"))
}

fn names(request: &Request<'_>) -> Vec<String> {
    let names = request.tools.iter().map(|tool| tool.name.to_string());
    names.collect()
}

#[test]
fn a_function_keeps_its_schema_byte_for_byte() {
    let list = r#"{"type":"function","name":"f","description":"d","parameters":{"b" : 1, "a":[ ]},"strict":true}"#;
    let (request, delivery, losses) = tools(list).unwrap();
    let kind = ToolKind::Function {
        schema: Some(json(r#"{"b" : 1, "a":[ ]}"#)),
        strict: Some(true),
    };
    assert_eq!(request.tools[0].kind, kind);
    assert_eq!(delivery.own("f"), None);
    assert_eq!(losses, "");
}

#[test]
fn tools_of_a_namespace_have_one_name_and_are_known_by_both() {
    let (request, delivery, losses) = tools(NAMESPACE).unwrap();
    assert_eq!(names(&request), ["ns__f", "ns__g"]);
    let own = |name: &str, called| Own {
        sent: format!("ns__{name}"),
        name: name.to_owned(),
        namespace: Some("ns".to_owned()),
        called,
    };
    assert_eq!(delivery.own("ns__f"), Some(&own("f", Called::Function)));
    assert_eq!(delivery.own("ns__g"), Some(&own("g", Called::Custom)));
    assert_eq!(losses, "");
}

#[test]
fn what_is_said_of_a_namespace_is_said_once() {
    let (request, ..) = tools(NAMESPACE).unwrap();
    let described = |n: usize| request.tools[n].description.as_ref().unwrap().to_plain();
    assert_eq!(
        described(0),
        "Of all tools whose names begin with ns__: Many.\n\nOne."
    );
    assert_eq!(described(1), "Two.");
}

#[test]
fn names_that_are_too_long_or_taken_are_marked_and_stay_apart() {
    let long = "x".repeat(60);
    let list = format!(
        r#"{{"type":"function","name":"a__b"}},
           {{"type":"namespace","name":"a","description":"","tools":[{{"type":"function","name":"b"}}]}},
           {{"type":"namespace","name":"{long}","description":"","tools":[{{"type":"function","name":"tool"}}]}}"#
    );
    let (request, delivery, _) = tools(&list).unwrap();
    let names = names(&request);
    assert_eq!(names[0], "a__b");
    assert!(names[1].starts_with("a_b_"), "{}", names[1]);
    assert_eq!(names[2].len(), 64);
    for (name, own) in names[1..].iter().zip(["b", "tool"]) {
        assert_eq!(delivery.own(name).unwrap().name, own);
    }
    assert_eq!(delivery.own("a__b"), None);
    // The history of a call is told by the same name.
    let history = format!(
        r#""tools":[{list}],"input":[{HELLO},{{"type":"function_call","call_id":"c","namespace":"a","name":"b","arguments":"{{}}"}},{}]"#,
        output("c")
    );
    let (request, ..) = read(&history).unwrap();
    let Content::Call { name, .. } = &request.turns[1].blocks[0].content else {
        panic!("no call");
    };
    assert_eq!(**name, *names[1]);
}

#[test]
fn a_grammar_is_put_into_words_and_named() {
    let list = r#"{"type":"custom","name":"p","description":"Patches.","format":{"type":"grammar","syntax":"lark","definition":"start: \"x\""}},
        {"type":"custom","name":"q","format":{"type":"text"}}"#;
    let (request, delivery, losses) = tools(list).unwrap();
    assert!(
        request
            .tools
            .iter()
            .all(|tool| tool.kind == ToolKind::Freeform { grammar: None })
    );
    let described = request.tools[0].description.as_ref().unwrap().to_plain();
    assert_eq!(
        described,
        "Patches.\n\nThe input must follow this grammar (lark):\nstart: \"x\""
    );
    assert_eq!(request.tools[1].description, None);
    assert_eq!(delivery.own("p").unwrap().called, Called::Custom);
    assert_eq!(losses, "tools[0].format");
}

#[test]
fn tools_that_come_as_items_are_tools_and_the_later_one_counts() {
    let members = format!(
        r#""tools":[{{"type":"function","name":"f","description":"old"}}],"input":[
            {{"type":"additional_tools","role":"developer","tools":[{{"type":"function","name":"f","description":"new"}},{NAMESPACE}]}},
            {HELLO},
            {{"type":"additional_tools","role":"developer","tools":[{NAMESPACE}]}}]"#
    );
    let (request, delivery, losses) = read(&members).unwrap();
    assert_eq!(names(&request), ["f", "ns__f", "ns__g"]);
    assert_eq!(
        request.tools[0].description,
        Some(Text::from_escaped("new"))
    );
    assert_eq!(delivery.tools.len(), 2);
    assert_eq!(request.turns.len(), 1);
    assert_eq!(losses, "");
}

#[test]
fn a_search_is_left_out_and_a_shell_is_a_function() {
    let (request, delivery, losses) =
        tools(r#"{"type":"web_search","external_web_access":false},{"type":"web_search_preview"},{"type":"local_shell"}"#)
            .unwrap();
    assert_eq!(names(&request), ["local_shell"]);
    assert_eq!(delivery.own("local_shell").unwrap().called, Called::Shell);
    assert_eq!(losses, "tools.web_search");
}

#[test]
fn tools_that_cannot_be_taken_along_are_refused_at_their_place() {
    for (list, place) in [
        (r#"{"type":"file_search"}"#, "tools[0].type"),
        (r#"{"type":"mcp","server_label":"x"}"#, "tools[0].type"),
        (
            r#"{"type":"code_interpreter","container":{}}"#,
            "tools[0].type",
        ),
        (r#"{"type":"image_generation"}"#, "tools[0].type"),
        (r#"{"type":"computer_use_preview"}"#, "tools[0].type"),
        (r#"{"type":"tool_search"}"#, "tools[0].type"),
        (r#"{"name":"f"}"#, "tools[0].type"),
        (r#"{"type":"function"}"#, "tools[0].name"),
        (
            r#"{"type":"function","name":"f","parameters":[]}"#,
            "tools[0].parameters",
        ),
        (
            r#"{"type":"function","name":"f"},{"type":"custom","name":"f"}"#,
            "tools[1]",
        ),
        (
            r#"{"type":"custom","name":"f","format":{"type":"grammar"}}"#,
            "tools[0].format.definition",
        ),
        (
            r#"{"type":"custom","name":"f","format":{"type":"odd"}}"#,
            "tools[0].format.type",
        ),
        (
            r#"{"type":"namespace","name":"n","tools":[{"type":"namespace","name":"m"}]}"#,
            "tools[0].tools[0].type",
        ),
    ] {
        assert_eq!(param(tools(list)), place, "{list}");
    }
    assert_eq!(param(with("\"tools\":{}")), "tools");
}

#[test]
fn names_beyond_what_a_stream_may_keep_are_refused() {
    let list: Vec<String> = (0..700)
        .map(|n| format!(r#"{{"type":"custom","name":"{}{n}"}}"#, "x".repeat(60)))
        .collect();
    assert_eq!(param(tools(&list.join(","))), "tools");
    assert!(tools(&list[..100].join(",")).is_ok());
}

#[test]
fn a_choice_names_the_tool_as_the_model_knows_it() {
    for (given, expected) in [
        (r#""auto""#, ToolChoice::Auto),
        (r#""none""#, ToolChoice::Never),
        (r#""required""#, ToolChoice::Required),
        (
            r#"{"type":"function","name":"f","namespace":"ns"}"#,
            ToolChoice::Named("ns__f".into()),
        ),
        (
            r#"{"type":"function","name":"f"}"#,
            ToolChoice::Named("ns__f".into()),
        ),
        (
            r#"{"type":"custom","name":"ns__g"}"#,
            ToolChoice::Named("ns__g".into()),
        ),
    ] {
        let members = format!("\"tools\":[{NAMESPACE}],\"tool_choice\":{given}");
        assert_eq!(
            with(&members).unwrap().0.tool_choice,
            Some(expected),
            "{given}"
        );
    }
}

#[test]
fn allowed_tools_are_the_only_ones() {
    let members = format!(
        r#""tools":[{NAMESPACE},{{"type":"web_search"}}],"tool_choice":{{"type":"allowed_tools","mode":"required",
           "tools":[{{"type":"custom","name":"g"}},{{"type":"web_search"}}]}}"#
    );
    let (request, ..) = with(&members).unwrap();
    assert_eq!(names(&request), ["ns__g"]);
    assert_eq!(request.tool_choice, Some(ToolChoice::Required));
}

#[test]
fn a_choice_of_nothing_is_none_or_refused() {
    assert_eq!(
        with("\"tool_choice\":\"auto\"").unwrap().0.tool_choice,
        None
    );
    for given in [
        r#""required""#,
        r#""sometimes""#,
        r#"{"type":"function","name":"x"}"#,
        r#"{"type":"file_search"}"#,
        "7",
    ] {
        assert_eq!(
            param(with(&format!("\"tool_choice\":{given}"))),
            "tool_choice",
            "{given}"
        );
    }
}
