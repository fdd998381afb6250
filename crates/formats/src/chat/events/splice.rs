//! The chunk that comes most: a piece of text, found by its shape instead of being parsed. What it says goes on as it is,
//! still escaped.

use crate::json::{Cursor, Text};

/// How such a chunk begins, with and without white space as programs write it.
const BEGINS: [&str; 2] = [r#"{"id":"#, r#"{"id": "#];

/// The text of a chunk of a text and nothing else, whose members, in any order, are of the usual kinds; `None` for anything
/// else, which is then parsed.
pub(super) fn text(data: &str) -> Option<Text<'_>> {
    BEGINS.iter().find(|begin| data.starts_with(**begin))?;
    let mut at = Cursor { data, at: 1 };
    let mut text = None;
    at.members(|at, name| match name {
        "choices" => {
            at.eat(b'[')?;
            text = Some(choice(at)?);
            at.eat(b']')
        }
        "created" => at.number().map(|_| ()),
        "id" | "object" | "model" | "service_tier" | "system_fingerprint" | "obfuscation" => {
            at.null().or_else(|| at.string().map(|_| ()))
        }
        "usage" => at.null(),
        _ => None,
    })?;
    (at.at == data.len()).then_some(())?;
    text.map(Text::from_escaped)
}

/// The only choice of a chunk that says something and does not end.
fn choice<'d>(at: &mut Cursor<'d>) -> Option<&'d str> {
    at.eat(b'{')?;
    let mut text = None;
    at.members(|at, name| match name {
        "index" => at.number().filter(|index| *index == 0).map(|_| ()),
        "delta" => {
            at.eat(b'{')?;
            at.members(|at, name| match name {
                "content" => at.string().map(|said| text = Some(said)),
                "refusal" => at.null(),
                _ => None,
            })
        }
        "logprobs" | "finish_reason" => at.null(),
        _ => None,
    })?;
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_found_whatever_the_order_of_its_members() {
        for data in [
            r#"{"id":"c","object":"chat.completion.chunk","created":1750000000,"model":"m","service_tier":"default","system_fingerprint":null,"choices":[{"index":0,"delta":{"content":"a \"é\" \u00e9\n"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"x"}"#,
            r#"{"id": "c", "choices": [{"delta": {"content": "a \"é\" \u00e9\n"}, "finish_reason": null, "index": 0}], "model": "m"}"#,
        ] {
            let text = text(data).unwrap();
            assert_eq!(text.escaped(), r#"a \"é\" \u00e9\n"#, "{data}");
        }
    }

    #[test]
    fn anything_else_is_left_to_the_parser() {
        for data in [
            "",
            "[DONE]",
            r#"{"id":"c"}"#,
            r#"{"id":"c","choices":[]}"#,
            r#"{"id":"c","choices":[{"index":1,"delta":{"content":"a"}}]}"#,
            r#"{"id":"c","choices":[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"b"}}]}"#,
            r#"{"id":"c","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}"#,
            r#"{"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":"a"}}]}"#,
            r#"{"id":"c","choices":[{"index":0,"delta":{"content":null}}]}"#,
            r#"{"id":"c","choices":[{"index":0,"delta":{"content":"a","reasoning":"b"}}]}"#,
            r#"{"id":"c","choices":[{"index":0,"delta":{}}]}"#,
            r#"{"id":"c","choices":[{"index":0,"delta":{"content":"a"}}],"usage":{"prompt_tokens":1}}"#,
            r#"{"id":"c","choices":[{"index":0,"delta":{"content":"a"}}],"error":{}}"#,
            r#"{"id":"c","choices":[{"index":0,"delta":{"content":"a"}}]},"#,
            r#"{"id":"c","choices":[{"index":0,"delta":{"content":"\x"}}]}"#,
            r#"{"object":"x","id":"c","choices":[{"index":0,"delta":{"content":"a"}}]}"#,
        ] {
            assert_eq!(text(data), None, "{data}");
        }
    }
}
