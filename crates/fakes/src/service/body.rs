//! The body of an answer: whole, or given out step by step.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::Sleep;

use super::log::StreamGuard;

/// Why a body broke off: the scenario asked for it.
#[derive(Debug, thiserror::Error)]
#[error(
    "the fake aborts this connection on purpose; choose another scenario to get a whole answer"
)]
pub struct BodyError;

/// One step of a streamed answer.
#[derive(Debug)]
pub(crate) enum Step {
    /// Bytes to send as one frame.
    Data(Bytes),
    /// Nothing for a while.
    Pause(Duration),
    /// The connection breaks off.
    Abort,
    /// Nothing more is said, and the connection stays open until the client goes away.
    Silence,
}

/// The steps of a streamed answer; may be endless.
pub(crate) type Steps = Box<dyn Iterator<Item = Step> + Send + Sync>;

/// The body of an answer. Its length is known beforehand unless it is streamed; an `Err` frame aborts the connection.
pub struct Body(Inner);

enum Inner {
    Whole(Option<Bytes>),
    Stream(Stream),
}

struct Stream {
    steps: Steps,
    sleep: Option<Pin<Box<Sleep>>>,
    /// The length that the headers promise, for whole answers that break off.
    promised: Option<u64>,
    silent: bool,
    guard: StreamGuard,
}

impl Body {
    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        Self(Inner::Whole(Some(bytes.into())))
    }

    pub(crate) fn stream(steps: Steps, guard: StreamGuard) -> Self {
        Self(Inner::Stream(Stream {
            steps,
            sleep: None,
            promised: None,
            silent: false,
            guard,
        }))
    }

    /// A body that promises `length` bytes and may not keep the promise.
    pub(crate) fn promising(length: u64, steps: Steps, guard: StreamGuard) -> Self {
        Self(Inner::Stream(Stream {
            steps,
            sleep: None,
            promised: Some(length),
            silent: false,
            guard,
        }))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match &mut self.0 {
            Inner::Whole(bytes) => Poll::Ready(
                bytes
                    .take()
                    .filter(|bytes| !bytes.is_empty())
                    .map(|b| Ok(Frame::data(b))),
            ),
            Inner::Stream(stream) => stream.poll(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Whole(bytes) => bytes.as_ref().is_none_or(Bytes::is_empty),
            Inner::Stream(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, Bytes::len) as u64)
            }
            Inner::Stream(stream) => stream
                .promised
                .map(SizeHint::with_exact)
                .unwrap_or_default(),
        }
    }
}

impl Stream {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        loop {
            if self.silent {
                return Poll::Pending;
            }
            if let Some(sleep) = &mut self.sleep {
                std::task::ready!(sleep.as_mut().poll(context));
                self.sleep = None;
            }
            match self.steps.next() {
                Some(Step::Data(bytes)) => {
                    if let Some(promised) = &mut self.promised {
                        *promised = promised.saturating_sub(bytes.len() as u64);
                    }
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                Some(Step::Pause(duration)) => {
                    self.sleep = Some(Box::pin(tokio::time::sleep(duration)));
                }
                Some(Step::Silence) => self.silent = true,
                Some(Step::Abort) => {
                    self.guard.broke_off();
                    return Poll::Ready(Some(Err(BodyError)));
                }
                None => {
                    self.guard.ended();
                    return Poll::Ready(None);
                }
            }
        }
    }
}
