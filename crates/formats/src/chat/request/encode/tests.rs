use super::encode;
use crate::Format;
use crate::chat::Options;
use crate::conversation::{
    Block, Content, Effort, Extra, Losses, Media, Names, Output, Reasoning, Request, Role, Tool,
    ToolChoice, ToolKind, Turn,
};
use crate::json::{Json, Text};

fn written(request: &Request<'_>) -> (String, Names, String) {
    let mut losses = Losses::default();
    let (body, names) = encode(request, &Options::default(), &mut losses).unwrap();
    let body = String::from_utf8(body).unwrap();
    serde_json::from_str::<serde_json::Value>(&body).unwrap();
    (body, names, losses.line())
}

/// The member `key` of the body, as it is written.
fn member(request: &Request<'_>, key: &str) -> String {
    let (body, ..) = written(request);
    let members: std::collections::HashMap<String, &serde_json::value::RawValue> =
        serde_json::from_str(&body).unwrap();
    members
        .get(key)
        .map_or(String::new(), |raw| raw.get().to_owned())
}

fn messages(system: &[&'static str], turns: Vec<Turn<'static>>) -> String {
    let request = Request {
        system: system.iter().map(|words| text(words)).collect(),
        turns,
        ..Request::default()
    };
    member(&request, "messages")
}

fn turn(role: Role, blocks: impl Into<Vec<Block<'static>>>) -> Turn<'static> {
    let blocks = blocks.into();
    Turn { role, blocks }
}

fn text(words: &'static str) -> Block<'static> {
    Block::text(Text::from_escaped(words))
}

fn json(text: &'static str) -> Json<'static> {
    Json::parse(text).unwrap()
}

fn call(id: &'static str, arguments: &'static str) -> Block<'static> {
    Block::new(Content::Call {
        id: id.into(),
        name: "f".into(),
        arguments: json(arguments),
    })
}

fn result(call: &'static str, content: Vec<Block<'static>>, failed: bool) -> Block<'static> {
    let call = call.into();
    Block::new(Content::Result {
        call,
        content,
        failed,
    })
}

fn picture(url: &'static str) -> Block<'static> {
    Block::new(Content::Image(Media::Url(Text::from_escaped(url))))
}

fn refused(blocks: Vec<Block<'static>>, role: Role) -> String {
    let request = Request {
        turns: vec![turn(role, blocks)],
        ..Request::default()
    };
    let refused = encode(&request, &Options::default(), &mut Losses::default());
    refused.unwrap_err().message
}

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
fn instructions_are_system_at_the_start_and_developer_later() {
    let later = || {
        vec![
            turn(Role::User, [text("c")]),
            turn(Role::System, [text("d")]),
        ]
    };
    assert_eq!(
        messages(&["a"], later()),
        r#"[{"role":"system","content":"a"},{"role":"user","content":"c"},{"role":"developer","content":"d"}]"#
    );
    assert!(messages(&["a", "b"], later()).starts_with(
        r#"[{"role":"system","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},"#
    ));
}

#[test]
fn pictures_and_documents_are_parts() {
    let document = |media, name: Option<&'static str>| {
        let name = name.map(Text::from_escaped);
        Block::new(Content::Document { media, name })
    };
    let base64 = |kind: &'static str| Media::Base64 {
        media_type: kind.into(),
        data: Text::from_escaped(r"A\/=="),
    };
    let blocks = [
        text("a"),
        Block::new(Content::Image(base64("image/png"))),
        picture("https://x"),
        document(base64("application/pdf"), Some(r#"a\"b.pdf"#)),
        document(base64("application/pdf"), None),
        document(Media::Text(Text::from_escaped("b\\n")), Some("n.txt")),
        document(Media::Text(Text::from_escaped("c")), None),
    ];
    assert_eq!(
        messages(&[], vec![turn(Role::User, blocks)]),
        concat!(
            r#"[{"role":"user","content":[{"type":"text","text":"a"},"#,
            r#"{"type":"image_url","image_url":{"url":"data:image/png;base64,A\/=="}},"#,
            r#"{"type":"image_url","image_url":{"url":"https://x"}},"#,
            r#"{"type":"file","file":{"filename":"a\"b.pdf","file_data":"data:application/pdf;base64,A\/=="}},"#,
            r#"{"type":"file","file":{"filename":"document.pdf","file_data":"data:application/pdf;base64,A\/=="}},"#,
            r#"{"type":"text","text":"n.txt:\n\nb\n"},{"type":"text","text":"c"}]}]"#
        )
    );
    let fetched = document(Media::Url(Text::from_escaped("https://x")), None);
    assert!(refused(vec![fetched], Role::User).contains("send the file itself"));
}

#[test]
fn calls_carry_their_arguments_as_they_are_in_a_string() {
    let said = turn(
        Role::Assistant,
        [
            text("a"),
            text("b"),
            call("c1", r#"{ "x":"\u00e9\n" }"#),
            call("c2", r#""say \"hi\"""#),
        ],
    );
    assert_eq!(
        messages(&[], vec![said]),
        concat!(
            r#"[{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"tool_calls":["#,
            r#"{"id":"c1","type":"function","function":{"name":"f","arguments":"{ \"x\":\"\\u00e9\\n\" }"}},"#,
            r#"{"id":"c2","type":"custom","custom":{"name":"f","input":"say \"hi\""}}]}]"#
        )
    );
}

#[test]
fn results_follow_their_calls_and_say_so_if_the_tool_failed() {
    let turns = vec![
        turn(
            Role::Assistant,
            [call("c1", "{}"), call("c2", "{}"), call("c3", "{}")],
        ),
        turn(
            Role::User,
            [
                text("after"),
                result("c1", vec![text("a")], false),
                result("c2", vec![text("b"), text("c")], true),
                result("c3", vec![], true),
            ],
        ),
    ];
    let messages = messages(&[], turns);
    assert!(messages.ends_with(concat!(
        r#"{"role":"tool","tool_call_id":"c1","content":"a"},"#,
        r#"{"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"Error: b"},{"type":"text","text":"c"}]},"#,
        r#"{"role":"tool","tool_call_id":"c3","content":"Error: "},"#,
        r#"{"role":"user","content":"after"}]"#
    )), "{messages}");
    assert!(refused(vec![result("c9", vec![], false)], Role::User).contains("`c9`"));
}

#[test]
fn pictures_of_results_follow_behind_the_last_result_and_say_whose_they_are() {
    let turns = vec![
        turn(Role::Assistant, [call("c1", "{}"), call("c2", "{}")]),
        turn(
            Role::User,
            [result("c1", vec![picture("https://a"), text("a")], false)],
        ),
        turn(
            Role::User,
            [result(
                "c2",
                vec![picture("https://b"), picture("https://c")],
                false,
            )],
        ),
        turn(Role::User, [text("d")]),
    ];
    assert!(messages(&[], turns).ends_with(concat!(
        r#"{"role":"tool","tool_call_id":"c1","content":"a"},{"role":"tool","tool_call_id":"c2","content":""},"#,
        r#"{"role":"user","content":[{"type":"text","text":"From the result of c1:"},"#,
        r#"{"type":"image_url","image_url":{"url":"https://a"}},{"type":"text","text":"From the result of c2:"},"#,
        r#"{"type":"image_url","image_url":{"url":"https://b"}},{"type":"image_url","image_url":{"url":"https://c"}}]},"#,
        r#"{"role":"user","content":"d"}]"#
    )));
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

fn function(name: &'static str, schema: Option<Json<'static>>) -> Tool<'static> {
    let strict = schema.as_ref().map(|_| true);
    Tool {
        name: name.into(),
        description: Some(Text::from_escaped("d")),
        kind: ToolKind::Function { schema, strict },
        extra: None,
    }
}

#[test]
fn tools_and_their_choice_are_written() {
    let freeform = Tool {
        kind: ToolKind::Freeform,
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
fn thoughts_stay_with_the_provider_that_thought_them() {
    let thought = || {
        Block::new(Content::Thinking {
            text: Text::plain("secret"),
            signature: Some(Text::plain("signed")),
        })
    };
    let hidden = Block::new(Content::HiddenThinking(Text::plain("hidden")));
    let turns = vec![
        turn(Role::Assistant, [thought(), hidden]),
        turn(Role::Assistant, [thought(), text("a")]),
    ];
    assert_eq!(
        messages(&[], turns),
        r#"[{"role":"assistant","content":"a"}]"#
    );
}

#[test]
fn refusals_are_given_back_as_such() {
    let refusal = |words| Block::new(Content::Refusal(Text::from_escaped(words)));
    let turns = vec![turn(Role::Assistant, [refusal("a"), refusal("b\\n")])];
    assert_eq!(
        messages(&[], turns),
        r#"[{"role":"assistant","content":null,"refusal":"ab\n"}]"#
    );
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

#[test]
fn equal_requests_are_equal_bytes_and_a_beginning_stays_a_beginning() {
    let turns = || {
        vec![
            turn(Role::User, [text("a"), picture("https://x")]),
            turn(
                Role::Assistant,
                [text("b"), call("c1", "{}"), call("c:2", "{}")],
            ),
            turn(
                Role::User,
                [
                    result("c1", vec![picture("https://y")], false),
                    result("c:2", vec![], true),
                ],
            ),
            turn(Role::System, [text("c")]),
            turn(Role::Assistant, [call("c1", "{}")]),
            turn(
                Role::User,
                [result("c1", vec![text("d")], false), text("e")],
            ),
            turn(Role::Assistant, [text("f")]),
        ]
    };
    let whole = messages(&["s"], turns());
    assert_eq!(whole, messages(&["s"], turns()));
    for n in 1..=turns().len() {
        let beginning = messages(&["s"], turns().into_iter().take(n).collect());
        let beginning = beginning.strip_suffix(']').unwrap();
        assert!(whole.starts_with(beginning), "{n}: {beginning}");
    }
}
