use super::*;
use crate::conversation::Media;

#[test]
fn text_is_read_in_every_spelling() {
    for content in [
        r#""a \"b\"""#,
        r#"[{"type":"input_text","text":"a \"b\""}]"#,
        r#"[{"type":"output_text","text":"a \"b\"","annotations":[],"logprobs":[]}]"#,
        r#"[{"type":"input_text","text":""},{"type":"text","text":"a \"b\""}]"#,
    ] {
        for role in ["user", "assistant"] {
            let item =
                format!("{{\"type\":\"message\",\"role\":\"{role}\",\"content\":{content}}}");
            let request = said(&item).unwrap();
            assert_eq!(request.turns[0].blocks, [text(r#"a \"b\""#)], "{item}");
        }
    }
}

#[test]
fn a_refusal_comes_back_as_one() {
    let request = said(
        r#"{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"refusal","refusal":"no"}]}"#,
    );
    let refusal = Content::Refusal(Text::from_escaped("no"));
    assert_eq!(request.unwrap().turns[1].blocks[0].content, refusal);
}

#[test]
fn pictures_and_files_are_taken_along() {
    let base64 = |media_type: &'static str, data: &'static str| Media::Base64 {
        media_type: media_type.into(),
        data: Text::from_escaped(data),
    };
    assert_eq!(
        part(r#"{"type":"input_image","image_url":"data:image/png;base64,aGk=","detail":"auto"}"#)
            .unwrap(),
        Content::Image(base64("image/png", "aGk="))
    );
    assert_eq!(
        part(r#"{"type":"input_image","image_url":"https://x.example/a.png"}"#).unwrap(),
        Content::Image(Media::Url(Text::from_escaped("https://x.example/a.png")))
    );
    assert_eq!(
        part(r#"{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}"#)
            .unwrap(),
        Content::Document {
            media: base64("application/pdf", "JVBERi0="),
            name: Some(Text::from_escaped("a.pdf")),
        }
    );
    assert_eq!(
        part(r#"{"type":"input_file","file_url":"https://x.example/a.pdf"}"#).unwrap(),
        Content::Document {
            media: Media::Url(Text::from_escaped("https://x.example/a.pdf")),
            name: None,
        }
    );
}

#[test]
fn parts_that_cannot_be_taken_along_are_refused_at_their_place() {
    for (given, place) in [
        (r#"{"type":"input_image","file_id":"f"}"#, ".file_id"),
        (r#"{"type":"input_file","file_id":"f"}"#, ".file_id"),
        (r#"{"type":"input_image"}"#, ".image_url"),
        (r#"{"type":"input_file"}"#, ".file_data"),
        (
            r#"{"type":"input_image","image_url":"data:image/bmp;base64,aA=="}"#,
            ".image_url",
        ),
        (
            r#"{"type":"input_image","image_url":{"url":"x"}}"#,
            ".image_url",
        ),
        (r#"{"type":"input_audio","input_audio":{}}"#, ""),
        (r#"{"type":"input_text"}"#, ".text"),
        (r#"{"type":"refusal","refusal":"no"}"#, ""),
        (r#"{"text":"x"}"#, ".type"),
    ] {
        assert_eq!(
            param(part(given)),
            format!("input[0].content[0]{place}"),
            "{given}"
        );
    }
}

#[test]
fn outputs_are_texts_or_parts() {
    for (given, expected) in [
        (r#""done""#, vec![text("done")]),
        (r#""""#, vec![]),
        (
            r#"[{"type":"input_text","text":"a"},{"type":"input_image","image_url":"data:image/gif;base64,aGk="}]"#,
            vec![
                text("a"),
                Block::new(Content::Image(Media::Base64 {
                    media_type: "image/gif".into(),
                    data: Text::from_escaped("aGk="),
                })),
            ],
        ),
    ] {
        let output = format!(r#"{{"type":"function_call_output","call_id":"a","output":{given}}}"#);
        let request = said(&format!("{HELLO},{},{output}", call("a"))).unwrap();
        assert_eq!(request.turns[2].blocks, [result("a", expected)]);
    }
}

#[test]
fn calls_keep_what_they_were_called_with() {
    let items = [
        HELLO,
        r#"{"type":"function_call","call_id":"a","name":"f","namespace":"ns","arguments":"{\"x\": [1, \"\\u00e9\"]}"}"#,
        r#"{"type":"custom_tool_call","call_id":"b","name":"g","input":"say \"hi\"\n"}"#,
        r#"{"type":"local_shell_call","id":"lsh_1","call_id":"c","action":{"type":"exec","command":["ls"],"env":{}}}"#,
        r#"{"type":"function_call_output","call_id":"a","output":"1"}"#,
        r#"{"type":"custom_tool_call_output","call_id":"b","output":[{"type":"input_text","text":"2"}]}"#,
        r#"{"type":"local_shell_call_output","id":"c","output":"3"}"#,
    ];
    let turns = said(&items.join(",")).unwrap().turns;
    assert_eq!(
        turns[1].blocks,
        [
            called("a", "ns__f", r#"{"x": [1, "\u00e9"]}"#),
            called("b", "g", r#""say \"hi\"\n""#),
            called(
                "c",
                "local_shell",
                r#"{"type":"exec","command":["ls"],"env":{}}"#
            ),
        ]
    );
    assert_eq!(turns[2].blocks[2], result("c", vec![text("3")]));
}

#[test]
fn calls_that_cannot_be_read_are_refused_at_their_place() {
    for (item, place) in [
        (
            r#"{"type":"function_call","call_id":"a","name":"f","arguments":"{"}"#,
            ".arguments",
        ),
        (
            r#"{"type":"function_call","call_id":"a","name":"f","arguments":{}}"#,
            ".arguments",
        ),
        (
            r#"{"type":"function_call","call_id":"a","name":"f","arguments":"[]"}"#,
            ".arguments",
        ),
        (
            r#"{"type":"function_call","name":"f","arguments":"{}"}"#,
            ".call_id",
        ),
        (
            r#"{"type":"function_call","call_id":"a","arguments":"{}"}"#,
            ".name",
        ),
        (
            r#"{"type":"custom_tool_call","call_id":"a","name":"f","input":7}"#,
            ".input",
        ),
        (r#"{"type":"local_shell_call","call_id":"a"}"#, ".action"),
        (
            r#"{"type":"function_call_output","output":"x"}"#,
            ".call_id",
        ),
    ] {
        assert_eq!(param(said(item)), format!("input[0]{place}"), "{item}");
    }
}

#[test]
fn reasoning_goes_along_only_as_its_provider_encrypted_it() {
    for (item, thoughts) in [
        (r#"{"type":"reasoning","summary":[]}"#, None),
        (
            r#"{"type":"reasoning","summary":[{"type":"summary_text","text":"a"}],"encrypted_content":null}"#,
            None,
        ),
        (
            r#"{"type":"reasoning","summary":[],"encrypted_content":""}"#,
            None,
        ),
        (
            r#"{"type":"reasoning","summary":[],"encrypted_content":"e"}"#,
            Some(""),
        ),
        (
            r#"{"type":"reasoning","summary":[{"type":"summary_text","text":"a"},{"type":"summary_text","text":"b"}],"encrypted_content":"e"}"#,
            Some("a\\n\\nb"),
        ),
        (
            r#"{"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"c"}],"encrypted_content":"e"}"#,
            Some("c"),
        ),
    ] {
        let request = said(&format!("{HELLO},{item}")).unwrap();
        let heard = request
            .turns
            .get(1)
            .map(|turn| turn.blocks[0].content.clone());
        let expected = thoughts.map(|thoughts| Content::Thinking {
            text: Text::from_escaped(thoughts),
            signature: Some(Text::from_escaped("e")),
        });
        assert_eq!(heard, expected, "{item}");
    }
}

#[test]
fn items_that_only_openai_can_read_are_refused_at_their_place() {
    for (item, place) in [
        (r#"{"type":"item_reference","id":"msg_1"}"#, "input[1]"),
        (r#"{"id":"msg_1"}"#, "input[1]"),
        (
            r#"{"type":"compaction","encrypted_content":"x"}"#,
            "input[1].type",
        ),
        (r#"{"type":"compaction_trigger"}"#, "input[1].type"),
        (r#"{"type":"computer_call","id":"x"}"#, "input[1].type"),
        (
            r#"{"type":"mcp_call","arguments":"{}","output":"x"}"#,
            "input[1].type",
        ),
        (
            r#"{"type":"tool_search_call","arguments":{}}"#,
            "input[1].type",
        ),
        (
            r#"{"type":"image_generation_call","result":"x"}"#,
            "input[1].type",
        ),
        (r#"{"content":"x"}"#, "input[1].type"),
        (r#"{"role":"critic","content":"x"}"#, "input[1].role"),
        (r#"{"type":"message","content":"x"}"#, "input[1].role"),
        (r#"{"role":"user"}"#, "input[1].content"),
        (r#"{"role":"user","content":7}"#, "input[1].content"),
    ] {
        assert_eq!(param(said(&format!("{HELLO},{item}"))), place, "{item}");
    }
    for input in ["7", "{}", "null"] {
        assert_eq!(param(read(&format!("\"input\":{input}"))), "input");
    }
    assert_eq!(param(read("\"stream\":true")), "input");
}

#[test]
fn what_is_left_out_of_items_is_named_but_for_what_helpers_and_the_codex_cli_note() {
    let items = [
        r#"{"role":"user","content":[{"type":"input_text","text":"a","odd":1},{"type":"input_image","image_url":"https://x.example/a","detail":"high"}]}"#,
        r#"{"role":"assistant","id":"msg_1","status":"completed","phase":"commentary","internal_chat_message_metadata":{},"content":[{"type":"output_text","text":"b","annotations":[{"type":"url_citation"}],"parsed":null}]}"#,
        r#"{"type":"web_search_call","id":"ws_1","action":{"type":"search"},"status":"completed"}"#,
        r#"{"type":"function_call","call_id":"a","name":"f","arguments":"{}","parsed_arguments":{},"caller":{}}"#,
        &output("a"),
    ];
    let (.., losses) = read(&format!("\"input\":[{}]", items.join(","))).unwrap();
    assert_eq!(
        losses,
        "input.content.odd, input_image.detail, input.content.annotations, input.web_search_call, input.caller"
    );
}
