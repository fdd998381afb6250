//! Errors of the Chat format.

use crate::ErrorKind;

/// `error.type` and `error.code` (source: OpenAI API docs, "Error codes").
pub(crate) fn name(kind: ErrorKind) -> (&'static str, Option<&'static str>) {
    match kind {
        ErrorKind::InvalidRequest
        | ErrorKind::MethodNotAllowed
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

/// Reads a provider's refusal.
#[must_use]
pub fn decode(status: u16, body: &[u8]) -> crate::Failure {
    let _ = (status, body);
    todo!()
}
