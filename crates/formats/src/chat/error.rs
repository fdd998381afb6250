//! Errors of the Chat format.

use serde_json::value::RawValue;

use crate::json::{Str, object};
use crate::{ErrorKind, Failure};

/// `error.type` and `error.code` (source: OpenAI API docs, "Error codes").
pub(crate) fn name(kind: ErrorKind) -> (&'static str, Option<&'static str>) {
    match kind {
        ErrorKind::InvalidRequest
        | ErrorKind::MethodNotAllowed
        | ErrorKind::UpgradeRequired
        | ErrorKind::UnsupportedMedia
        | ErrorKind::Conflict
        | ErrorKind::RequestTimeout
        | ErrorKind::TooLarge => ("invalid_request_error", None),
        ErrorKind::ContextLength => ("invalid_request_error", Some("context_length_exceeded")),
        ErrorKind::Authentication => ("invalid_request_error", Some("invalid_api_key")),
        ErrorKind::Credential => ("invalid_request_error", Some("upstream_unauthorized")),
        ErrorKind::Billing => ("insufficient_quota", Some("insufficient_quota")),
        ErrorKind::Permission => ("permission_error", None),
        ErrorKind::NotFound => ("invalid_request_error", Some("not_found")),
        ErrorKind::UnknownModel => ("invalid_request_error", Some("model_not_found")),
        ErrorKind::RateLimit => ("rate_limit_error", Some("rate_limit_exceeded")),
        ErrorKind::PlanLimit => ("rate_limit_error", Some("usage_limit_reached")),
        ErrorKind::Internal | ErrorKind::BadGateway | ErrorKind::GatewayTimeout => {
            ("server_error", None)
        }
        ErrorKind::Overloaded => ("server_error", Some("overloaded")),
    }
}

object! {
    struct Body<'a> {
        /// An object, or its message alone.
        error: &'a RawValue = "error",
        /// What some of OpenAI's doors say instead (source: openai/codex, errors of the ChatGPT backend).
        detail: &'a RawValue = "detail",
        message: Str<'a> = "message",
    }
}

object! {
    struct Said<'a> {
        message: Str<'a> = "message",
        kind: Str<'a> = "type",
        param: &'a RawValue = "param",
        /// A name; some servers send the status.
        code: &'a RawValue = "code",
    }
}

/// Reads a provider's refusal.
#[must_use]
pub fn decode(status: u16, body: &[u8]) -> Failure {
    let plain = || {
        let message =
            format!("the model's provider answered with status {status}, and did not say why");
        Failure::new(of_status(status), message)
    };
    let Some(body) = std::str::from_utf8(body).ok() else {
        return plain();
    };
    let Ok(body) = serde_json::from_str::<Body<'_>>(body) else {
        return plain();
    };
    let said = body.error.map(|error| said(error.get()));
    let said = said.or_else(|| body.detail.map(|detail| said_in_words(detail.get())));
    let mut said = said.unwrap_or_default();
    said.message = said.message.or(body.message);
    failure(said, of_status(status)).unwrap_or_else(plain)
}

/// Reads the fault that a provider tells of in the middle of a stream: what stands in `error`.
pub(super) fn in_stream(error: &str) -> Failure {
    let said = said(error);
    let status = said.code.and_then(|code| code.get().parse().ok());
    let kind = match said.kind.as_deref() {
        Some("invalid_request_error") => ErrorKind::InvalidRequest,
        _ => status.map_or(ErrorKind::Internal, of_status),
    };
    failure(said, kind).unwrap_or_else(|| {
        let message = "the model's provider broke off, and did not say why; send the request again";
        Failure::new(kind, message)
    })
}

/// An error as an object, or as its message alone.
fn said(error: &str) -> Said<'_> {
    serde_json::from_str(error).unwrap_or_else(|_| said_in_words(error))
}

fn said_in_words(message: &str) -> Said<'_> {
    Said {
        message: serde_json::from_str(message).ok(),
        ..Said::default()
    }
}

