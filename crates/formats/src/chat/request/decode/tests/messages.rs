use super::{param, read, said, text};
use crate::conversation::{Block, Content, Role};
use crate::json::Text;

#[test]
fn leading_instructions_of_both_roles_are_the_system_and_later_ones_keep_their_place() {
    let request = said(
        r#"{"role":"system","content":"a\n"},
           {"role":"developer","content":[{"type":"text","text":"b"},{"type":"text","text":"c"}]},
           {"role":"user","content":"d"},{"role":"developer","content":"e"},{"role":"system","content":"f"}"#,
    )
    .unwrap();
    assert_eq!(request.system, [text("a\\n"), text("b"), text("c")]);
    let turns: Vec<_> = request
        .turns
        .iter()
        .map(|turn| (turn.role, turn.blocks.clone()))
        .collect();
    assert_eq!(
        turns,
        [
            (Role::User, vec![text("d")]),
            (Role::System, vec![text("e")]),
            (Role::System, vec![text("f")]),
        ]
    );
}

#[test]
fn text_stays_as_it_is_escaped() {
    let request = said(r#"{"role":"user","content":"\u00e9\/é\ud83d\"x\""}"#).unwrap();
    assert_eq!(request.turns[0].blocks, [text(r#"\u00e9\/é\ud83d\"x\""#)]);
}

#[test]
fn content_of_other_kinds_is_refused_at_its_place() {
    for (message, place) in [
        (
            r#"{"role":"user","content":[{"type":"text","text":"a"},{"type":"input_audio","input_audio":{}}]}"#,
            "messages[0].content[1]",
        ),
        (
            r#"{"role":"user","content":[{"type":"video_url"}]}"#,
            "messages[0].content[0]",
        ),
        (
            r#"{"role":"user","content":[{"type":"refusal","refusal":"x"}]}"#,
            "messages[0].content[0]",
        ),
        (
            r#"{"role":"system","content":[{"type":"image_url","image_url":{"url":"https://x"}}]}"#,
            "messages[0].content[0]",
        ),
        (
            r#"{"role":"assistant","content":[{"type":"image_url","image_url":{"url":"https://x"}}]}"#,
            "messages[0].content[0]",
        ),
        (
            r#"{"role":"user","content":[{"text":"a"}]}"#,
            "messages[0].content[0].type",
        ),
        (
            r#"{"role":"user","content":[{"type":"text"}]}"#,
            "messages[0].content[0].text",
        ),
        (
            r#"{"role":"user","content":[{"type":"text","text":1}]}"#,
            "messages[0].content[0].text",
        ),
        (
            r#"{"role":"user","content":["a"]}"#,
            "messages[0].content[0]",
        ),
        (r#"{"role":"user","content":7}"#, "messages[0].content"),
        (r#"{"role":"user","content":null}"#, "messages[0].content"),
        (r#"{"role":"user"}"#, "messages[0].content"),
        (
            r#"{"role":"assistant","audio":{"id":"a"}}"#,
            "messages[0].audio",
        ),
        (
            r#"{"role":"user","content":"a","tool_calls":[{"id":"c"}]}"#,
            "messages[0].tool_calls",
        ),
        (r#"{"role":"robot","content":"a"}"#, "messages[0].role"),
        (r#"{"content":"a"}"#, "messages[0].role"),
    ] {
        assert_eq!(param(said(message)), place, "{message}");
    }
}

#[test]
fn what_the_assistant_said_comes_in_order_and_empty_messages_go() {
    let request = said(
        r#"{"role":"assistant","content":""},{"role":"assistant"},{"role":"assistant","content":[]},
           {"role":"assistant","content":[{"type":"text","text":"a"},{"type":"refusal","refusal":"b"}],"refusal":"c"}"#,
    )
    .unwrap();
    let refusal = |words| Block::new(Content::Refusal(Text::from_escaped(words)));
    assert_eq!(request.turns.len(), 1);
    assert_eq!(request.turns[0].role, Role::Assistant);
    assert_eq!(
        request.turns[0].blocks,
        [text("a"), refusal("b"), refusal("c")]
    );
}

#[test]
fn what_is_left_out_of_messages_and_tools_is_named() {
    let (.., losses) = read(
        r#""messages":[{"role":"user","name":"ann","tool_call_id":"x","content":[{"type":"text","text":"a","cache_control":{}},
              {"type":"image_url","image_url":{"url":"https://x","detail":"high"}}]},
            {"role":"assistant","content":"b","reasoning_content":"c","parsed":{"x":1},"annotations":[],"audio":null}],
           "tools":[{"type":"function","function":{"name":"f","x":1},"y":2}]"#,
    )
    .unwrap();
    assert_eq!(
        losses,
        "messages.name, messages.tool_call_id, messages.content.cache_control, messages.reasoning_content, tools.y, tools.function.x"
    );
    // As the SDKs give their own answers back.
    let (.., losses) = read(
        r#""messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x","detail":"auto"}}]},
            {"role":"assistant","content":"b","refusal":null,"annotations":[],"function_call":null,"parsed":{"a":1},"tool_calls":
              [{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":"{}","parsed_arguments":{}}}]},
            {"role":"tool","tool_call_id":"c1","content":"d"}]"#,
    )
    .unwrap();
    assert_eq!(losses, "");
}
