use proptest::prelude::*;

use super::*;
use crate::ErrorKind;

#[test]
fn calls_come_in_pieces_by_their_index() {
    let blocks = blocks(&[
        r#""content":"a""#,
        r#""tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":""}}]"#,
        r#""tool_calls":[{"index":0,"function":{"arguments":"{\"a\""}}]"#,
        r#""tool_calls":[{"index":0,"function":{"arguments":":1}"}}]"#,
        r#""tool_calls":[{"index":1,"id":"c2","type":"function","function":{"name":"g","arguments":""}}]"#,
        r#""content":"b""#,
    ]);
    assert_eq!(
        blocks.unwrap(),
        [
            text("a"),
            called("c1", "f", "{\"a\":1}"),
            called("c2", "g", "{}"),
            text("b")
        ]
    );
}

#[test]
fn odd_ways_of_telling_calls_are_understood() {
    for deltas in [
        // Whole calls in one chunk.
        vec![
            r#""tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":"{\"a\":1}"}},{"index":1,"id":"c2","function":{"name":"g","arguments":"{}"}}]"#,
        ],
        // No index.
        vec![
            r#""tool_calls":[{"id":"c1","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"c2","function":{"name":"g","arguments":"{}"}}]"#,
        ],
        // The same index, and other ids.
        vec![
            r#""tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":"{\"a\":1}"}}]"#,
            r#""tool_calls":[{"index":0,"id":"c2","function":{"name":"g","arguments":"{}"}}]"#,
        ],
        // Id and name with each piece, or another id with each piece and no name.
        vec![
            r#""tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":"{\"a\""}}]"#,
            r#""tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":":1"}}]"#,
            r#""tool_calls":[{"index":0,"id":"zz","function":{"arguments":"}"}}]"#,
            r#""tool_calls":[{"index":1,"id":"c2","function":{"name":"g"}}]"#,
        ],
        // Pieces without index or id.
        vec![
            r#""tool_calls":[{"id":"c1","function":{"name":"f","arguments":"{\"a\""}}]"#,
            r#""tool_calls":[{"function":{"arguments":":1}"}}]"#,
            r#""tool_calls":[{"id":"c2","function":{"name":"g","arguments":"{}"}}]"#,
        ],
        // All announced first, then interleaved.
        vec![
            r#""tool_calls":[{"index":0,"id":"c1","function":{"name":"f"}},{"index":1,"id":"c2","function":{"name":"g"}}]"#,
            r#""tool_calls":[{"index":1,"function":{"arguments":"{"}}]"#,
            r#""tool_calls":[{"index":0,"function":{"arguments":"{\"a\""}}]"#,
            r#""tool_calls":[{"index":1,"function":{"arguments":"}"}},{"index":0,"function":{"arguments":":1}"}}]"#,
        ],
        // The name after the id, and a call that is sent once more.
        vec![
            r#""tool_calls":[{"index":0,"id":"c1"}]"#,
            r#""tool_calls":[{"index":0,"function":{"name":"f"}}]"#,
            r#""tool_calls":[{"index":0,"function":{"arguments":"{\"a\":1}"}}]"#,
            r#""tool_calls":[{"index":1,"id":"c2","function":{"name":"g","arguments":"{}"}}]"#,
            r#""tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":"{\"a\":1}"}}]"#,
        ],
        // Arguments that are no string.
        vec![
            r#""tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":{"a":1}}},{"index":1,"id":"c2","function":{"name":"g","arguments":null}}]"#,
        ],
    ] {
        assert_eq!(
            blocks(&deltas).unwrap(),
            [called("c1", "f", "{\"a\":1}"), called("c2", "g", "{}")],
            "{deltas:?}"
        );
    }
    let nameless = blocks(&[
        r#""tool_calls":[{"function":{"name":"f","arguments":"{}"}},{"function":{"name":"f","arguments":"{}"}}]"#,
    ]);
    assert_eq!(
        nameless.unwrap(),
        [called("call_0", "f", "{}"), called("call_1", "f", "{}")]
    );
    let legacy = blocks(&[
        r#""function_call":{"name":"f","arguments":""}"#,
        r#""function_call":{"arguments":"{}"}"#,
    ]);
    assert_eq!(legacy.unwrap(), [called("call_0", "f", "{}")]);
}

#[test]
fn what_comes_between_the_pieces_of_a_call_waits_until_it_is_whole() {
    let blocks = blocks(&[
        r#""tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":"{\"a\""}}]"#,
        r#""content":"b""#,
        r#""content":"c""#,
        r#""tool_calls":[{"index":1,"id":"c2","function":{"name":"g","arguments":"{}"}}]"#,
        r#""content":"d""#,
        r#""tool_calls":[{"index":0,"function":{"arguments":":1}"}}]"#,
        r#""content":"e""#,
    ]);
    assert_eq!(
        blocks.unwrap(),
        [
            called("c1", "f", "{\"a\":1}"),
            text("bc"),
            called("c2", "g", "{}"),
            text("de")
        ]
    );
}

