//! A whole answer of which little is changed.

use axum::body::Body;
use bytes::Bytes;
use formats::{Failure, Format};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Response};
use providers::Answer;

use crate::app::App;
use crate::headers;
use crate::open::OpenRequest;
use crate::relay::{Changes, Relay};
use crate::request_id::RequestId;
use crate::translate;

/// A larger answer is passed on as it is.
const LARGEST: usize = 64 << 20;

/// Whether it is an answer, whole, in JSON that can be read.
pub(super) fn is_answer(response: &Response<Answer>) -> bool {
    let said = |name| response.headers().get(name).map(HeaderValue::as_bytes);
    response.status().is_success()
        && said(CONTENT_TYPE).is_some_and(|kind| kind.starts_with(b"application/json"))
        && said(CONTENT_ENCODING).is_none_or(|encoding| encoding == b"identity")
}

/// Reads the answer to its end, and makes `changes`.
pub(super) async fn answer(
    app: &App,
    response: Response<Answer>,
    changes: Changes,
    open: OpenRequest,
) -> Response<Body> {
    let (mut head, body) = response.into_parts();
    headers::strip(&mut head.headers);
    head.headers.remove(CONTENT_LENGTH);
    let id = RequestId::complete(&mut head.headers);
    match translate::until_stopped(app, changed(body, changes)).await {
        Ok(answer) => Response::from_parts(head, Body::new(Relay::bytes(answer, open))),
        Err(failure) => translate::failed(Format::Responses, &failure, head, &id),
    }
}

async fn changed(body: Answer, changes: Changes) -> Result<Answer, Failure> {
    let whole = match body.whole(LARGEST).await {
        Ok(whole) => whole,
        Err(answer) => return Ok(answer),
    };
    let made = str::from_utf8(&whole)
        .ok()
        .and_then(|text| changes.made(text));
    Ok(Answer::Whole(Some(made.map_or(whole, Bytes::from))))
}
