//! The same-format path: bytes in, bytes out.

mod collect;
mod prepare;
mod whole;

use std::sync::Arc;

use axum::body::Body;
use formats::Format;
use formats::conversation::Seal;
use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response};
use providers::{Answer, Call, RequestBody};

use crate::app::{App, Live};
use crate::open::OpenRequest;
use crate::peek::Model;
use crate::refusal::Refusal;
use crate::relay::{Changes, Edits, Noted, Relay, Through, Way};
use crate::request_id::RequestId;
use crate::routing::Chosen;
use crate::{headers, ignored, send};

/// By what the Codex command and its relatives name themselves (source: openai/codex, `default_client.rs`); no SDK does.
const ORIGINATOR: &str = "originator";
const EVENTS: HeaderValue = HeaderValue::from_static("text/event-stream");

/// A body on its way to `chosen`, which speaks its format.
pub(crate) struct Forwarded {
    pub(crate) chosen: Chosen,
    pub(crate) format: Format,
    /// The provider's own path, beginning with `/v1/`.
    pub(crate) path: &'static str,
    pub(crate) session: Option<String>,
    pub(crate) body: RequestBody,
    pub(crate) model: Option<Model>,
}

/// Sends a POST on as it came, but for what the provider knows by another name or would refuse.
pub(crate) async fn post(
    app: &App,
    live: &Live,
    forwarded: Forwarded,
    parts: Parts,
    open: OpenRequest,
) -> Result<Response<Body>, Refusal> {
    let Forwarded { chosen, format, .. } = forwarded;
    let body = match (&forwarded.model, &chosen.rename) {
        (Some(model), Some(name)) => prepare::rename(forwarded.body, model, name),
        _ => forwarded.body,
    };
    let seal = seal(format, &chosen, forwarded.model.as_ref());
    let plan = prepare::Plan {
        format,
        rules: chosen.provider.rules(),
        seal: seal.clone(),
        origins: Arc::clone(&app.origins),
        strict: live.strict,
    };
    // The Codex command gets its own backend's bytes: its sessions go on without ccproxy too. Whose they are is noted.
    let is_codex = parts.headers.contains_key(ORIGINATOR);
    let plain = plan.fits() && !is_codex;
    let prepared = plan.prepare(body).await?;
    let (seal, noted) = if is_codex { (None, seal) } else { (seal, None) };
    let noted = noted.map(|seal| Noted {
        origins: Arc::clone(&app.origins),
        seal,
    });
    let changes = Changes {
        unwraps: prepared.wrapped,
        seal,
    };
    let mut call = call(parts, forwarded.path, prepared.body);
    call.session = forwarded.session;
    if prepared.collects {
        call.headers.insert(ACCEPT, EVENTS);
    }
    let mut response = send::send(app, &chosen.provider, call).await?;
    ignored::tell(&prepared.losses, response.headers_mut());
    if prepared.collects && is_readable_stream(response.headers()) {
        let (mut head, body) = response.into_parts();
        headers::strip(&mut head.headers);
        let id = RequestId::complete(&mut head.headers);
        return Ok(collect::answer(app, (head, body), changes, &id, open).await);
    }
    if changes.any() && whole::is_answer(&response) {
        return Ok(whole::answer(app, response, changes, open).await);
    }
    let edits = Edits::new(changes, plain).noting(noted);
    let through = |id| Through::new(format, id).with(edits);
    Ok(relay(app, through, response, open))
}

/// To whom the reasoning of the answer, and that of earlier ones, is bound. Only the Responses format binds it.
fn seal(format: Format, chosen: &Chosen, model: Option<&Model>) -> Option<Seal> {
    let model = chosen.rename.as_deref().or(model.map(|model| &*model.name));
    let provider = &chosen.provider;
    (format == Format::Responses).then(|| {
        let identity = provider.identity();
        Seal::new(provider.name(), &identity, model.unwrap_or_default())
    })
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
        session: None,
    }
}

fn relay(
    app: &App,
    through: impl FnOnce(RequestId) -> Through,
    response: Response<Answer>,
    open: OpenRequest,
) -> Response<Body> {
    let (mut head, answer) = response.into_parts();
    headers::strip(&mut head.headers);
    let id = RequestId::complete(&mut head.headers);
    let relay = if is_readable_stream(&head.headers) {
        head.headers.remove(CONTENT_LENGTH);
        Relay::events(answer, open, Way::Through(through(id)), &app.stop)
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
