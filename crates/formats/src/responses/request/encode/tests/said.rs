use super::*;

#[test]
fn instructions_are_joined_at_the_start_and_developer_messages_later() {
    let request = Request {
        system: vec![text("a"), text(r"b\n")],
        turns: vec![
            turn(Role::User, [text("c")]),
            turn(Role::System, [text("d")]),
        ],
        ..Request::default()
    };
    assert_eq!(
        member(&request, Rules::API, "instructions"),
        r#""a\n\nb\n""#
    );
    assert_eq!(
        member(&request, Rules::API, "input"),
        concat!(
            r#"[{"type":"message","role":"user","content":[{"type":"input_text","text":"c"}]},"#,
            r#"{"type":"message","role":"developer","content":[{"type":"input_text","text":"d"}]}]"#
        )
    );
    assert!(refused(vec![picture("https://x")], Role::System).contains("picture"));
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
    let url = || Media::Url(Text::from_escaped("https://x"));
    let blocks = [
        Block::new(Content::Image(base64("image/png"))),
        picture("https://x"),
        document(base64("application/pdf"), Some(r#"a\"b.pdf"#)),
        document(base64("application/pdf"), None),
        document(url(), None),
        document(Media::Text(Text::from_escaped("b\\n")), Some("n.txt")),
        document(Media::Text(Text::from_escaped("c")), None),
    ];
    assert_eq!(
        input(vec![turn(Role::User, blocks)]),
        concat!(
            r#"[{"type":"message","role":"user","content":["#,
            r#"{"type":"input_image","detail":"auto","image_url":"data:image/png;base64,A\/=="},"#,
            r#"{"type":"input_image","detail":"auto","image_url":"https://x"},"#,
            r#"{"type":"input_file","filename":"a\"b.pdf","file_data":"data:application/pdf;base64,A\/=="},"#,
            r#"{"type":"input_file","filename":"document.pdf","file_data":"data:application/pdf;base64,A\/=="},"#,
            r#"{"type":"input_file","file_url":"https://x"},"#,
            r#"{"type":"input_text","text":"n.txt:\n\nb\n"},{"type":"input_text","text":"c"}]}]"#
        )
    );
    let words = Block::new(Content::Image(Media::Text(Text::default())));
    assert!(refused(vec![words], Role::User).contains("not text"));
}

#[test]
fn what_the_model_said_keeps_its_order_and_words_that_stand_together_are_one_message() {
    let refusal = Block::new(Content::Refusal(Text::from_escaped("no")));
    let thought = Block::new(Content::Thinking {
        text: Text::from_escaped("hm"),
        signature: Some(Text::from_escaped("ZW5j")),
    });
    let said = [
        thought,
        Block::new(Content::HiddenThinking(Text::from_escaped("aGlk"))),
        text("a"),
        text(""),
        refusal,
        call("c1", r#"{ "x":"\u00e9\n" }"#),
        text("b"),
        call("c2", r#""say \"hi\"""#),
    ];
    let results = [result("c1", vec![], false), result("c2", vec![], false)];
    assert_eq!(
        input(vec![turn(Role::Assistant, said), turn(Role::User, results)]),
        concat!(
            r#"[{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"ZW5j"},"#,
            r#"{"type":"reasoning","summary":[],"encrypted_content":"aGlk"},"#,
            r#"{"type":"message","role":"assistant","content":[{"type":"output_text","text":"a"},{"type":"refusal","refusal":"no"}]},"#,
            r#"{"type":"function_call","call_id":"c1","name":"f","arguments":"{ \"x\":\"\\u00e9\\n\" }"},"#,
            r#"{"type":"message","role":"assistant","content":[{"type":"output_text","text":"b"}]},"#,
            r#"{"type":"custom_tool_call","call_id":"c2","name":"f","input":"say \"hi\""},"#,
            r#"{"type":"function_call_output","call_id":"c1","output":""},"#,
            r#"{"type":"custom_tool_call_output","call_id":"c2","output":""}]"#
        )
    );
}

#[test]
fn a_thought_without_its_encrypted_form_says_nothing_that_may_travel() {
    let thought = Block::new(Content::Thinking {
        text: Text::plain("secret"),
        signature: None,
    });
    assert_eq!(input(vec![turn(Role::Assistant, [thought])]), "[]");
}

#[test]
fn results_come_first_and_say_so_if_the_tool_failed() {
    let calls = ["c1", "c2", "c3", "c4", "c5"].map(|id| call(id, "{}"));
    let results = [
        text("after"),
        result("c1", vec![text("a")], false),
        result("c2", vec![text("b"), text("c")], true),
        result("c3", vec![], true),
        result("c4", vec![picture("https://x")], true),
        result("c5", vec![picture("https://y"), text("d")], false),
    ];
    let input = input(vec![
        turn(Role::Assistant, calls),
        turn(Role::User, results),
    ]);
    assert!(
        input.ends_with(concat!(
            r#"{"type":"function_call_output","call_id":"c1","output":"a"},"#,
            r#"{"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"Error: b"},{"type":"input_text","text":"c"}]},"#,
            r#"{"type":"function_call_output","call_id":"c3","output":"Error: "},"#,
            r#"{"type":"function_call_output","call_id":"c4","output":[{"type":"input_text","text":"Error: "},{"type":"input_image","detail":"auto","image_url":"https://x"}]},"#,
            r#"{"type":"function_call_output","call_id":"c5","output":[{"type":"input_image","detail":"auto","image_url":"https://y"},{"type":"input_text","text":"d"}]},"#,
            r#"{"type":"message","role":"user","content":[{"type":"input_text","text":"after"}]}]"#
        )),
        "{input}"
    );
}

#[test]
fn calls_and_results_must_be_paired() {
    assert!(refused(vec![result("c9", vec![], false)], Role::User).contains("`c9`"));
    assert!(refused(vec![call("c1", "{}")], Role::Assistant).contains("`c1` has no result"));
    assert!(refused(vec![call("c1", "{}")], Role::User).contains("call"));
}

#[test]
fn ids_are_cleaned_alike_for_call_and_result_and_used_once() {
    let turns = vec![
        turn(Role::Assistant, [call("toolu:1", "{}")]),
        turn(Role::User, [result("toolu:1", vec![], false)]),
        turn(Role::Assistant, [call("toolu:1", "{}")]),
        turn(Role::User, [result("toolu:1", vec![], false)]),
    ];
    let items: serde_json::Value = serde_json::from_str(&input(turns)).unwrap();
    let id = |n: usize| items[n]["call_id"].as_str().unwrap();
    assert_eq!((id(0), id(2)), (id(1), id(3)));
    assert_ne!(id(0), id(2));
    assert!(id(0).starts_with("toolu_1_") && id(0).len() <= 64);
}

#[test]
fn blocks_of_another_format_are_told_in_words_left_out_and_named_or_refused() {
    let request = Request {
        turns: vec![
            turn(
                Role::User,
                [foreign(
                    r#"{"type":"search_result","source":"https://x","title":"T","content":[{"type":"text","text":"a\n"},{"type":"text","text":"b"}]}"#,
                )],
            ),
            turn(
                Role::Assistant,
                [
                    foreign(r#"{"type":"server_tool_use","id":"x"}"#),
                    foreign(r#"{"type":"web_search_tool_result"}"#),
                    text("c"),
                ],
            ),
        ],
        ..Request::default()
    };
    let (body, _, losses) = written(&request, Rules::API);
    assert!(
        body.contains(r#"{"type":"input_text","text":"T (https://x):\na\n\nb"}"#),
        "{body}"
    );
    assert_eq!(
        losses,
        "messages.server_tool_use, messages.web_search_tool_result"
    );
    let upload = foreign(r#"{"type":"container_upload"}"#);
    assert!(refused(vec![upload], Role::User).contains("`container_upload`"));
    let search = foreign(r#"{"type":"search_result"}"#);
    assert!(refused(vec![search], Role::Assistant).contains("`search_result`"));
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
    let whole = input(turns());
    assert_eq!(whole, input(turns()));
    // Where calls have their results.
    for n in [1, 3, 4, 6, 7] {
        let beginning = input(turns().into_iter().take(n).collect());
        let beginning = beginning.strip_suffix(']').unwrap();
        assert!(whole.starts_with(beginning), "{n}: {beginning}");
    }
}
