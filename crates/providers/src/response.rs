use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::sync::mpsc::Receiver;

use crate::error::innermost;
use crate::limits::{LastLimits, Watch, Watched};
use crate::whole::Resumed;

/// An answer's body, as it comes. Dropping it cancels the request upstream.
pub enum Answer {
    /// From a provider over the network.
    Network(Incoming),
    /// The same from a plan's backend, which tells its limits between the events.
    Watched(Box<Watched>),
    /// From the embedded provider.
    Embedded(fakes::anthropic::Body),
    /// From a command on this machine, piece by piece.
    Piped(Receiver<Bytes>),
    /// Already whole.
    Whole(Option<Bytes>),
    /// Read in part already.
    Resumed(Box<Resumed>),
}

/// The answer broke off.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct AnswerError(String);

#[cfg(test)]
impl AnswerError {
    pub(crate) fn new(why: &str) -> Self {
        Self(why.to_owned())
    }
}

impl std::fmt::Debug for Answer {
    /// Where it comes from; what it says is nobody's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Network(_) => "Network",
            Self::Watched(_) => "Watched",
            Self::Embedded(_) => "Embedded",
            Self::Piped(_) => "Piped",
            Self::Whole(_) => "Whole",
            Self::Resumed(_) => "Resumed",
        })
    }
}

impl Answer {
    /// The same, with the limits that its events tell going to `limits`.
    pub(crate) fn watched(self, limits: &Arc<LastLimits>) -> Self {
        match self {
            Self::Network(body) => Self::Watched(Box::new(Watched {
                body,
                watch: Watch::new(Arc::clone(limits)),
            })),
            other => other,
        }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = AnswerError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, AnswerError>>> {
        match self.get_mut() {
            Self::Network(body) => Pin::new(body)
                .poll_frame(cx)
                .map_err(|e| AnswerError(innermost(&e))),
            Self::Watched(watched) => Pin::new(&mut **watched)
                .poll_frame(cx)
                .map_err(|e| AnswerError(innermost(&e))),
            Self::Embedded(body) => Pin::new(body)
                .poll_frame(cx)
                .map_err(|e| AnswerError(innermost(&e))),
            Self::Piped(pieces) => pieces
                .poll_recv(cx)
                .map(|piece| piece.map(|b| Ok(Frame::data(b)))),
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|b| Ok(Frame::data(b)))),
            Self::Resumed(resumed) => Pin::new(&mut **resumed).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Network(body) => body.is_end_stream(),
            Self::Watched(watched) => watched.is_end_stream(),
            Self::Embedded(body) => body.is_end_stream(),
            Self::Piped(pieces) => pieces.is_closed() && pieces.is_empty(),
            Self::Whole(bytes) => bytes.is_none(),
            Self::Resumed(resumed) => resumed.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Network(body) => body.size_hint(),
            Self::Watched(watched) => watched.size_hint(),
            Self::Embedded(body) => body.size_hint(),
            Self::Piped(_) | Self::Resumed(_) => SizeHint::default(),
            Self::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |b| b.len() as u64))
            }
        }
    }
}
