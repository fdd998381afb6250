//! Counting a request's tokens for models whose provider has no way to ask: an estimate, and marked as one.

use axum::body::Body;
use formats::conversation::{Losses, estimate};
use formats::{ErrorKind, Failure, messages};
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response};
use providers::RequestBody;

use crate::open::OpenRequest;
use crate::refusal::Refusal;
use crate::request_id::RequestId;

/// Marks what is an estimate.
pub(crate) const ESTIMATED: HeaderName = HeaderName::from_static("x-ccproxy-estimated");

/// Answers `POST /v1/messages/count_tokens` (source: Anthropic API docs, "Count tokens"). Counting takes as long as many
/// events of other people's streams, so it is done off the runtime.
pub(crate) async fn answer(
    body: RequestBody,
    _open: OpenRequest,
) -> Result<Response<Body>, Refusal> {
    let tokens = tokio::task::spawn_blocking(move || count(body))
        .await
        .map_err(|e| Refusal::new(ErrorKind::Internal, e.to_string()))??;
    let mut response = Response::new(Body::from(format!("{{\"input_tokens\":{tokens}}}")));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ESTIMATED, HeaderValue::from_static("1"));
    RequestId::new().mark(headers);
    Ok(response)
}

fn count(body: RequestBody) -> Result<u64, Failure> {
    let bytes = body.into_bytes();
    let text = std::str::from_utf8(&bytes)
        .map_err(|e| Failure::invalid(format!("the request body is not UTF-8: {e}")))?;
    // Nothing is sent, so nothing is lost.
    let (request, _) = messages::decode_request(text, &mut Losses::default())?;
    Ok(estimate(&request))
}
