//! A provider's "no" in the client's words: status, class, and what to do next.

use axum::body::Body;
use formats::{ErrorKind, Failure, Format, failure_body};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use http::response::Parts;
use http::{HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use providers::Answer;

use super::sides;
use crate::activity::kind_name;
use crate::refusal::Reason;
use crate::request_id::RequestId;
use crate::send::CREDENTIAL;

/// An error's body is read up to this size; a larger one is no error's body.
const LARGEST: usize = 256 << 10;

/// Reads a refusal and says it in the client's format. Limits, retry advice and ids stay in its headers.
pub(crate) async fn answer(
    format: Format,
    upstream: Format,
    head: Parts,
    body: Answer,
    id: &RequestId,
) -> Response<Body> {
    let read = Limited::new(body, LARGEST).collect().await;
    let bytes = read
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    let mut failure = sides::failure(upstream, head.status.as_u16(), &bytes);
    if failure.kind == ErrorKind::RateLimit && is_plan_limit(&head.headers) {
        failure.kind = ErrorKind::PlanLimit;
    }
    if failure.kind == ErrorKind::Credential {
        failure.hint(CREDENTIAL);
    }
    response(format, &failure, head, id)
}

/// A failure in the client's format, under the headers of `head`.
pub(crate) fn response(
    format: Format,
    failure: &Failure,
    mut head: Parts,
    id: &RequestId,
) -> Response<Body> {
    let status = match (format, failure.kind) {
        // The status by which Anthropic's SDKs know it (source: anthropic-python 2.13.0, `OverloadedError`).
        (Format::Messages, ErrorKind::Overloaded) => 529,
        (_, kind) => kind.status(),
    };
    // Not its words: they may quote what the client said, and be as long as they like.
    tracing::info!(
        request_id = id.as_str(),
        status,
        kind = ?failure.kind,
        "refused by the provider"
    );
    head.status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    head.headers.remove(CONTENT_ENCODING);
    head.headers
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if failure.kind == ErrorKind::PlanLimit {
        // The next attempt would meet the same limit (both vendors' SDKs obey this header, measured).
        head.headers
            .insert("x-should-retry", HeaderValue::from_static("false"));
    }
    head.extensions
        .insert(Reason(kind_name(failure.kind).to_owned()));
    let body = failure_body(format, failure, id.as_str());
    Response::from_parts(head, Body::from(body))
}

/// A plan's limit rather than a burst: the provider says that trying again is of no use, or that the plan's window is
/// used up (source: headers of claude.ai plans, `anthropic-ratelimit-unified-status`).
fn is_plan_limit(headers: &HeaderMap) -> bool {
    let says = |name: &str, value: &str| headers.get(name).is_some_and(|v| v == value);
    says("x-should-retry", "false") || says("anthropic-ratelimit-unified-status", "rejected")
}
