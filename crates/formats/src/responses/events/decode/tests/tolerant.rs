//! What servers may leave out, say twice, or say in another order.

use super::*;

const ADDED: &str = r#"{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":""}}"#;
const DONE: &str = r#"{"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"{\"a\":1}"}}"#;
const PIECES: [&str; 2] = [
    r#"{"type":"response.function_call_arguments.delta","output_index":0,"item_id":"fc_1","delta":"{\"a\""}"#,
    r#"{"type":"response.function_call_arguments.delta","output_index":0,"item_id":"fc_1","delta":":1}"}"#,
];

#[test]
fn a_call_is_the_same_whatever_of_it_is_told() {
    let whole = [call("c1", "f", r#"{"a":1}"#)];
    let [first, second] = PIECES;
    let listed = r#"{"type":"response.completed","response":{"id":"r","output":[{"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"{\"a\":1}"}]}}"#;
    for events in [
        vec![CREATED, ADDED, first, second, DONE, COMPLETED],
        vec![CREATED, DONE, COMPLETED],
        vec![CREATED, DONE, DONE, listed],
        vec![ADDED, DONE, COMPLETED],
        vec![ADDED, first, second, COMPLETED],
        vec![first, second, DONE, COMPLETED],
        vec![ADDED, listed],
        vec![listed],
    ] {
        assert_eq!(blocks(events.clone()), whole, "{events:#?}");
    }
}

#[test]
fn the_pieces_of_a_call_go_out_as_they_come() {
    let [first, second] = PIECES;
    let told = read([CREATED, ADDED, first, second, DONE, COMPLETED])
        .unwrap()
        .1;
    assert_eq!(
        told,
        ["start", "open", "{\"a\"", ":1}", "close", "stop", "end"]
    );
}

#[test]
fn a_call_whose_name_never_comes_is_a_fault() {
    let failure = read([PIECES[0], COMPLETED]).unwrap_err();
    assert_eq!(failure.kind, ErrorKind::BadGateway);
    assert!(failure.message.contains("without its name"));
}

#[test]
fn items_that_come_side_by_side_are_told_one_after_the_other() {
    let delta = |index: u64, text: &str| {
        format!(
            r#"{{"type":"response.output_text.delta","output_index":{index},"content_index":0,"delta":"{text}"}}"#
        )
    };
    let done = |index: u64| {
        format!(
            r#"{{"type":"response.output_item.done","output_index":{index},"item":{{"type":"message"}}}}"#
        )
    };
    let events = [
        delta(0, "a"),
        delta(1, "x"),
        delta(0, "b"),
        done(1),
        delta(2, "!"),
        done(0),
        delta(2, "?"),
    ];
    let events = events.iter().map(String::as_str).chain([COMPLETED]);
    let (answer, told) = read(events).unwrap();
    assert_eq!(answer.blocks, [text("ab"), text("x"), text("!?")]);
    assert_eq!(
        told,
        [
            "start", "open", "a", "b", "close", "open", "x", "close", "open", "!", "?", "close",
            "stop", "end"
        ]
    );
}

#[test]
fn parts_of_a_message_are_blocks_of_their_own_and_a_refusal_is_one() {
    let item = r#"{"type":"response.output_item.done","item":{"type":"message","content":[{"type":"output_text","text":"a"},{"type":"output_text","text":""},{"type":"refusal","refusal":"no"}]}}"#;
    let piece =
        r#"{"type":"response.refusal.delta","output_index":0,"content_index":1,"delta":"no"}"#;
    let words =
        r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"}"#;
    let ended = r#"{"type":"response.output_item.done","output_index":0,"item":{"type":"message","content":[{"type":"output_text","text":"a"},{"type":"refusal","refusal":"no"}]}}"#;
    for events in [vec![item, COMPLETED], vec![words, piece, ended, COMPLETED]] {
        let answer = read(events).unwrap().0;
        let refusal = Block::new(Content::Refusal(Text::plain("no")));
        assert_eq!(answer.blocks, [text("a"), refusal]);
        assert_eq!(answer.stop, Stop::Refusal(None));
    }
}

#[test]
fn a_custom_tools_text_is_wrapped_as_other_formats_have_it() {
    let added = r#"{"type":"response.output_item.added","output_index":0,"item":{"type":"custom_tool_call","id":"ctc_1","call_id":"c1","name":"patch","input":""}}"#;
    let piece = |text: &str| {
        format!(
            r#"{{"type":"response.custom_tool_call_input.delta","output_index":0,"item_id":"ctc_1","delta":"{text}"}}"#
        )
    };
    let (first, second) = (piece(r#"say \"h"#), piece(r#"i\"\n"#));
    let done = r#"{"type":"response.output_item.done","output_index":0,"item":{"type":"custom_tool_call","call_id":"c1","name":"patch","namespace":"client","input":"say \"hi\"\n"}}"#;
    let whole = [call("c1", "patch", r#"{"input":"say \"hi\"\n"}"#)];
    assert_eq!(blocks([added, &first, &second, done, COMPLETED]), whole);
    assert_eq!(blocks([done, COMPLETED]), whole);
    let empty = r#"{"type":"response.output_item.done","item":{"type":"custom_tool_call","call_id":"c1","name":"patch"}}"#;
    assert_eq!(
        blocks([empty, COMPLETED]),
        [call("c1", "patch", r#"{"input":""}"#)]
    );
}

#[test]
fn the_parts_of_what_was_thought_are_one_block_and_signed_at_the_end() {
    let added = r#"{"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"half"}}"#;
    let piece = |n: u64, text: &str| {
        format!(
            r#"{{"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":{n},"delta":"{text}"}}"#
        )
    };
    let shown = r#"{"type":"response.reasoning_text.delta","output_index":0,"content_index":0,"delta":"c"}"#;
    let done = r#"{"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"ab"},{"type":"summary_text","text":"b"}],"content":[{"type":"reasoning_text","text":"c"}],"encrypted_content":"whole"}}"#;
    let whole = [thinking("ab\n\nb\n\nc", Some("whole"))];
    let pieces = [piece(0, "a"), piece(0, "b"), piece(1, "b")];
    let [a, b, c] = pieces.each_ref().map(String::as_str);
    assert_eq!(blocks([added, a, b, c, shown, done, COMPLETED]), whole);
    assert_eq!(blocks([done, COMPLETED]), whole);
    let hidden = r#"{"type":"response.output_item.done","item":{"type":"reasoning","summary":[],"encrypted_content":"x"}}"#;
    assert_eq!(blocks([hidden, COMPLETED]), [thinking("", Some("x"))]);
    let nothing =
        r#"{"type":"response.output_item.done","item":{"type":"reasoning","summary":[]}}"#;
    assert_eq!(blocks([nothing, COMPLETED]), []);
}

#[test]
fn events_and_items_that_are_not_known_mean_nothing() {
    let events = [
        CREATED,
        r#"{"type":"response.in_progress","response":{"id":"resp_1"}}"#,
        r#"{"type":"codex.rate_limits","plan_type":"plus","rate_limits":{}}"#,
        r#"{"type":"response.output_item.added","output_index":0,"item":{"type":"web_search_call","id":"ws_1","action":{"type":"search"}}}"#,
        r#"{"type":"response.web_search_call.searching","output_index":0,"item_id":"ws_1"}"#,
        r#"{"type":"response.output_item.added","output_index":1,"item":{"type":"tool_search_call","arguments":{"a":1},"content":7}}"#,
        r#"{"type":"response.output_text.delta","output_index":2,"content_index":0,"delta":"a"}"#,
        r#"{"type":"response.output_item.done","output_index":0,"item":{"type":"web_search_call"}}"#,
        r#"{"type":"response.output_text.annotation.added","output_index":2,"annotation":{}}"#,
        "[DONE]",
        "",
        r#"{"type":"keepalive","sequence_number":9}"#,
        COMPLETED,
        r#"{"type":"response.failed"}"#,
    ];
    let (answer, told) = read(events).unwrap();
    assert_eq!(answer.blocks, [text("a")]);
    assert_eq!(told[..4], ["start", "open", "a", "ping"]);
}

#[test]
fn the_usual_piece_of_text_and_the_same_in_another_shape_are_one() {
    let usual = r#"{"type":"response.output_text.delta","item_id":"m","output_index":0,"content_index":0,"delta":"a","sequence_number":4,"logprobs":[]}"#;
    let odd =
        r#"{"delta":"b","content_index":0,"output_index":0,"type":"response.output_text.delta"}"#;
    let unplaced = r#"{"type":"response.output_text.delta","delta":"c"}"#;
    let told = read([CREATED, usual, usual, odd, usual, unplaced, COMPLETED])
        .unwrap()
        .1;
    assert_eq!(
        told,
        [
            "start", "open", "a", "a", "b", "a", "c", "close", "stop", "end"
        ]
    );
}
