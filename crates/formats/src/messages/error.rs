//! Errors of the Messages format.

use crate::json::{Str, object};
use crate::{ErrorKind, Failure};

/// `error.type` (source: Anthropic API docs, "Errors").
pub(crate) fn name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidRequest
        | ErrorKind::ContextLength
        | ErrorKind::MethodNotAllowed
        | ErrorKind::UpgradeRequired
        | ErrorKind::Conflict
        | ErrorKind::UnsupportedMedia => "invalid_request_error",
        ErrorKind::Authentication | ErrorKind::Credential => "authentication_error",
        ErrorKind::Billing => "billing_error",
        ErrorKind::Permission => "permission_error",
        ErrorKind::NotFound | ErrorKind::UnknownModel => "not_found_error",
        ErrorKind::TooLarge => "request_too_large",
        ErrorKind::RateLimit | ErrorKind::PlanLimit => "rate_limit_error",
        ErrorKind::RequestTimeout | ErrorKind::GatewayTimeout => "timeout_error",
        ErrorKind::Internal | ErrorKind::BadGateway => "api_error",
        ErrorKind::Overloaded => "overloaded_error",
    }
}

object! {
    struct Body<'a> {
        error: Inner<'a> = "error",
    }
}

object! {
    struct Inner<'a> {
        kind: Str<'a> = "type",
        message: Str<'a> = "message",
    }
}

/// How the API says that a conversation is too long (source: its own message; there is no type of its own for it).
const TOO_LONG: [&str; 2] = ["prompt is too long", "exceed context limit"];

/// Reads a provider's refusal. The status says what kind it is (source: Anthropic API docs, "Errors").
#[must_use]
pub fn decode(status: u16, body: &[u8]) -> Failure {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let inner = inner(text).unwrap_or_default();
    let kind = match status {
        400 | 422 => ErrorKind::InvalidRequest,
        401 => ErrorKind::Credential,
        402 => ErrorKind::Billing,
        403 => ErrorKind::Permission,
        // Which model is the only thing of a translated request that can be not found.
        404 => ErrorKind::UnknownModel,
        408 => ErrorKind::RequestTimeout,
        409 => ErrorKind::Conflict,
        413 => ErrorKind::TooLarge,
        429 => ErrorKind::RateLimit,
        502 => ErrorKind::BadGateway,
        503 | 529 => ErrorKind::Overloaded,
        504 => ErrorKind::GatewayTimeout,
        400..=499 => ErrorKind::InvalidRequest,
        _ => ErrorKind::Internal,
    };
    failure(kind, &inner, || {
        format!("the provider answered with the status {status} and no reason")
    })
}

/// Reads an error that came in the middle of a stream: it has a type and no status.
pub(super) fn decode_event(data: &str) -> Failure {
    let inner = inner(data).unwrap_or_default();
    let kind = match inner.kind.as_deref() {
        Some("invalid_request_error") => ErrorKind::InvalidRequest,
        Some("authentication_error") => ErrorKind::Credential,
        Some("billing_error") => ErrorKind::Billing,
        Some("permission_error") => ErrorKind::Permission,
        Some("not_found_error") => ErrorKind::UnknownModel,
        Some("request_too_large") => ErrorKind::TooLarge,
        Some("rate_limit_error") => ErrorKind::RateLimit,
        Some("timeout_error") => ErrorKind::GatewayTimeout,
        Some("overloaded_error") => ErrorKind::Overloaded,
        _ => ErrorKind::Internal,
    };
    failure(kind, &inner, || {
        "the provider's answer broke off with an error and no reason".to_owned()
    })
}

fn inner(text: &str) -> Option<Inner<'_>> {
    serde_json::from_str::<Body<'_>>(text).ok()?.error
}

fn failure(kind: ErrorKind, inner: &Inner<'_>, otherwise: impl FnOnce() -> String) -> Failure {
    let said = inner
        .message
        .as_deref()
        .filter(|message| !message.is_empty());
    let message = said.map_or_else(otherwise, str::to_owned);
    let too_long = TOO_LONG.iter().any(|text| message.contains(text));
    let kind = match kind {
        ErrorKind::InvalidRequest if too_long => ErrorKind::ContextLength,
        kind => kind,
    };
    Failure::new(kind, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_keeps_its_words_and_gets_its_kind() {
        for (status, body, kind, message) in [
            (
                400,
                r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}"#,
                ErrorKind::ContextLength,
                "prompt is too long: 210000 tokens > 200000 maximum",
            ),
            (
                404,
                r#"{"error":{"type":"not_found_error","message":"model: x"}}"#,
                ErrorKind::UnknownModel,
                "model: x",
            ),
            (
                401,
                r#"{"error":{"message":"no"}}"#,
                ErrorKind::Credential,
                "no",
            ),
            (
                529,
                r#"{"error":{"message":"Overloaded"}}"#,
                ErrorKind::Overloaded,
                "Overloaded",
            ),
            (
                503,
                "<html>",
                ErrorKind::Overloaded,
                "the provider answered with the status 503 and no reason",
            ),
            (
                418,
                "",
                ErrorKind::InvalidRequest,
                "the provider answered with the status 418 and no reason",
            ),
        ] {
            assert_eq!(decode(status, body.as_bytes()), Failure::new(kind, message));
        }
    }
}
