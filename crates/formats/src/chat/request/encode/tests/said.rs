use super::*;

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
