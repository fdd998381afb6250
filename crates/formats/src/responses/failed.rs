//! How a stream says that it came to nothing.

use crate::responses::Delivery;
use crate::responses::events::{Ending, Head, response};
use crate::{ErrorKind, Failure};

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

/// The last event of a stream that was begun elsewhere, complete with its blank line. What was said before is not known
/// here: the response has an id of its own, and the event the number 0.
pub(crate) fn event(kind: ErrorKind, message: &str, request_id: &str) -> String {
    let head = Head::new(request_id, "", 0);
    let failure = Failure::new(kind, message);
    let mut out =
        b"event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":".to_vec();
    let ending = Ending::Failed(&failure);
    response(&head, &Delivery::default(), &ending, &[], None, &mut out);
    out.extend_from_slice(b",\"sequence_number\":0}\n\n");
    String::from_utf8(out).unwrap_or_default()
}
