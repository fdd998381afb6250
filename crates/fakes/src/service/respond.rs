//! Plain answers.

use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde_json::Value;

use super::body::Body;

/// The content type of JSON.
pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Plain text, for answers that are a fake's own.
pub(crate) fn text(status: StatusCode, text: String) -> Response<Body> {
    plain(
        status,
        HeaderValue::from_static("text/plain; charset=utf-8"),
        Body::whole(text),
    )
}

/// JSON without any service's headers.
pub(crate) fn json(value: &Value) -> Response<Body> {
    plain(StatusCode::OK, JSON, Body::whole(value.to_string()))
}

/// An answer of status, content type and body.
pub(crate) fn plain(status: StatusCode, kind: HeaderValue, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