/// What was said, of the kind that its names tell, or else `kind`. `None`: there are no words.
fn failure(said: Said<'_>, kind: ErrorKind) -> Option<Failure> {
    let message = said.message.filter(|message| !message.trim().is_empty())?;
    let code = said
        .code
        .and_then(|code| serde_json::from_str::<Str<'_>>(code.get()).ok());
    let named = |name: &Option<Str<'_>>| name.as_deref().and_then(of_name);
    let by_name = named(&code).or_else(|| named(&said.kind));
    // Servers that have no codes use OpenAI's words.
    let too_long = kind == ErrorKind::InvalidRequest && message.contains("maximum context length");
    let kind = if too_long {
        ErrorKind::ContextLength
    } else {
        kind
    };
    let param = said
        .param
        .and_then(|param| serde_json::from_str::<Str<'_>>(param.get()).ok());
    Some(Failure {
        kind: by_name.unwrap_or(kind),
        message: message.to_string(),
        param: param.map(|param| param.to_string()),
        detail: None,
        code: code.map(|code| code.to_string()),
    })
}

/// What a status of OpenAI's means, where nothing else tells.
pub(crate) fn of_status(status: u16) -> ErrorKind {
    match status {
        401 => ErrorKind::Credential,
        402 => ErrorKind::Billing,
        403 => ErrorKind::Permission,
        404 => ErrorKind::NotFound,
        405 => ErrorKind::MethodNotAllowed,
        408 => ErrorKind::RequestTimeout,
        409 => ErrorKind::Conflict,
        413 => ErrorKind::TooLarge,
        415 => ErrorKind::UnsupportedMedia,
        429 => ErrorKind::RateLimit,
        400..=499 => ErrorKind::InvalidRequest,
        502 => ErrorKind::BadGateway,
        503 | 529 => ErrorKind::Overloaded,
        504 => ErrorKind::GatewayTimeout,
        _ => ErrorKind::Internal,
    }
}

/// The kind that `error.code` or `error.type` tells more exactly than the status (sources: OpenAI API docs, "Error
/// codes"; openai/codex, errors of the ChatGPT backend; OpenAI docs, "Sign in with ChatGPT: errors and recovery").
fn of_name(name: &str) -> Option<ErrorKind> {
    Some(match name {
        "context_length_exceeded" => ErrorKind::ContextLength,
        "model_not_found" => ErrorKind::UnknownModel,
        "invalid_api_key" | "authentication_error" => ErrorKind::Credential,
        "insufficient_quota" | "billing_hard_limit_reached" | "billing_not_active" => {
            ErrorKind::Billing
        }
        "usage_limit_reached"
        | "usage_not_included"
        | "subscription_sharing_usage_limit_exceeded" => ErrorKind::PlanLimit,
        "subscription_sharing_user_not_eligible" | "permission_error" => ErrorKind::Permission,
        "rate_limit_exceeded" | "rate_limit_error" => ErrorKind::RateLimit,
        "server_is_overloaded" | "overloaded" | "overloaded_error" => ErrorKind::Overloaded,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(status: u16, body: &str) -> ErrorKind {
        decode(status, body.as_bytes()).kind
    }

    #[test]
    fn a_refusal_keeps_the_providers_words_and_the_member_they_are_about() {
        let body = br#"{"error":{"message":"say \"less\"","type":"invalid_request_error","param":"messages","code":null}}"#;
        let failure = decode(400, body);
        assert_eq!(failure.kind, ErrorKind::InvalidRequest);
        assert_eq!(failure.message, "say \"less\"");
        assert_eq!(failure.param.as_deref(), Some("messages"));
    }

    #[test]
    fn the_status_tells_the_kind() {
        for (status, expected) in [
            (400, ErrorKind::InvalidRequest),
            (401, ErrorKind::Credential),
            (402, ErrorKind::Billing),
            (403, ErrorKind::Permission),
            (404, ErrorKind::NotFound),
            (413, ErrorKind::TooLarge),
            (422, ErrorKind::InvalidRequest),
            (429, ErrorKind::RateLimit),
            (500, ErrorKind::Internal),
            (502, ErrorKind::BadGateway),
            (503, ErrorKind::Overloaded),
            (504, ErrorKind::GatewayTimeout),
            (529, ErrorKind::Overloaded),
        ] {
            assert_eq!(
                kind(status, r#"{"error":{"message":"no"}}"#),
                expected,
                "{status}"
            );
        }
    }

    #[test]
    fn a_code_or_type_tells_it_more_exactly() {
        for (status, code, expected) in [
            (400, "context_length_exceeded", ErrorKind::ContextLength),
            (404, "model_not_found", ErrorKind::UnknownModel),
            (429, "insufficient_quota", ErrorKind::Billing),
            (429, "usage_limit_reached", ErrorKind::PlanLimit),
            (
                429,
                "subscription_sharing_usage_limit_exceeded",
                ErrorKind::PlanLimit,
            ),
            (429, "rate_limit_exceeded", ErrorKind::RateLimit),
            (
                403,
                "subscription_sharing_user_not_eligible",
                ErrorKind::Permission,
            ),
            (400, "unheard_of", ErrorKind::InvalidRequest),
        ] {
            let by_code =
                format!("{{\"error\":{{\"message\":\"no\",\"type\":\"x\",\"code\":\"{code}\"}}}}");
            let by_type =
                format!("{{\"error\":{{\"message\":\"no\",\"type\":\"{code}\",\"code\":null}}}}");
            assert_eq!(kind(status, &by_code), expected, "{code}");
            assert_eq!(kind(status, &by_type), expected, "{code}");
        }
        let words =
            r#"{"error":{"message":"This model's maximum context length is 5 tokens","code":400}}"#;
        assert_eq!(kind(400, words), ErrorKind::ContextLength);
    }

    #[test]
    fn other_shapes_are_read_too() {
        for (body, message) in [
            (r#"{"error":"no"}"#, "no"),
            (
                r#"{"detail":"Unsupported parameter: x"}"#,
                "Unsupported parameter: x",
            ),
            (r#"{"message":"no"}"#, "no"),
        ] {
            assert_eq!(decode(400, body.as_bytes()).message, message);
        }
    }

    #[test]
    fn a_body_that_says_nothing_leaves_a_sentence_with_the_status() {
        for body in [
            &b""[..],
            b"<html>bad gateway</html>",
            b"{}",
            b"[]",
            b"\xff",
            b"{\"error\":{\"message\":\" \"}}",
            b"{\"error\":7}",
        ] {
            let failure = decode(502, body);
            assert_eq!(failure.kind, ErrorKind::BadGateway);
            assert!(
                failure.message.contains("502") && !failure.message.contains('<'),
                "{}",
                failure.message
            );
        }
    }
}
