use super::{json, param, with};
use crate::conversation::{ToolChoice, ToolKind};
use crate::json::Text;

#[test]
fn tools_keep_their_schema_byte_for_byte() {
    let (request, ..) = with(
        r#""tools":[{"type":"function","function":{"name":"f","description":"a\nb","parameters":{ "b" : 1.0, "a":"\u00e9" },"strict":true}},
                   {"type":"function","function":{"name":"g","parameters":null,"strict":null}}],"parallel_tool_calls":false"#,
    )
    .unwrap();
    let schema = Some(json(r#"{ "b" : 1.0, "a":"\u00e9" }"#));
    assert_eq!(
        request.tools[0].kind,
        ToolKind::Function {
            schema,
            strict: Some(true)
        }
    );
    assert_eq!(
        request.tools[0].description,
        Some(Text::from_escaped("a\\nb"))
    );
    assert_eq!(
        request.tools[1].kind,
        ToolKind::Function {
            schema: None,
            strict: None
        }
    );
    assert_eq!(request.parallel_tools, Some(false));
    for (tools, place) in [
        (r#"[{"type":"web_search"}]"#, "tools[0].type"),
        (r#"[{"type":"function","name":"f"}]"#, "tools[0].function"),
        (
            r#"[{"type":"function","function":{}}]"#,
            "tools[0].function.name",
        ),
        (
            r#"[{"type":"function","function":{"name":"f","parameters":[]}}]"#,
            "tools[0].function.parameters",
        ),
        (
            r#"[{"type":"function","function":{"name":"f","strict":1}}]"#,
            "tools[0].function.strict",
        ),
        (
            r#"[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"f"}}]"#,
            "tools",
        ),
        (r#"{}"#, "tools"),
    ] {
        assert_eq!(param(with(&format!("\"tools\":{tools}"))), place, "{tools}");
    }
}

#[test]
fn the_choice_of_tools_is_read() {
    let tools = r#""tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}]"#;
    let allowed = |mode| {
        format!(
            "{{\"type\":\"allowed_tools\",\"allowed_tools\":{{\"mode\":\"{mode}\",\"tools\":[{{\"type\":\"function\",\"function\":{{\"name\":\"g\"}}}}]}}}}"
        )
    };
    for (choice, expected, names) in [
        ("\"auto\"".to_owned(), ToolChoice::Auto, "fg"),
        ("\"none\"".to_owned(), ToolChoice::Never, "fg"),
        ("\"required\"".to_owned(), ToolChoice::Required, "fg"),
        (
            r#"{"type":"function","function":{"name":"g"}}"#.to_owned(),
            ToolChoice::Named("g".into()),
            "fg",
        ),
        (allowed("auto"), ToolChoice::Auto, "g"),
        (allowed("required"), ToolChoice::Required, "g"),
    ] {
        let (request, ..) = with(&format!("{tools},\"tool_choice\":{choice}")).unwrap();
        assert_eq!(request.tool_choice, Some(expected), "{choice}");
        let left: String = request.tools.iter().map(|tool| &*tool.name).collect();
        assert_eq!(left, names, "{choice}");
    }
    for (choice, place) in [
        ("\"some\"".to_owned(), "tool_choice"),
        ("7".to_owned(), "tool_choice"),
        ("{}".to_owned(), "tool_choice"),
        (
            r#"{"type":"function","function":{"name":"h"}}"#.to_owned(),
            "tool_choice",
        ),
        (allowed("none"), "tool_choice.allowed_tools.mode"),
        (
            allowed("auto").replace("\"g\"", "\"h\""),
            "tool_choice.allowed_tools.tools[0]",
        ),
        (
            r#"{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[]}}"#.to_owned(),
            "tool_choice.allowed_tools.tools",
        ),
    ] {
        assert_eq!(
            param(with(&format!("{tools},\"tool_choice\":{choice}"))),
            place,
            "{choice}"
        );
    }
    assert_eq!(
        with("\"tool_choice\":\"auto\"").unwrap().0.tool_choice,
        None
    );
    assert_eq!(param(with("\"tool_choice\":\"required\"")), "tool_choice");
}
