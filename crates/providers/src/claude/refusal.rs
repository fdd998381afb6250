//! A provider may refuse a login because the request comes from a program that is not its own. The refusal reaches the
//! client as it is, with one sentence about the ways that always work; it is never worked around.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use serde_json::Value;

use crate::Answer;

/// Error bodies are small; a larger one is passed on as it is.
const LIMIT: usize = 64 << 10;

/// Texts of such refusals (source: reports of users of third-party programs, September 2025 to April 2026; the texts
/// are not documented).
const TEXTS: [&str; 3] = [
    "only authorized for use with Claude Code",
    "Third-party apps now draw from your extra usage",
    "out of extra usage",
];

const WAYS: &str = "ccproxy: Anthropic refused this login for use outside its own programs. \
                    An API key always works: `ccproxy auth login --api-key`. So does Claude Code mode, with your own signed-in \
                    `claude` command: claude.mode = code.";

/// Marks, among an answer's extensions, that it is such a refusal.
#[derive(Debug, Clone, Copy)]
pub(super) struct ThirdParty;

/// Whether a message is such a refusal.
pub(crate) fn is_third_party_refusal(message: &str) -> bool {
    TEXTS.iter().any(|text| message.contains(text))
}

/// Adds the sentence, and the status 403 that fits the refusal, if it is one.
pub(super) async fn explain(response: Response<Answer>) -> Response<Answer> {
    let readable = matches!(
        response.status(),
        StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN
    ) && is_json(&response);
    if !readable {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let body = match body.whole(LIMIT).await {
        Ok(body) => body,
        Err(answer) => return Response::from_parts(head, answer),
    };
    let Some(explained) = explained(&body) else {
        return Response::from_parts(head, Answer::Whole(Some(body)));
    };
    head.status = StatusCode::FORBIDDEN;
    head.extensions.insert(ThirdParty);
    head.headers
        .insert(CONTENT_LENGTH, HeaderValue::from(explained.len()));
    Response::from_parts(head, Answer::Whole(Some(explained)))
}

fn explained(body: &[u8]) -> Option<Bytes> {
    let mut value: Value = serde_json::from_slice(body).ok()?;
    let error = value.get_mut("error")?.as_object_mut()?;
    let message = error.get("message")?.as_str()?;
    if !is_third_party_refusal(message) {
        return None;
    }
    let message = format!("{message} {WAYS}");
    error.insert("message".to_owned(), message.into());
    error.insert("type".to_owned(), "permission_error".into());
    serde_json::to_vec(&value).ok().map(Bytes::from)
}

fn is_json(response: &Response<Answer>) -> bool {
    response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|v| v.as_bytes().starts_with(b"application/json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_keeps_its_text_and_gains_the_way_out() {
        let body = br#"{"type":"error","error":{"type":"invalid_request_error","message":"This credential is only authorized for use with Claude Code and cannot be used for other API requests."},"request_id":"req_1"}"#;
        let value: Value = serde_json::from_slice(&explained(body).unwrap()).unwrap();
        let message = value["error"]["message"].as_str().unwrap();
        assert!(message.starts_with("This credential is only authorized"));
        assert!(message.ends_with("claude.mode = code."));
        assert_eq!(value["error"]["type"], "permission_error");
        assert_eq!(value["request_id"], "req_1");
    }

    #[test]
    fn any_other_error_stays_as_it_is() {
        for body in [
            &br#"{"type":"error","error":{"type":"invalid_request_error","message":"messages: Field required"}}"#[..],
            b"not JSON",
            b"{}",
        ] {
            assert!(explained(body).is_none());
        }
    }
}
