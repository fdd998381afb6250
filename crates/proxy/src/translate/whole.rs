//! The fold of a stream, for clients that want one whole answer.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use axum::body::Body;
use bytes::Bytes;
use formats::conversation::{Answer, Event, Fold};
use formats::sse::{Decoder, Message};
use formats::{ErrorKind, Failure, Format};
use http::response::Parts;
use http::{HeaderValue, Response};
use http_body_util::BodyExt as _;
use tokio_util::task::AbortOnDropHandle;

use super::sides::{self, Delivery};
use super::{ClientEvents, ESTIMATED, LARGEST_EVENT, Listener, UpstreamEvents};
use crate::app::App;
use crate::estimate;
use crate::request_id::RequestId;

/// No model answers with more; what does is not an answer.
const LARGEST_ANSWER: usize = 64 << 20;

/// An answer that was read to its end, or up to a stop sequence.
pub(super) struct Folded {
    pub(super) answer: Answer,
    /// What was used is an estimate, as the answer was cut before the provider had counted.
    pub(super) estimated: bool,
}

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
) -> Result<Folded, Failure> {
    until_stopped(app, read(upstream, events, body, listener)).await
}

/// What `work` comes to, in a task of its own; a failure when the gateway stops before.
pub(crate) async fn until_stopped<T: Send + 'static>(
    app: &App,
    work: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    let task = tokio::spawn(work);
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
    body: providers::Answer,
    mut listener: Listener,
) -> Result<Folded, Failure> {
    let mut fold = Fold::default();
    if events {
        let mut events = UpstreamEvents::new(upstream);
        each_event(body, &mut |message| {
            let mut sink = |event: Event<'_>| listener.hear(event, &mut |event| fold.push(&event));
            events.decode(message, &mut sink)?;
            Ok(!listener.is_over())
        })
        .await?;
    } else {
        let text = text(body).await?;
        let mut sink = |event: Event<'_>| listener.hear(event, &mut |event| fold.push(&event));
        sides::read_answer(upstream, &text, &mut sink)?;
    }
    Ok(Folded {
        answer: fold.finish()?,
        estimated: listener.is_over(),
    })
}

/// An answer that the provider gave at once, although events were asked for.
async fn text(mut body: providers::Answer) -> Result<String, Failure> {
    let mut whole = Vec::new();
    while let Some(data) = next(&mut body).await? {
        whole.extend_from_slice(&data);
        bounded(whole.len())?;
    }
    String::from_utf8(whole)
        .map_err(|_| Failure::new(ErrorKind::BadGateway, "the provider's answer is not UTF-8"))
}

/// Such an answer as the events that the client asked for.
pub(super) async fn as_events(
    app: &App,
    upstream: Format,
    body: providers::Answer,
    mut listener: Listener,
    mut client: ClientEvents,
) -> Result<Vec<u8>, Failure> {
    let reading = async move {
        let text = text(body).await?;
        let mut said = Vec::with_capacity(text.len() + 4096);
        let mut sink = |event: Event<'_>| {
            listener.hear(event, &mut |event| client.encode(&event, &mut said));
        };
        sides::read_answer(upstream, &text, &mut sink)?;
        if listener.is_over() {
            said.splice(..0, ESTIMATED.bytes());
        }
        Ok(said)
    };
    until_stopped(app, reading).await
}

/// Reads a stream, event by event, to its end, or until `each` says that nothing more is wanted.
///
/// # Errors
/// The stream broke off, cannot be read, or is too long; or what `each` says.
pub(crate) async fn each_event(
    mut body: providers::Answer,
    each: &mut (impl FnMut(Message<'_>) -> Result<bool, Failure> + Send),
) -> Result<(), Failure> {
    let mut decoder = Decoder::new(LARGEST_EVENT);
    let mut size = 0;
    while let Some(data) = next(&mut body).await? {
        size += data.len();
        bounded(size)?;
        let mut done = Ok(true);
        decoder
            .push(&data, |message| {
                if let Ok(true) = done {
                    done = each(message);
                }
            })
            .map_err(|e| Failure::new(ErrorKind::BadGateway, e.to_string()))?;
        if !done? {
            break;
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
    folded: &Folded,
    mut head: Parts,
    id: &RequestId,
) -> Response<Body> {
    if folded.estimated {
        let yes = HeaderValue::from_static("1");
        head.headers.insert(estimate::ESTIMATED, yes);
    }
    tracing::debug!(request_id = id.as_str(), "answer folded");
    Response::from_parts(head, Body::from(delivery.whole(&folded.answer)))
}
