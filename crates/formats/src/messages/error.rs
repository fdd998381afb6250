//! Errors of the Messages format.

use crate::ErrorKind;

/// `error.type` (source: Anthropic API docs, "Errors").
pub(crate) fn name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidRequest
        | ErrorKind::ContextLength
        | ErrorKind::MethodNotAllowed
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

/// Reads a provider's refusal.
#[must_use]
pub fn decode(status: u16, body: &[u8]) -> crate::Failure {
    let _ = (status, body);
    todo!()
}
