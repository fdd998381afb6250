use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// How long an error code may be; RFC 6749 has none over 25 characters.
const CODE: usize = 64;

/// A no of a server: what of it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) host: String,
    pub(crate) status: u16,
    /// The error code, where there is one that is a plain word.
    pub(crate) code: Option<String>,
    pub(crate) retry_after: Option<Duration>,
}

impl Refusal {
    pub(crate) fn of(host: String, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        Self {
            host,
            status: status.as_u16(),
            code: code(body),
            retry_after: headers
                .get(RETRY_AFTER)
                .and_then(|value| value.to_str().ok())
                .and_then(|text| retry_after(text, OffsetDateTime::now_utc())),
        }
    }

    /// Whether it says nothing of what was asked: another time it may be a yes.
    pub(crate) fn is_passing(&self) -> bool {
        self.status == 429 || self.status == 408 || self.status >= 500
    }
}

/// The code in the three shapes that openai/codex reads (`login/src/auth/manager.rs`): `{"error":{"code"}}`,
/// `{"error":"code"}` (RFC 6749, 5.2), `{"code"}`; and the `type` of Anthropic's API errors. It must be a plain word,
/// since it is shown and logged.
fn code(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let error = &body["error"];
    [&error["code"], error, &body["code"], &error["type"]]
        .into_iter()
        .find_map(Value::as_str)
        .filter(|code| is_word(code))
        .map(str::to_owned)
}

/// Whether a text is fit to be shown as an error code.
pub(crate) fn is_word(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    (1..=CODE).contains(&text.len()) && text.bytes().all(plain)
}

/// Seconds, or a date (RFC 9110, 10.2.3).
fn retry_after(text: &str, now: OffsetDateTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = OffsetDateTime::parse(text, &Rfc2822).ok()?;
    Some(Duration::try_from(until - now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_found_in_every_shape() {
        for (body, expected) in [
            (
                r#"{"error":{"code":"refresh_token_reused","type":"x"}}"#,
                Some("refresh_token_reused"),
            ),
            (
                r#"{"error":"invalid_grant","error_description":"…"}"#,
                Some("invalid_grant"),
            ),
            (
                r#"{"code":"token_expired","message":"…"}"#,
                Some("token_expired"),
            ),
            (
                r#"{"type":"error","error":{"type":"rate_limit_error","message":"…"}}"#,
                Some("rate_limit_error"),
            ),
            (
                r#"{"error":{"code":null,"type":"server_error"}}"#,
                Some("server_error"),
            ),
            (r#"{"detail":"no"}"#, None),
            (r#"["no"]"#, None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(code(body.as_bytes()).as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn a_code_that_is_no_plain_word_is_not_shown() {
        for wrong in ["a b", "\u{1b}[31mred", "", &"x".repeat(65), "<b>"] {
            let body = serde_json::json!({ "error": wrong }).to_string();
            assert_eq!(code(body.as_bytes()), None, "{wrong:?}");
        }
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        let now = OffsetDateTime::from_unix_timestamp(784_111_777).unwrap();
        let seconds = |text| retry_after(text, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("120"), Some(120));
        // The date of RFC 9110, 5.6.7, is 784111777.
        assert_eq!(seconds("Sun, 06 Nov 1994 08:50:37 GMT"), Some(60));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:00 GMT"), Some(0));
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds("-1"), None);
    }
}
