use super::*;
use crate::conversation::Role::{Assistant, System, User};
use crate::conversation::{Role, Turn};

fn turns(items: &[&str]) -> Vec<Turn<'static>> {
    said(&items.join(",")).unwrap().turns
}

fn roles(items: &[&str]) -> Vec<(Role, usize)> {
    let turns = turns(items);
    turns
        .iter()
        .map(|turn| (turn.role, turn.blocks.len()))
        .collect()
}

const SAID: &str = r#"{"type":"message","role":"assistant","content":[{"type":"output_text","text":"so","annotations":[]}]}"#;
const THOUGHT: &str = r#"{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"content":null,"encrypted_content":"ZW5j"}"#;

#[test]
fn one_text_is_what_the_person_says() {
    let (request, _, losses) = with("\"store\":false").unwrap();
    assert_eq!(request.turns[0].role, User);
    assert_eq!(request.turns[0].blocks, [text("hello")]);
    assert_eq!(losses, "");
}

#[test]
fn what_the_model_thinks_says_and_calls_at_once_is_one_turn_with_the_results_behind_it() {
    let turns = turns(&[
        HELLO,
        THOUGHT,
        SAID,
        &call("a"),
        &call("b"),
        &output("b"),
        &output("a"),
    ]);
    assert_eq!(turns.len(), 3);
    assert_eq!(
        turns[1].blocks,
        [
            Block::new(Content::Thinking {
                text: Text::from_escaped("hm"),
                signature: Some(Text::from_escaped("ZW5j")),
            }),
            text("so"),
            called("a", "f", "{}"),
            called("b", "f", "{}"),
        ]
    );
    assert_eq!(
        turns[2].blocks,
        [
            result("b", vec![text("done")]),
            result("a", vec![text("done")])
        ]
    );
}

#[test]
fn calls_that_wait_for_each_other_are_turns_of_their_own() {
    let items = [
        HELLO,
        &call("a"),
        &output("a"),
        &call("b"),
        &output("b"),
        SAID,
    ];
    let expected = [
        (User, 1),
        (Assistant, 1),
        (User, 1),
        (Assistant, 1),
        (User, 1),
        (Assistant, 1),
    ];
    assert_eq!(roles(&items), expected);
}

#[test]
fn a_result_stands_behind_its_call_whatever_came_between() {
    for between in [
        HELLO,
        r#"{"role":"developer","content":"be brief"}"#,
        r#"{"role":"user","content":"x"},{"role":"assistant","content":"y"}"#,
    ] {
        let turns = turns(&[HELLO, &call("a"), between, &output("a")]);
        assert_eq!(turns[1].blocks, [called("a", "f", "{}")]);
        assert_eq!(turns[2].blocks, [result("a", vec![text("done")])]);
    }
    // The second of two calls is answered after the next call was made.
    let turns = turns(&[
        HELLO,
        &call("a"),
        &call("b"),
        &output("a"),
        &call("c"),
        &output("b"),
        &output("c"),
    ]);
    let counts: Vec<usize> = turns.iter().map(|turn| turn.blocks.len()).collect();
    assert_eq!(counts, [1, 2, 2, 1, 1]);
}

#[test]
fn instructions_come_first_and_later_ones_keep_their_place() {
    let items = [
        r#"{"type":"message","role":"developer","content":[{"type":"input_text","text":"b"},{"type":"input_text","text":"c"}]}"#,
        r#"{"role":"system","content":"d"}"#,
        HELLO,
        r#"{"role":"developer","content":"e"}"#,
    ];
    let members = format!("\"instructions\":\"a\",\"input\":[{}]", items.join(","));
    let (request, ..) = read(&members).unwrap();
    assert_eq!(request.system, [text("a"), text("b"), text("c"), text("d")]);
    assert_eq!(request.turns[1].role, System);
    assert_eq!(request.turns[1].blocks, [text("e")]);
}

#[test]
fn an_id_may_come_again_once_its_call_is_answered() {
    let items = [HELLO, &call("a"), &output("a"), &call("a"), &output("a")];
    let expected = [
        (User, 1),
        (Assistant, 1),
        (User, 1),
        (Assistant, 1),
        (User, 1),
    ];
    assert_eq!(roles(&items), expected);
}

#[test]
fn calls_and_outputs_that_do_not_pair_are_refused_at_their_place() {
    for (items, place) in [
        (vec![call("a")], "input[1]"),
        (vec![call("a"), HELLO.to_owned()], "input[1]"),
        (vec![output("a")], "input[1]"),
        (vec![call("a"), output("a"), output("a")], "input[3]"),
        (vec![call("a"), call("a")], "input[2].call_id"),
        (vec![call("a"), call("b"), output("b")], "input[1]"),
    ] {
        let items = format!("{HELLO},{}", items.join(","));
        assert_eq!(param(said(&items)), place, "{items}");
    }
    let message = said(&format!("{HELLO},{}", call("call_7")))
        .unwrap_err()
        .message;
    assert!(message.contains("call_7"), "{message}");
}
