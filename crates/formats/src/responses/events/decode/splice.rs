//! The event that comes most: a piece of text, found by its shape instead of being parsed. What it says goes on as it is,
//! still escaped.

use crate::json::Text;

/// How such an event begins, with and without white space as programs write it (measured: JavaScript and Python).
const BEGINS: [&str; 2] = [
    r#"{"type":"response.output_text.delta","#,
    r#"{"type": "response.output_text.delta", "#,
];

/// What is known of a piece of text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Piece<'d> {
    pub(super) output_index: u64,
    pub(super) content_index: u64,
    pub(super) text: Text<'d>,
}

/// A `response.output_text.delta` whose members, in any order, are of the usual kinds; `None` for anything else, which
/// is then parsed.
pub(super) fn delta(data: &str) -> Option<Piece<'_>> {
    let begin = BEGINS.iter().find(|begin| data.starts_with(**begin))?;
    let mut at = Cursor {
        data,
        at: begin.len(),
    };
    let mut piece = Piece::default();
    let (mut item, mut part, mut text) = (false, false, false);
    loop {
        let name = at.string()?;
        at.eat(b':')?;
        at.space();
        match name {
            "output_index" => (piece.output_index, item) = (at.number()?, true),
            "content_index" => (piece.content_index, part) = (at.number()?, true),
            "delta" => (piece.text, text) = (Text::from_escaped(at.string()?), true),
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
        if at.eat(b',').is_none() {
            break;
        }
        at.space();
    }
    at.eat(b'}')?;
    (item && part && text && at.at == data.len()).then_some(piece)
}

struct Cursor<'d> {
    data: &'d str,
    at: usize,
}

impl<'d> Cursor<'d> {
    fn byte(&self) -> Option<u8> {
        self.data.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while self.byte() == Some(b' ') {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.byte() == Some(byte)).then(|| self.at += 1)
    }

    fn number(&mut self) -> Option<u64> {
        let rest = &self.data.as_bytes()[self.at..];
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        let text = self.data.get(self.at..self.at + digits)?;
        // More digits than any index has; and none begins with a zero but zero itself.
        if digits > 9 || (digits > 1 && text.starts_with('0')) {
            return None;
        }
        self.at += digits;
        text.parse().ok()
    }

    /// The inside of a string; the cursor stands behind its closing quote then.
    fn string(&mut self) -> Option<&'d str> {
        self.eat(b'"')?;
        let start = self.at;
        let bytes = self.data.as_bytes();
        loop {
            let rest = bytes.get(self.at..)?;
            let plain = memchr::memchr2(b'"', b'\\', rest)?;
            // Not a loop with an early end: this one is done many bytes at a time.
            let controls = rest[..plain].iter().filter(|byte| **byte < b' ').count();
            if controls > 0 {
                return None;
            }
            self.at += plain;
            if rest[plain] == b'"' {
                let inside = self.data.get(start..self.at)?;
                self.at += 1;
                return Some(inside);
            }
            match rest.get(plain + 1)? {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 2,
                b'u' => {
                    let digits = rest.get(plain + 2..plain + 6)?;
                    digits.iter().all(u8::is_ascii_hexdigit).then_some(())?;
                    self.at += 6;
                }
                _ => return None,
            }
        }
    }
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
            assert_eq!((piece.output_index, piece.content_index), (1, 0));
            assert_eq!(piece.text.escaped(), r#"a \"é\" \u00e9\n"#);
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
