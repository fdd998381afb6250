//! Scenarios that answer with an error.

use http::StatusCode;

use crate::anthropic::headers;
use crate::anthropic::refusal::Refusal;

/// The refusal of an error scenario. Types and statuses: Anthropic API docs, "Errors".
pub(super) fn find(name: &str) -> Option<Refusal> {
    let refusal = match name {
        "error400" => Refusal::invalid("messages: at least one message is required"),
        "error401" => {
            Refusal::unauthorized("invalid x-api-key").with_header("x-should-retry", "false")
        }
        "error403" => new(
            403,
            "permission_error",
            "Your API key does not have permission to use the specified resource.",
        ),
        "error404" => Refusal::not_found("model: no-such-model"),
        "error413" => new(413, "request_too_large", "Request exceeds the maximum size"),
        "error429" => burst(),
        "error429plan" => plan(),
        "error500" => new(500, "api_error", "Internal server error"),
        "error529" => {
            new(529, "overloaded_error", "Overloaded").with_header("x-should-retry", "true")
        }
        // The answers to subscription tokens in other programs, as people report them publicly.
        "credential" => third_party(),
        "extra_usage" => Refusal::invalid(
            "Third-party apps now draw from your extra usage, not your plan limits. Add more at \
             claude.ai/settings/usage and keep going.",
        ),
        "revoked" => new(
            403,
            "permission_error",
            "OAuth token has been revoked. Please obtain a new token.",
        ),
        _ => return None,
    };
    Some(refusal)
}

/// What a subscription token gets in another program than Claude Code.
pub(crate) fn third_party() -> Refusal {
    Refusal::invalid(
        "This credential is only authorized for use with Claude Code and cannot be used for other API requests.",
    )
}

fn new(status: u16, kind: &'static str, message: &str) -> Refusal {
    Refusal::new(
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        kind,
        message,
    )
}

/// A rate limit that passes in a second (Anthropic API docs, "Rate limits").
fn burst() -> Refusal {
    let reset = headers::rfc3339(headers::unix_seconds() + 1);
    new(
        429,
        "rate_limit_error",
        "This request would exceed your organization's rate limit of 4000 requests per minute.",
    )
    .with_header("retry-after", "1")
    .with_header("anthropic-ratelimit-requests-limit", "4000")
    .with_header("anthropic-ratelimit-requests-remaining", "0")
    .with_header("anthropic-ratelimit-requests-reset", reset)
}

/// A plan's limit: five hours used up.
fn plan() -> Refusal {
    let refusal = new(429, "rate_limit_error", "You've hit your limit")
        .with_header("retry-after", "3600")
        .with_header("x-should-retry", "false");
    headers::plan_limits_rejected()
        .into_iter()
        .fold(refusal, |refusal, (name, value)| {
            refusal.with_header(name, value)
        })
}
