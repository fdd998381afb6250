//! The same-format path: bytes in, bytes out.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use axum::body::Body;
use bytes::Bytes;
use formats::{ErrorKind, Format};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use providers::{Answer, Call, Provider, RequestBody};

use crate::app::{App, Live};
use crate::body::{self, Bounds};
use crate::headers;
use crate::open::OpenRequest;
use crate::peek::{self, Model};
use crate::refusal::Refusal;
use crate::relay::Relay;
use crate::request_id::RequestId;
use crate::routing::{self, Chosen, Pick};

/// Following a body of this size takes about as long as a few events of other people's streams.
const LARGE: usize = 2 << 20;
/// So does a glance at one of this size.
const HUGE: usize = 16 << 20;

/// Sends a POST with a JSON body to whoever serves its model. `path` is the provider's own, beginning with `/v1/`.
pub(crate) async fn post(
    app: &App,
    live: &Live,
    pick: Pick,
    path: &str,
    request: Request<Body>,
) -> Result<Response<Body>, Refusal> {
    let open = app.open.open();
    let (parts, body) = request.into_parts();
    let bounds = Bounds {
        max: live.max_body,
        budget: &app.budget,
    };
    let body = body::read(&parts.headers, body, bounds).await?;
    let model = find_model(&body).await?;
    let chosen = routing::choose(live, pick, model.as_ref().map(|m| m.name.as_str()))?;
    let body = match (model, &chosen) {
        (
            Some(model),
            Chosen {
                rename: Some(name), ..
            },
        ) => rename(body, &model, name),
        _ => body,
    };
    let call = call(parts, path, body);
    send(app, &chosen.provider, call, open).await
}

/// A large body is followed off the runtime, where it holds up nobody's stream. A glance is not worth another thread,
/// in whose cache the body is not (measured: it costs half of the transport again).
async fn find_model(body: &RequestBody) -> Result<Option<Model>, Refusal> {
    let len = body.len();
    let found = if len <= LARGE {
        peek::model(body)
    } else if let Some(model) = (len <= HUGE).then(|| peek::glance(body)).flatten() {
        Ok(Some(model))
    } else {
        let body = body.clone();
        tokio::task::spawn_blocking(move || peek::model(&body))
            .await
            .map_err(|e| Refusal::new(ErrorKind::Internal, e.to_string()))?
    };
    found.map_err(|fault| Refusal::new(ErrorKind::InvalidRequest, fault))
}

/// Sends a GET to Claude.
pub(crate) async fn get(
    app: &App,
    live: &Live,
    path: &str,
    request: Request<Body>,
) -> Result<Response<Body>, Refusal> {
    let open = app.open.open();
    let (mut parts, _) = request.into_parts();
    // A HEAD request is answered from the GET; the server leaves the body out.
    parts.method = Method::GET;
    let call = call(parts, path, RequestBody::default());
    send(app, &live.claude, call, open).await
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

async fn send(
    app: &App,
    provider: &Arc<dyn Provider>,
    call: Call,
    open: OpenRequest,
) -> Result<Response<Body>, Refusal> {
    let mut sending = provider.send(call);
    // The connection's task is woken when the stop comes.
    let sent = poll_fn(|cx| match sending.as_mut().poll(cx) {
        Poll::Pending if app.stop.is_over() => Poll::Ready(None),
        sent => sent.map(Some),
    });
    let response = sent.await.ok_or_else(stopping)??;
    Ok(relay(app, response, open))
}

fn relay(app: &App, response: Response<Answer>, open: OpenRequest) -> Response<Body> {
    let (mut head, answer) = response.into_parts();
    headers::strip(&mut head.headers);
    let id = RequestId::complete(&mut head.headers);
    let relay = if is_readable_stream(&head.headers) {
        head.headers.remove(CONTENT_LENGTH);
        Relay::events(answer, open, Format::Messages, id, &app.stop)
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

fn stopping() -> Refusal {
    Refusal::new(
        ErrorKind::Overloaded,
        "ccproxy is stopping; the answer had not begun. Start it again, then send the request again",
    )
}
