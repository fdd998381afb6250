//! Reads what an answer says about tokens and errors, while its bytes pass by: nothing is copied, and what cannot be read
//! is passed over.

use std::borrow::Cow;
use std::sync::LazyLock;

use formats::Format;
use formats::conversation::Usage;
use memchr::memmem::Finder;
use memchr::{memchr2, memrchr2};
use serde::Deserialize;

/// An event of more bytes is none that counts tokens. The last event of the Responses format says the whole answer again.
const LARGEST_EVENT: usize = 1 << 20;

static EVENT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("event: "));
/// Chat has no names of events; its one chunk with an object of usage is found by that.
static USAGE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"usage\":{"));

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
    /// Of the last event of the Responses format.
    #[serde(borrow)]
    response: Option<Done<'a>>,
    /// Of `message_delta`, and of a whole answer.
    usage: Option<Counts>,
}

#[derive(Deserialize)]
struct Begun {
    usage: Option<Counts>,
}

#[derive(Deserialize)]
struct Done<'a> {
    #[serde(borrow)]
    error: Option<Fault<'a>>,
    usage: Option<Counts>,
}

#[derive(Deserialize)]
struct Fault<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    code: Option<Cow<'a, str>>,
}

/// Messages, Responses and Chat have names of their own for the same counts.
#[derive(Deserialize)]
struct Counts {
    #[serde(alias = "prompt_tokens")]
    input_tokens: Option<u64>,
    cache_creation_input_tokens: Option<u64>,
    cache_read_input_tokens: Option<u64>,
    #[serde(alias = "completion_tokens")]
    output_tokens: Option<u64>,
    #[serde(alias = "prompt_tokens_details")]
    input_tokens_details: Option<Details>,
}

#[derive(Deserialize)]
struct Details {
    cached_tokens: Option<u64>,
}

/// Looks for the events that count tokens or end the answer with an error. `bytes` are whole events.
pub(super) fn events(format: Format, bytes: &[u8], mut told: impl FnMut(Said)) {
    let names: &[&[u8]] = match format {
        Format::Messages => &[b"message_start", b"message_delta", b"error"],
        Format::Responses => &[
            b"response.completed",
            b"response.incomplete",
            b"response.failed",
            b"error",
        ],
        Format::Chat => return chunks(bytes, told),
    };
    for at in EVENT.find_iter(bytes) {
        let begins = at == 0 || matches!(bytes[at - 1], b'\n' | b'\r');
        let rest = &bytes[at + EVENT.needle().len()..];
        if begins
            && let Some(data) = data(rest, names)
            && let Some(said) = whole(data)
        {
            told(said);
        }
    }
}

/// The data of an event that is looked at; `rest` begins with its name.
fn data<'b>(rest: &'b [u8], names: &[&[u8]]) -> Option<&'b [u8]> {
    let name = names.iter().find(|name| rest.starts_with(name))?;
    let rest = &rest[name.len()..];
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    let rest = rest.strip_prefix(b"data:")?;
    let line = &rest[..rest.len().min(LARGEST_EVENT)];
    memchr2(b'\n', b'\r', line).map(|end| &line[..end])
}

/// Looks for the chunks of a Chat answer that have an object of usage.
fn chunks(bytes: &[u8], mut told: impl FnMut(Said)) {
    for at in USAGE.find_iter(bytes) {
        let start = memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |end| end + 1);
        let end = memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |end| at + end);
        if let Some(json) = bytes[start..end].strip_prefix(b"data:")
            && let Some(said) = whole(json)
        {
            told(said);
        }
    }
}

/// Reads a whole answer, or the data of one event.
pub(super) fn whole(json: &[u8]) -> Option<Said> {
    let answer: Answer<'_> = serde_json::from_slice(json).ok()?;
    let (failed, used) = match answer.response {
        Some(done) => (done.error, done.usage),
        None => (None, None),
    };
    if let Some(error) = answer.error.or(failed) {
        let kind = error.kind.or(error.code);
        return Some(Said::Failed(plain(kind.as_deref())));
    }
    let counts = answer
        .usage
        .or(answer.message.and_then(|begun| begun.usage))
        .or(used)?;
    Some(Said::Used(counts.into()))
}

impl From<Counts> for Usage {
    fn from(counts: Counts) -> Self {
        // OpenAI counts what came from the cache into the whole; Anthropic beside it.
        let cached = counts
            .input_tokens_details
            .and_then(|details| details.cached_tokens);
        let input = counts
            .input_tokens
            .map(|all| all.saturating_sub(cached.unwrap_or(0)));
        Self {
            input,
            cache_read: counts.cache_read_input_tokens.or(cached),
            cache_write: counts.cache_creation_input_tokens,
            output: counts.output_tokens,
            reasoning: None,
        }
    }
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
        events(Format::Messages, text.as_bytes(), |said| all.push(said));
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

    #[test]
    fn openais_formats_count_what_came_from_the_cache_into_the_whole() {
        let responses = concat!(
            "event: response.completed\n",
            r#"data: {"response":{"usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":2},"output_tokens":5}}}"#,
            "\n\nevent: response.failed\n",
            r#"data: {"response":{"error":{"code":"server_error","message":"secret"}}}"#,
            "\n\n"
        );
        let chat = concat!(
            r#"data: {"choices":[{"delta":{"content":"\"usage\":{"}}],"usage":null}"#,
            "\n\n",
            r#"data: {"choices":[],"usage":{"prompt_tokens":9,"prompt_tokens_details":{"cached_tokens":2},"completion_tokens":5}}"#,
            "\n\ndata: [DONE]\n\n"
        );
        let counted = Usage {
            input: Some(7),
            cache_read: Some(2),
            output: Some(5),
            ..Usage::default()
        };
        for (format, text, failed) in [
            (Format::Responses, responses, true),
            (Format::Chat, chat, false),
        ] {
            let mut all = Vec::new();
            events(format, text.as_bytes(), |said| all.push(said));
            let mut expected = vec![Said::Used(counted)];
            expected.extend(failed.then(|| Said::Failed("server_error".to_owned())));
            assert_eq!(all, expected);
        }
    }
}
