//! The events that come most: a piece of a text, or of what a function is called with, found by their shape instead of
//! being parsed. What it says goes on as it is, still escaped.

use super::item::Part;
use crate::json::{Cursor, Text};

/// How the kind of such an event begins, with and without white space as programs write it (measured: JavaScript and
/// Python).
const BEGINS: [&str; 2] = [r#"{"type":"response."#, r#"{"type": "response."#];
/// How it goes on, and whether it is a piece of a text.
const KINDS: [(&str, bool); 2] = [
    (r#"output_text.delta","#, true),
    (r#"function_call_arguments.delta","#, false),
];

/// What is known of a piece.
#[derive(Debug, PartialEq)]
pub(super) struct Piece<'d> {
    pub(super) output_index: u64,
    pub(super) part: Part,
    pub(super) text: Text<'d>,
}

/// A `response.output_text.delta` or `response.function_call_arguments.delta` whose members, in any order, are of the
/// usual kinds; `None` for anything else, which is then parsed.
pub(super) fn delta(data: &str) -> Option<Piece<'_>> {
    let rest = BEGINS.iter().find_map(|begin| data.strip_prefix(*begin))?;
    let (rest, is_text) =
        (KINDS.iter()).find_map(|(kind, text)| Some((rest.strip_prefix(*kind)?, *text)))?;
    let mut at = Cursor {
        data,
        at: data.len() - rest.len(),
    };
    let (mut item, mut content, mut text) = (None, None, None);
    at.members(|at, name| {
        match name {
            "output_index" => item = Some(at.number()?),
            "content_index" if is_text => content = Some(at.number()?),
            "delta" => text = Some(at.string()?),
            "sequence_number" => {
                at.number()?;
            }
            "item_id" | "obfuscation" => {
                at.string()?;
            }
            "logprobs" => {
                at.eat(b'[')?;
                at.eat(b']')?;
            }
            _ => return None,
        }
        Some(())
    })?;
    (at.at == data.len()).then_some(())?;
    Some(Piece {
        output_index: item?,
        part: if is_text {
            Part::Text(content?)
        } else {
            Part::Arguments
        },
        text: Text::from_escaped(text?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_found_whatever_the_order_of_its_members() {
        for data in [
            r#"{"type":"response.output_text.delta","item_id":"msg_1","output_index":1,"content_index":0,"delta":"a \"é\" \u00e9\n","sequence_number":10,"logprobs":[],"obfuscation":"x"}"#,
            r#"{"type": "response.output_text.delta", "delta": "a \"é\" \u00e9\n", "content_index": 0, "output_index": 1}"#,
        ] {
            let piece = delta(data).unwrap();
            assert_eq!((piece.output_index, piece.part), (1, Part::Text(0)));
            assert_eq!(piece.text.escaped(), r#"a \"é\" \u00e9\n"#);
        }
        for data in [
            r#"{"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":2,"delta":"{\"a\":","obfuscation":"x"}"#,
            r#"{"type": "response.function_call_arguments.delta", "sequence_number": 3, "delta": "{\"a\":", "output_index": 2}"#,
        ] {
            let piece = delta(data).unwrap();
            assert_eq!((piece.output_index, piece.part), (2, Part::Arguments));
            assert_eq!(piece.text.escaped(), r#"{\"a\":"#);
        }
    }

    #[test]
    fn anything_else_is_left_to_the_parser() {
        for data in [
            "",
            "{}",
            r#"{"type":"response.created"}"#,
            r#"{"delta":"a","type":"response.output_text.delta","output_index":0,"content_index":0}"#,
            r#"{"type":"response.output_text.delta","output_index":0,"content_index":0}"#,
            r#"{"type":"response.output_text.delta","output_index":0,"delta":"a"}"#,
            r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":null}"#,
            r#"{"type":"response.output_text.delta","output_index":00,"content_index":0,"delta":"a"}"#,
            r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a","more":1}"#,
            r#"{"type":"response.output_text.done","output_index":0,"content_index":0,"delta":"a"}"#,
            r#"{"type":"response.function_call_arguments.delta","output_index":0,"content_index":0,"delta":"a"}"#,
            r#"{"type":"response.function_call_arguments.delta","delta":"a"}"#,
            r#"{"type":"response.function_call_arguments.delta","output_index":0,"delta":{}}"#,
            r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a","logprobs":[{}]}"#,
            r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"\x"}"#,
            r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"},"#,
            r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"a"#,
            "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"\u{1}\"}",
        ] {
            assert_eq!(delta(data), None, "{data}");
        }
    }
}
