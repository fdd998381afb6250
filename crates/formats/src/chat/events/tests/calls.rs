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
fn a_custom_call_is_a_json_string_in_the_model() {
    let blocks = blocks(&[
        r#""tool_calls":[{"index":0,"id":"c1","type":"custom","custom":{"name":"x","input":""}}]"#,
        r#""tool_calls":[{"index":0,"custom":{"input":"say \"h"}}]"#,
        r#""tool_calls":[{"index":0,"custom":{"input":"i\"\n"}}]"#,
    ]);
    assert_eq!(blocks.unwrap(), [called("c1", "x", r#""say \"hi\"\n""#)]);
}
