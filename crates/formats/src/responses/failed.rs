//! How a stream says that it came to nothing.

use crate::ErrorKind;
use crate::json::Writer;

/// `response.error.code` (sources: openai-python 3.57.0, `ResponseError.code`; openai/codex, which knows a few more and
/// tries again after any that it does not know).
pub(in crate::responses) fn code(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::ContextLength => "context_length_exceeded",
        ErrorKind::RateLimit => "rate_limit_exceeded",
        // The word that makes the Codex CLI stop at once.
        ErrorKind::PlanLimit | ErrorKind::Billing => "insufficient_quota",
        ErrorKind::Overloaded => "server_is_overloaded",
        ErrorKind::InvalidRequest
        | ErrorKind::TooLarge
        | ErrorKind::UnsupportedMedia
        | ErrorKind::MethodNotAllowed
        | ErrorKind::NotFound => "invalid_prompt",
        ErrorKind::UnknownModel => "model_not_found",
        ErrorKind::Authentication => "invalid_api_key",
        ErrorKind::Credential => "upstream_unauthorized",
        ErrorKind::Permission => "permission_error",
        ErrorKind::Conflict
        | ErrorKind::RequestTimeout
        | ErrorKind::Internal
        | ErrorKind::BadGateway
        | ErrorKind::GatewayTimeout => "server_error",
    }
}

/// The last event of a stream that was begun elsewhere, complete with its blank line.
///
/// It is an `error` event and no `response.failed`, which would have to be of the response that was begun, and that is not
/// known here (measured with openai-python 3.57.0: "Lifecycle response identity changed"). What is in `error` makes the
/// SDKs raise with this message (measured with openai-python 3.57.0 and openai 6.49.0 and 7.57.0 for JavaScript); beside it
/// stands the same as the API's own event has it (openai-python 3.57.0, `ResponseErrorEvent`).
pub(crate) fn event(kind: ErrorKind, message: &str) -> String {
    let (kind, code) = (crate::chat::error::name(kind).0, code(kind));
    let mut said = Vec::new();
    let mut writer = Writer(&mut said);
    writer.raw("\"code\":").string(code);
    writer
        .key("message")
        .string(message)
        .key("param")
        .raw("null");
    let mut out = b"event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":".to_vec();
    Writer(&mut out).string(kind).raw(",");
    out.extend_from_slice(&said);
    out.extend_from_slice(b"},");
    out.extend_from_slice(&said);
    out.extend_from_slice(b",\"sequence_number\":0}\n\n");
    String::from_utf8(out).unwrap_or_default()
}
