use super::*;

fn searching() -> Tool<'static> {
    Tool {
        name: "web_search".into(),
        description: None,
        kind: ToolKind::WebSearch,
        extra: Some(Extra {
            format: Format::Messages,
            members: r#""type":"web_search_20250305","name":"web_search","max_uses":3,"x":null"#
                .into(),
        }),
    }
}

fn request() -> Request<'static> {
    let freeform = Tool {
        kind: ToolKind::Freeform { grammar: None },
        ..function("x", None)
    };
    let closed = r#"{ "type":"object","properties":{},"additionalProperties":false }"#;
    Request {
        tools: vec![
            function("f", Some(json(closed))),
            function("g", None),
            freeform,
            searching(),
        ],
        parallel_tools: Some(false),
        ..Request::default()
    }
}

const F: &str = r#"{"type":"function","name":"f","description":"d","parameters":{ "type":"object","properties":{},"additionalProperties":false },"strict":true}"#;
const G: &str = r#"{"type":"function","name":"g","description":"d","parameters":{"type":"object","properties":{}},"strict":false}"#;
const X: &str = r#"{"type":"custom","name":"x","description":"d"}"#;
const SEARCH: &str = r#"{"type":"web_search"}"#;

#[test]
fn tools_are_written_flat_and_how_to_search_is_named() {
    let (body, _, losses) = written(&request(), Rules::API);
    assert!(
        body.contains(&format!(
            r#""tools":[{F},{G},{X},{SEARCH}],"parallel_tool_calls":false"#
        )),
        "{body}"
    );
    assert_eq!(losses, "tools.web_search.max_uses");
}

#[test]
fn a_plan_takes_tools_in_one_namespace_and_so_do_calls() {
    let mut request = request();
    request.turns = vec![
        turn(Role::Assistant, [call("c1", "{}"), call("c2", "\"a\"")]),
        turn(
            Role::User,
            [result("c1", vec![], false), result("c2", vec![], false)],
        ),
    ];
    assert_eq!(
        member(&request, Rules::PLAN, "tools"),
        format!(
            r#"[{{"type":"namespace","name":"client","description":"The tools of this conversation.","tools":[{F},{G},{X}]}},{SEARCH}]"#
        )
    );
    let input = member(&request, Rules::PLAN, "input");
    assert!(
        input.contains(r#""name":"f","namespace":"client","arguments":"{}"}"#),
        "{input}"
    );
    assert!(
        input.contains(r#""name":"f","namespace":"client","input":"a"}"#),
        "{input}"
    );
    request.tools = vec![searching()];
    assert_eq!(
        member(&request, Rules::PLAN, "tools"),
        format!("[{SEARCH}]")
    );
}

#[test]
fn the_choice_of_a_tool_is_written() {
    for (choice, api, plan) in [
        (ToolChoice::Auto, r#""auto""#, r#""auto""#),
        (ToolChoice::Never, r#""none""#, r#""none""#),
        (ToolChoice::Required, r#""required""#, r#""required""#),
        (
            ToolChoice::Named("f".into()),
            r#"{"type":"function","name":"f"}"#,
            r#""required""#,
        ),
        (
            ToolChoice::Named("x".into()),
            r#"{"type":"custom","name":"x"}"#,
            r#""required""#,
        ),
        (
            ToolChoice::Named("web_search".into()),
            r#""required""#,
            r#""required""#,
        ),
    ] {
        let request = Request {
            tool_choice: Some(choice),
            ..request()
        };
        assert_eq!(member(&request, Rules::API, "tool_choice"), api);
        assert_eq!(member(&request, Rules::PLAN, "tool_choice"), plan);
    }
    let mut request = request();
    request.tool_choice = Some(ToolChoice::Named("g".into()));
    assert!(member(&request, Rules::PLAN, "tools").ends_with(&format!(r#""tools":[{G}]}}]"#)));
    // Without tools the provider takes neither.
    request.tools.clear();
    request.tool_choice = Some(ToolChoice::Auto);
    assert_eq!(member(&request, Rules::API, "tool_choice"), "");
    assert_eq!(member(&request, Rules::API, "parallel_tool_calls"), "");
}

#[test]
fn names_are_cleaned_wherever_they_stand_and_known_again() {
    let odd = "a tool: with a very long name that no provider takes as it stands, é";
    let block = Block::new(Content::Call {
        id: "c1".into(),
        name: odd.into(),
        arguments: Json::EMPTY,
    });
    let request = Request {
        turns: vec![
            turn(Role::Assistant, [block]),
            turn(Role::User, [result("c1", vec![], false)]),
        ],
        tools: vec![function(odd, None)],
        tool_choice: Some(ToolChoice::Named(odd.into())),
        ..Request::default()
    };
    let (body, names, _) = written(&request, Rules::API);
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    let sent = body["tools"][0]["name"].as_str().unwrap();
    assert!(
        sent.len() <= 64 && sent.starts_with("a_tool__with"),
        "{sent}"
    );
    assert_eq!(body["input"][0]["name"], sent);
    assert_eq!(body["tool_choice"]["name"], sent);
    assert_eq!(names.restore(sent), odd);
}

#[test]
fn a_schema_that_cannot_be_held_to_is_sent_as_a_hint_and_named() {
    let request = Request {
        tools: vec![function("f", Some(json(r#"{"type":"object"}"#)))],
        ..Request::default()
    };
    let (body, _, losses) = written(&request, Rules::API);
    assert!(
        body.contains(r#""parameters":{"type":"object","properties":{}},"strict":false"#),
        "{body}"
    );
    assert_eq!(losses, "tools.strict");
}

#[test]
fn tools_that_only_another_provider_has_are_refused() {
    let request = Request {
        tools: vec![Tool {
            kind: ToolKind::Foreign(json(r#"{"type":"bash_20250124"}"#)),
            ..function("bash", None)
        }],
        ..Request::default()
    };
    let failure = encode(&request, &Options::default(), &mut Losses::default()).unwrap_err();
    assert!(failure.message.contains("`bash`"));
    assert_eq!(failure.param.as_deref(), Some("tools"));
}
