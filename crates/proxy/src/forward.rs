//! The same-format path: bytes in, bytes out.

use axum::body::Body;
use bytes::Bytes;
use formats::Format;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use providers::{Answer, Call, RequestBody};

use crate::activity::Entry;
use crate::app::{App, Live};
use crate::headers;
use crate::open::OpenRequest;
use crate::peek::Model;
use crate::refusal::Refusal;
use crate::relay::{Relay, Through, Way};
use crate::request_id::RequestId;
use crate::routing::Chosen;
use crate::send;

/// Sends a POST as it came to `chosen`, which speaks its format. `path` is the provider's own, beginning with `/v1/`.
pub(crate) async fn post(
    app: &App,
    chosen: Chosen,
    format: Format,
    path: &str,
    parts: Parts,
    (body, model): (RequestBody, Option<Model>),
    open: OpenRequest,
) -> Result<Response<Body>, Refusal> {
    let body = match (model, &chosen.rename) {
        (Some(model), Some(name)) => rename(body, &model, name),
        _ => body,
    };
    let response = send::send(app, &chosen.provider, call(parts, path, body)).await?;
    Ok(relay(app, format, response, open))
}

/// Sends a GET to Claude.
pub(crate) async fn get(
    app: &App,
    live: &Live,
    path: &str,
    request: Request<Body>,
) -> Result<Response<Body>, Refusal> {
    let (mut parts, _) = request.into_parts();
    let open = app.open.open(parts.extensions.remove::<Entry>());
    // A HEAD request is answered from the GET; the server leaves the body out.
    parts.method = Method::GET;
    let call = call(parts, path, RequestBody::default());
    let response = send::send(app, &live.claude, call).await?;
    Ok(relay(app, Format::Messages, response, open))
}

fn rename(body: RequestBody, model: &Model, name: &str) -> RequestBody {
    let name = serde_json::Value::from(name).to_string();
    body.splice(model.start, model.end, Bytes::from(name))
}

fn call(parts: Parts, path: &str, body: RequestBody) -> Call {
    let path_and_query = match parts.uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut headers = parts.headers;
    // The body is decoded and whole; what the client said about its transport no longer holds.
    headers.remove(CONTENT_ENCODING);
    headers.remove(CONTENT_LENGTH);
    Call {
        method: parts.method,
        path_and_query,
        headers,
        body,
    }
}

fn relay(
    app: &App,
    format: Format,
    response: Response<Answer>,
    open: OpenRequest,
) -> Response<Body> {
    let (mut head, answer) = response.into_parts();
    headers::strip(&mut head.headers);
    let id = RequestId::complete(&mut head.headers);
    let relay = if is_readable_stream(&head.headers) {
        head.headers.remove(CONTENT_LENGTH);
        Relay::events(
            answer,
            open,
            Way::Through(Through::new(format, id)),
            &app.stop,
        )
    } else {
        Relay::bytes(answer, open)
    };
    Response::from_parts(head, Body::new(relay))
}

/// A compressed stream is passed on as it is: nothing can be put into it.
fn is_readable_stream(headers: &HeaderMap) -> bool {
    let starts = |name, value: &[u8]| {
        headers
            .get(name)
            .is_some_and(|v: &HeaderValue| v.as_bytes().starts_with(value))
    };
    starts(CONTENT_TYPE, b"text/event-stream")
        && (!headers.contains_key(CONTENT_ENCODING) || starts(CONTENT_ENCODING, b"identity"))
}
