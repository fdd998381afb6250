//! The fold of a stream, for clients that want one whole answer.

use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use axum::body::Body;
use bytes::Bytes;
use formats::conversation::{Answer, Event, Fold};
use formats::sse::Decoder;
use formats::{ErrorKind, Failure, Format};
use http::Response;
use http::response::Parts;
use http_body_util::BodyExt as _;
use tokio_util::task::AbortOnDropHandle;

use super::sides::{self, Delivery};
use super::{LARGEST_EVENT, Listener, UpstreamEvents};
use crate::app::App;
use crate::request_id::RequestId;

/// No model answers with more; what does is not an answer.
const LARGEST_ANSWER: usize = 64 << 20;

/// Reads the answer to its end; when the gateway stops, not quite.
///
/// A task of its own reads, and ends with this future: the many pieces of a stream then wake a small task each, and not
/// the whole way from the client's connection to here (measured: a sixth of such a request's CPU time).
pub(super) async fn answer(
    app: &App,
    upstream: Format,
    events: bool,
    body: providers::Answer,
    listener: Listener,
) -> Result<Answer, Failure> {
    let task = tokio::spawn(read(upstream, events, body, listener));
    let mut reading = AbortOnDropHandle::new(task);
    let read = poll_fn(|cx| match Pin::new(&mut reading).poll(cx) {
        // The connection's task is woken when the stop comes.
        Poll::Pending if app.stop.is_over() => Poll::Ready(None),
        polled => polled.map(Some),
    });
    match read.await {
        Some(Ok(read)) => read,
        Some(Err(error)) => Err(Failure::new(ErrorKind::Internal, error.to_string())),
        None => Err(Failure::new(
            ErrorKind::Overloaded,
            "ccproxy is stopping; the answer was not whole yet. Start it again, then send the request again",
        )),
    }
}

async fn read(
    upstream: Format,
    events: bool,
    mut body: providers::Answer,
    mut listener: Listener,
) -> Result<Answer, Failure> {
    let mut fold = Fold::default();
    let mut sink = |event: Event<'_>| fold.push(&listener.hear(event));
    if events {
        fold_events(upstream, &mut body, &mut sink).await?;
    } else {
        let mut whole = Vec::new();
        while let Some(data) = next(&mut body).await? {
            whole.extend_from_slice(&data);
            bounded(whole.len())?;
        }
        let text = std::str::from_utf8(&whole).map_err(|_| {
            Failure::new(ErrorKind::BadGateway, "the provider's answer is not UTF-8")
        })?;
        sides::read_answer(upstream, text, &mut sink)?;
    }
    fold.finish()
}

async fn fold_events(
    upstream: Format,
    body: &mut providers::Answer,
    sink: &mut impl FnMut(Event<'_>),
) -> Result<(), Failure> {
    let mut decoder = Decoder::new(LARGEST_EVENT);
    let mut events = UpstreamEvents::new(upstream);
    let mut size = 0;
    while let Some(data) = next(body).await? {
        size += data.len();
        bounded(size)?;
        let mut failed = None;
        decoder
            .push(&data, |message| {
                if failed.is_none() {
                    failed = events.decode(message, sink).err();
                }
            })
            .map_err(|e| Failure::new(ErrorKind::BadGateway, e.to_string()))?;
        if let Some(failure) = failed {
            return Err(failure);
        }
    }
    Ok(())
}

fn bounded(size: usize) -> Result<(), Failure> {
    if size <= LARGEST_ANSWER {
        return Ok(());
    }
    Err(Failure::new(
        ErrorKind::BadGateway,
        format!("the provider's answer is larger than {LARGEST_ANSWER} bytes"),
    ))
}

/// The next bytes; `None` at the end.
async fn next(body: &mut providers::Answer) -> Result<Option<Bytes>, Failure> {
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
            Err(error) => {
                let message = format!("the provider's answer broke off: {error}. Try again");
                return Err(Failure::new(ErrorKind::BadGateway, message));
            }
        }
    }
    Ok(None)
}

/// The answer in the client's format.
pub(super) fn response(
    delivery: &Delivery,
    answer: &Answer,
    head: Parts,
    id: &RequestId,
) -> Response<Body> {
    tracing::debug!(request_id = id.as_str(), "answer folded");
    Response::from_parts(head, Body::from(delivery.whole(answer)))
}
