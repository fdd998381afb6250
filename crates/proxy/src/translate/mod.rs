//! The way of a request whose provider speaks another format: decode, the neutral conversation, encode; and its answer
//! back, event by event.
//!
//! A translated request always streams upstream. Where the client wants one whole answer it gets the fold of the events,
//! so that the two can never disagree.

mod failed;
mod listener;
mod outgoing;
mod sides;
mod whole;

use axum::body::Body;
use formats::{ErrorKind, Format};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode};
use providers::{Answer, Call, RequestBody};

use crate::app::{App, Live};
use crate::open::OpenRequest;
use crate::refusal::Refusal;
use crate::relay::{Relay, Translated, Way};
use crate::request_id::RequestId;
use crate::routing::Chosen;
use crate::send;
use crate::{headers, ignored};

pub(crate) use failed::{answer as refusal, response as failed};
pub(crate) use listener::Listener;
use outgoing::Outgoing;
pub(crate) use sides::{ClientEvents, UpstreamEvents};
pub(crate) use whole::{each_event, until_stopped};

/// An event of a provider may have this many bytes: the largest that were seen have some hundred KiB.
pub(crate) const LARGEST_EVENT: usize = 8 << 20;
/// Says in a stream that what was used is an estimate, as the header `x-ccproxy-estimated` does of a whole answer.
pub(crate) const ESTIMATED: &str = ": x-ccproxy-estimated: 1\n\n";
/// A body of this size takes about as long to translate as a few events of other people's streams.
const LARGE: usize = 2 << 20;

/// Who is asked, and how the client speaks.
pub(crate) struct Asking {
    pub(crate) chosen: Chosen,
    /// The client's format.
    pub(crate) format: Format,
    pub(crate) session: Option<String>,
}

/// Asks a provider in its own format what the client asks in another.
pub(crate) async fn post(
    app: &App,
    live: &Live,
    asking: Asking,
    parts: Parts,
    body: RequestBody,
    open: OpenRequest,
) -> Result<Response<Body>, Refusal> {
    let Asking { chosen, format, .. } = asking;
    let upstream = chosen.provider.speaks().first().copied();
    let upstream = upstream.unwrap_or(Format::Messages);
    let plan = outgoing::Plan::new(app, live, &chosen, format, upstream);
    let outgoing = prepare(plan, body).await?;
    let call = Call {
        method: parts.method,
        path_and_query: sides::path(upstream).to_owned(),
        headers: outgoing::headers(&parts.headers),
        body: outgoing.body.clone(),
        session: asking.session,
    };
    let response = send::plain(app, &chosen.provider, call).await?;
    answer(app, format, upstream, outgoing, response, open).await
}

/// A large body is translated off the runtime, where it holds up nobody's stream.
async fn prepare(plan: outgoing::Plan, body: RequestBody) -> Result<Outgoing, Refusal> {
    if body.len() <= LARGE {
        return plan.translate(body);
    }
    tokio::task::spawn_blocking(move || plan.translate(body))
        .await
        .map_err(|e| Refusal::new(ErrorKind::Internal, e.to_string()))?
}

async fn answer(
    app: &App,
    format: Format,
    upstream: Format,
    outgoing: Outgoing,
    response: Response<Answer>,
    open: OpenRequest,
) -> Result<Response<Body>, Refusal> {
    let (mut head, body) = response.into_parts();
    headers::strip(&mut head.headers);
    head.headers.remove(CONTENT_LENGTH);
    let id = RequestId::complete(&mut head.headers);
    ignored::tell(&outgoing.losses, &mut head.headers);
    if !head.status.is_success() {
        return Ok(failed::answer(format, upstream, head, body, &id).await);
    }
    let Outgoing {
        delivery, listener, ..
    } = outgoing;
    let listener = listener.telling(open.entry());
    let events = is_events(&head.headers);
    if delivery.streams() {
        head.headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/event-stream; charset=utf-8"),
        );
        if !events {
            let client = ClientEvents::new(delivery);
            return Ok(
                match whole::as_events(app, upstream, body, listener, client).await {
                    Ok(said) => Response::from_parts(head, Body::from(said)),
                    Err(failure) => failed::response(format, &failure, head, &id),
                },
            );
        }
        let translated = Translated::new(
            id,
            UpstreamEvents::new(upstream),
            ClientEvents::new(delivery),
            listener,
        );
        let way = Way::Translated(Box::new(translated));
        let relay = Relay::events(body, open, way, &app.stop);
        return Ok(Response::from_parts(head, Body::new(relay)));
    }
    head.status = StatusCode::OK;
    head.headers
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    match whole::answer(app, upstream, events, body, listener).await {
        Ok(folded) => Ok(whole::response(&delivery, &folded, head, &id)),
        Err(failure) => Ok(failed::response(format, &failure, head, &id)),
    }
}

fn is_events(headers: &http::HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}
