//! The event that comes most: a piece of a block, found by its shape instead of being parsed. What it says goes on as it
//! is, still escaped.

use crate::json::{Text, string_end};

/// What a piece belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Text,
    Thinking,
    Signature,
    Arguments,
}

/// The kinds of `delta`, each with the member that holds what it says (source: anthropic-python 2.13.0,
/// `RawContentBlockDelta`).
const KINDS: [(&[u8], &[u8], Piece); 4] = [
    (b"\"text_delta\"", b"\"text\"", Piece::Text),
    (
        b"\"input_json_delta\"",
        b"\"partial_json\"",
        Piece::Arguments,
    ),
    (b"\"thinking_delta\"", b"\"thinking\"", Piece::Thinking),
    (b"\"signature_delta\"", b"\"signature\"", Piece::Signature),
];

/// How such an event begins as the provider writes it, without white space.
const COMPACT: &str = r#"{"type":"content_block_delta","index":"#;
/// What follows the index then, with what it is a piece of.
const COMPACT_KINDS: [(&str, Piece); 4] = [
    (r#","delta":{"type":"text_delta","text":""#, Piece::Text),
    (
        r#","delta":{"type":"input_json_delta","partial_json":""#,
        Piece::Arguments,
    ),
    (
        r#","delta":{"type":"thinking_delta","thinking":""#,
        Piece::Thinking,
    ),
    (
        r#","delta":{"type":"signature_delta","signature":""#,
        Piece::Signature,
    ),
];

/// Index, kind and text of a `content_block_delta` whose members stand in the usual order; `None` for anything else,
/// which is then parsed.
pub(super) fn delta(data: &str) -> Option<(u64, Piece, Text<'_>)> {
    compact(data).or_else(|| spaced(data))
}

/// The same, for an event without any white space.
fn compact(data: &str) -> Option<(u64, Piece, Text<'_>)> {
    let mut at = Cursor {
        data,
        at: COMPACT.len(),
    };
    data.starts_with(COMPACT).then_some(())?;
    let index = at.number()?;
    let rest = data.get(at.at..)?;
    let (kind, piece) = COMPACT_KINDS
        .iter()
        .find(|(kind, _)| rest.starts_with(kind))?;
    at.at += kind.len();
    let start = at.at;
    at.string()?;
    (data.get(at.at..)? == "\"}}").then(|| (index, *piece, Text::from_escaped(&data[start..at.at])))
}

fn spaced(data: &str) -> Option<(u64, Piece, Text<'_>)> {
    let mut at = Cursor { data, at: 0 };
    at.all(&[
        b"{",
        b"\"type\"",
        b":",
        b"\"content_block_delta\"",
        b",",
        b"\"index\"",
        b":",
    ])?;
    let index = at.number()?;
    at.all(&[b",", b"\"delta\"", b":", b"{", b"\"type\"", b":"])?;
    let (member, piece) = KINDS
        .iter()
        .find_map(|(kind, member, piece)| at.eat(kind).map(|()| (*member, *piece)))?;
    at.all(&[b",", member, b":", b"\""])?;
    let start = at.at;
    at.string()?;
    let text = data.get(start..at.at)?;
    at.at += 1;
    at.all(&[b"}", b"}"])?;
    at.space();
    (at.at == data.len()).then(|| (index, piece, Text::from_escaped(text)))
}

struct Cursor<'d> {
    data: &'d str,
    at: usize,
}

impl Cursor<'_> {
    fn rest(&self) -> &[u8] {
        self.data.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn space(&mut self) {
        while self
            .rest()
            .first()
            .is_some_and(|b| matches!(b, b' ' | b'\t'))
        {
            self.at += 1;
        }
    }

    /// Passes over `token`, and over white space before it.
    fn eat(&mut self, token: &[u8]) -> Option<()> {
        self.space();
        self.rest()
            .starts_with(token)
            .then(|| self.at += token.len())
    }

    fn all(&mut self, tokens: &[&[u8]]) -> Option<()> {
        tokens.iter().try_for_each(|token| self.eat(token))
    }

    fn number(&mut self) -> Option<u64> {
        self.space();
        let digits = self
            .rest()
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        // More digits than any index has; and none begins with a zero but zero itself.
        let text = self.data.get(self.at..self.at + digits)?;
        if digits > 6 || (digits > 1 && text.starts_with('0')) {
            return None;
        }
        self.at += digits;
        text.parse().ok()
    }

    /// Passes over the inside of a string, up to its closing quote.
    fn string(&mut self) -> Option<()> {
        self.at = string_end(self.data.as_bytes(), self.at)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_found_however_it_is_spaced() {
        for (data, index, piece, text) in [
            (
                r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a \"é\" \u00e9\n"}}"#,
                0,
                Piece::Text,
                r#"a \"é\" \u00e9\n"#,
            ),
            (
                r#"{"type": "content_block_delta", "index": 12, "delta": {"type": "input_json_delta", "partial_json": ""}     }  "#,
                12,
                Piece::Arguments,
                "",
            ),
        ] {
            assert_eq!(delta(data), Some((index, piece, Text::from_escaped(text))));
        }
    }

    #[test]
    fn anything_else_is_left_to_the_parser() {
        for data in [
            "",
            "{}",
            r#"{"type":"ping"}"#,
            r#"{"index":0,"type":"content_block_delta","delta":{"type":"text_delta","text":"a"}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a","more":1}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}},"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\x"}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\u12g4"}}"#,
            r#"{"type":"content_block_delta","index":01,"delta":{"type":"text_delta","text":"a"}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","text":"a"}}"#,
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"\u{1}\"}}",
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"#,
        ] {
            assert_eq!(delta(data), None, "{data}");
        }
    }
}
