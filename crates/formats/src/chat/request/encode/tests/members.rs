use super::*;

#[test]
fn a_request_streams_and_is_told_what_it_used() {
    let request = Request {
        model: "gpt \"x\"".into(),
        turns: vec![turn(Role::User, [text(r#"say \u00e9\n\"hi\""#)])],
        ..Request::default()
    };
    assert_eq!(
        written(&request).0,
        r#"{"model":"gpt \"x\"","messages":[{"role":"user","content":"say \u00e9\n\"hi\""}],"stream":true,"stream_options":{"include_usage":true}}"#
    );
}

#[test]
fn ids_and_names_are_cleaned_alike_wherever_they_stand() {
    let odd = "a tool: with a very long name that no provider takes as it stands, é";
    let block = Block::new(Content::Call {
        id: "toolu:1".into(),
        name: odd.into(),
        arguments: Json::EMPTY,
    });
    let request = Request {
        turns: vec![
            turn(Role::Assistant, [block.clone()]),
            turn(Role::User, [result("toolu:1", vec![], false)]),
            turn(Role::Assistant, [block]),
            turn(Role::User, [result("toolu:1", vec![], false)]),
        ],
        tools: vec![function(odd, None)],
        tool_choice: Some(ToolChoice::Named(odd.into())),
        ..Request::default()
    };
    let (body, names, _) = written(&request);
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    let id = |n: usize| body["messages"][n]["tool_calls"][0]["id"].as_str().unwrap();
    assert_eq!(body["messages"][1]["tool_call_id"], id(0));
    assert_eq!(body["messages"][3]["tool_call_id"], id(2));
    assert_ne!(id(0), id(2));
    assert!(id(0).starts_with("toolu_1_") && id(0).len() <= 40);
    let sent = body["tools"][0]["function"]["name"].as_str().unwrap();
    assert!(
        sent.len() <= 64 && sent.starts_with("a_tool__with"),
        "{sent}"
    );
    assert_eq!(
        body["messages"][0]["tool_calls"][0]["function"]["name"],
        sent
    );
    assert_eq!(body["tool_choice"]["function"]["name"], sent);
    assert_eq!(names.restore(sent), odd);
}

#[test]
fn tools_and_their_choice_are_written() {
    let freeform = Tool {
        kind: ToolKind::Freeform { grammar: None },
        ..function("x", None)
    };
    let mut request = Request {
        tools: vec![
            function("f", Some(json(r#"{ "b":1,"a":2 }"#))),
            function("g", None),
            freeform,
        ],
        parallel_tools: Some(false),
        ..Request::default()
    };
    assert_eq!(
        member(&request, "tools"),
        concat!(
            r#"[{"type":"function","function":{"name":"f","description":"d","parameters":{ "b":1,"a":2 },"strict":true}},"#,
            r#"{"type":"function","function":{"name":"g","description":"d","parameters":{"type":"object","properties":{}}}},"#,
            r#"{"type":"custom","custom":{"name":"x","description":"d"}}]"#
        )
    );
    assert_eq!(member(&request, "parallel_tool_calls"), "false");
    assert_eq!(member(&request, "tool_choice"), "");
    for (choice, expected) in [
        (ToolChoice::Auto, r#""auto""#),
        (ToolChoice::Never, r#""none""#),
        (ToolChoice::Required, r#""required""#),
        (
            ToolChoice::Named("f".into()),
            r#"{"type":"function","function":{"name":"f"}}"#,
        ),
        (
            ToolChoice::Named("x".into()),
            r#"{"type":"custom","custom":{"name":"x"}}"#,
        ),
    ] {
        request.tool_choice = Some(choice);
        assert_eq!(member(&request, "tool_choice"), expected);
    }
    // Without tools the provider takes neither.
    request.tools.clear();
    assert_eq!(member(&request, "tool_choice"), "");
    assert_eq!(member(&request, "parallel_tool_calls"), "");
}

#[test]
fn limits_sampling_effort_and_shape_are_written() {
    let request = Request {
        max_tokens: Some(7),
        temperature: Some(1.5),
        top_p: Some(0.25),
        top_k: Some(40),
        stop: vec![Text::from_escaped("a\\n"), Text::from_escaped("b")],
        output: Output::Schema {
            name: None,
            description: Some(Text::from_escaped("d")),
            schema: json(r#"{ "b":1 }"#),
            strict: None,
        },
        ..Request::default()
    };
    for (key, value) in [
        ("max_completion_tokens", "7"),
        ("temperature", "1.5"),
        ("top_p", "0.25"),
        ("top_k", ""),
        ("stop", r#"["a\n","b"]"#),
        (
            "response_format",
            r#"{"type":"json_schema","json_schema":{"name":"answer","description":"d","schema":{ "b":1 },"strict":true}}"#,
        ),
    ] {
        assert_eq!(member(&request, key), value);
    }
    assert_eq!(written(&request).2, "top_k");
    let object = Request {
        output: Output::Object,
        ..Request::default()
    };
    assert_eq!(
        member(&object, "response_format"),
        r#"{"type":"json_object"}"#
    );
    for (reasoning, effort) in [
        (Reasoning::Off, "\"none\""),
        (Reasoning::Effort(Effort::Minimal), "\"minimal\""),
        (Reasoning::Budget(1024), "\"low\""),
        (Reasoning::Budget(4096), "\"medium\""),
        (Reasoning::Budget(16384), "\"high\""),
        (Reasoning::Adaptive, ""),
    ] {
        let request = Request {
            reasoning: Some(reasoning),
            ..Request::default()
        };
        assert_eq!(member(&request, "reasoning_effort"), effort);
    }
}

#[test]
fn what_only_another_format_knows_is_refused_or_named() {
    let foreign = Block::new(Content::Foreign {
        format: Format::Messages,
        json: json(r#"{"type":"server_tool_use","id":"x"}"#),
    });
    assert!(refused(vec![foreign], Role::Assistant).contains("`server_tool_use`"));
    assert!(refused(vec![picture("https://x")], Role::Assistant).contains("picture"));
    assert!(refused(vec![picture("https://x")], Role::System).contains("picture"));
    assert!(refused(vec![call("c1", "{}")], Role::User).contains("call"));
    let marked = Block {
        extra: Some(Extra {
            format: Format::Messages,
            members: r#""cache_control":{"type":"ephemeral"},"citations":1"#.into(),
        }),
        ..text("a")
    };
    let request = Request {
        turns: vec![turn(Role::User, [marked])],
        ..Request::default()
    };
    assert_eq!(written(&request).2, "cache_control, citations");
    let request = Request {
        tools: vec![Tool {
            kind: ToolKind::Foreign(json(r#"{"type":"web_search_20250305"}"#)),
            ..function("web_search", None)
        }],
        ..Request::default()
    };
    let failure = encode(&request, &Options::default(), &mut Losses::default()).unwrap_err();
    assert!(failure.message.contains("`web_search`"));
}