#[test]
fn calls_that_make_no_sense_are_a_fault() {
    for deltas in [
        vec![
            r#""tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":"{}"}}]"#,
            r#""tool_calls":[{"index":1,"id":"c2","function":{"name":"g","arguments":"{}"}}]"#,
            r#""tool_calls":[{"index":0,"function":{"arguments":"{\"b\":2}"}}]"#,
        ],
        vec![r#""tool_calls":[{"index":0,"id":"c1","function":{"arguments":"{}"}}]"#],
    ] {
        assert_eq!(
            blocks(&deltas).unwrap_err().kind,
            ErrorKind::BadGateway,
            "{deltas:?}"
        );
    }
}

#[test]
fn what_is_held_of_calls_has_a_bound() {
    let mut decoder = Decoder::default();
    let piece = "x".repeat(1 << 20);
    let data = format!(
        "{{\"choices\":[{{\"delta\":{{\"tool_calls\":[{{\"index\":0,\"function\":{{\"name\":\"f\",\"arguments\":\"{piece}\"}}}}]}}}}]}}"
    );
    let message = sse::Message {
        name: "",
        data: &data,
    };
    let taken = (0..64).take_while(|_| decoder.decode(message, &mut |_| {}).is_ok());
    assert_eq!(taken.count(), 32);
}

#[test]
fn a_custom_call_is_a_json_string_in_the_model() {
    let blocks = blocks(&[
        r#""tool_calls":[{"index":0,"id":"c1","type":"custom","custom":{"name":"x","input":""}}]"#,
        r#""tool_calls":[{"index":0,"custom":{"input":"say \"h"}}]"#,
        r#""tool_calls":[{"index":0,"custom":{"input":"i\"\n"}}]"#,
    ]);
    assert_eq!(blocks.unwrap(), [called("c1", "x", r#""say \"hi\"\n""#)]);
}

/// Calls, each as its arguments in pieces, and the order in which pieces come: of a call, or (past the last) of text.
fn interleaved() -> impl Strategy<Value = (Vec<Vec<String>>, Vec<usize>)> {
    let arguments = prop_oneof![
        Just(String::new()),
        "\\{\"[a-c{}\\[\\]]{0,3}\":(1|\"\\}\"|\\{\\})\\} ?",
        Just(r#"{"a":{"b":[{},"\"}"]}}"#.to_owned()),
    ];
    let call = (arguments, 1..4_usize).prop_map(|(arguments, size)| {
        let letters: Vec<char> = arguments.chars().collect();
        let mut pieces = vec![String::new()];
        pieces.extend(letters.chunks(size).map(|piece| piece.iter().collect()));
        pieces
    });
    (
        prop::collection::vec(call, 1..4),
        prop::collection::vec(0..4_usize, 0..60),
    )
}

proptest! {
    /// In whatever order the pieces come, each call has its own, and no word is lost.
    #[test]
    fn pieces_find_their_calls((calls, order) in interleaved()) {
        let mut deltas = Vec::new();
        let mut next = vec![0; calls.len()];
        let mut words = String::new();
        let rest = (0..calls.len()).flat_map(|n| std::iter::repeat_n(n, calls[n].len()));
        for n in order.into_iter().chain(rest) {
            let Some(pieces) = calls.get(n) else {
                let word = format!("{};", words.len());
                deltas.push(format!("\"content\":\"{word}\""));
                words.push_str(&word);
                continue;
            };
            let Some(piece) = pieces.get(next[n]) else {
                continue;
            };
            let arguments = Text::plain(piece);
            let arguments = arguments.escaped();
            deltas.push(match next[n] {
                0 => format!("\"tool_calls\":[{{\"index\":{n},\"id\":\"c{n}\",\"function\":{{\"name\":\"f{n}\",\"arguments\":\"\"}}}}]"),
                _ => format!("\"tool_calls\":[{{\"index\":{n},\"function\":{{\"arguments\":\"{arguments}\"}}}}]"),
            });
            next[n] += 1;
        }
        let deltas: Vec<&str> = deltas.iter().map(String::as_str).collect();
        let (mut heard, mut said) = (Vec::new(), String::new());
        for block in blocks(&deltas).unwrap() {
            match block {
                Content::Text(text) => said.push_str(&text.to_plain()),
                Content::Call { id, arguments, .. } => heard.push((id.to_string(), arguments.get().trim_end().to_owned())),
                other => panic!("{other:?}"),
            }
        }
        heard.sort();
        let given = calls.iter().enumerate().map(|(n, pieces)| {
            // White space behind a whole call tells nothing.
            let arguments = pieces.concat().trim_end().to_owned();
            (format!("c{n}"), if arguments.is_empty() { "{}".to_owned() } else { arguments })
        });
        prop_assert_eq!(heard, given.collect::<Vec<_>>());
        prop_assert_eq!(said, words);
    }
}
