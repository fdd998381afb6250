//! Reads what a Messages answer says about tokens and errors, while its bytes pass by: nothing is copied, and what cannot
//! be read is passed over.

use std::borrow::Cow;
use std::sync::LazyLock;

use formats::conversation::Usage;
use memchr::memchr2;
use memchr::memmem::Finder;
use serde::Deserialize;

/// An event of more bytes is none that counts tokens.
const LARGEST_EVENT: usize = 64 << 10;

static EVENT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("event: "));

/// Something that a provider said about its answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    Used(Usage),
    /// The kind of an error.
    Failed(String),
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    error: Option<Fault<'a>>,
    /// Of `message_start`.
    message: Option<Begun>,
    /// Of `message_delta`, and of a whole answer.
    usage: Option<Counts>,
}

#[derive(Deserialize)]
struct Begun {
    usage: Option<Counts>,
}

#[derive(Deserialize)]
struct Fault<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Counts {
    input_tokens: Option<u64>,
    cache_creation_input_tokens: Option<u64>,
    cache_read_input_tokens: Option<u64>,
    output_tokens: Option<u64>,
}

/// Looks for the events that count tokens or end the answer with an error. `bytes` are whole events.
pub(super) fn events(bytes: &[u8], mut told: impl FnMut(Said)) {
    for at in EVENT.find_iter(bytes) {
        let begins = at == 0 || matches!(bytes[at - 1], b'\n' | b'\r');
        let rest = &bytes[at + EVENT.needle().len()..];
        if begins
            && let Some(data) = data(rest)
            && let Some(said) = whole(data)
        {
            told(said);
        }
    }
}

/// The data of an event that is looked at; `rest` begins with its name.
fn data(rest: &[u8]) -> Option<&[u8]> {
    const TOLD: [&[u8]; 3] = [b"message_start", b"message_delta", b"error"];
    let name = TOLD.into_iter().find(|name| rest.starts_with(name))?;
    let rest = &rest[name.len()..];
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    let rest = rest.strip_prefix(b"data:")?;
    let line = &rest[..rest.len().min(LARGEST_EVENT)];
    memchr2(b'\n', b'\r', line).map(|end| &line[..end])
}

/// Reads a whole answer, or the data of one event.
pub(super) fn whole(json: &[u8]) -> Option<Said> {
    let answer: Answer<'_> = serde_json::from_slice(json).ok()?;
    if let Some(error) = answer.error {
        return Some(Said::Failed(plain(error.kind.as_deref())));
    }
    let counts = answer
        .usage
        .or(answer.message.and_then(|begun| begun.usage))?;
    Some(Said::Used(Usage {
        input: counts.input_tokens,
        cache_read: counts.cache_read_input_tokens,
        cache_write: counts.cache_creation_input_tokens,
        output: counts.output_tokens,
        reasoning: None,
    }))
}

/// A kind is a name; anything else might quote the client.
fn plain(kind: Option<&str>) -> String {
    let is_name =
        |kind: &&str| kind.len() <= 60 && kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    kind.filter(is_name).unwrap_or("error").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<Said> {
        let mut all = Vec::new();
        events(text.as_bytes(), |said| all.push(said));
        all
    }

    fn used(input: u64, output: u64) -> Said {
        Said::Used(Usage {
            input: Some(input),
            output: Some(output),
            ..Usage::default()
        })
    }

    #[test]
    fn tokens_and_errors_are_read_from_the_events_that_hold_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = [
                "event: message_start",
                r#"data: {"message":{"usage":{"input_tokens":7,"output_tokens":1}}}"#,
                "",
                "event: content_block_delta",
                r#"data: {"usage":{"input_tokens":99}}"#,
                "",
                ": keep-alive",
                "",
                "event: message_delta",
                r#"data:{"usage":{"input_tokens":7,"output_tokens":5}}"#,
                "",
                "event: error",
                r#"data: {"error":{"type":"overloaded_error","message":"secret"}}"#,
                "",
            ];
            let failed = Said::Failed("overloaded_error".to_owned());
            assert_eq!(said(&text.join(end)), [used(7, 1), used(7, 5), failed]);
        }
    }

    #[test]
    fn what_only_looks_like_such_an_event_is_passed_over() {
        for text in [
            "data: event: message_delta\ndata: {\"usage\":{\"input_tokens\":1}}\n\n",
            "event: message_delta\ndata: not JSON\n\n",
            "event: message_delta\ndata: {\"usage\":{\"input_tokens\":\"7\"}}\n\n",
            "event: message_delta\ndata: {\"usage\":{\"input_tokens\":7}}",
            "event: message_delta",
            "event: ",
        ] {
            assert_eq!(said(text), [], "{text}");
        }
    }

    #[test]
    fn a_kind_that_is_no_name_is_not_taken_over() {
        let answer = br#"{"error":{"type":"You said: secret"}}"#;
        assert_eq!(whole(answer), Some(Said::Failed("error".to_owned())));
    }
}
