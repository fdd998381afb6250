use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::sync::mpsc::Receiver;

use crate::error::innermost;

/// An answer's body, as it comes. Dropping it cancels the request upstream.
pub enum Answer {
    /// From a provider over the network.
    Network(Incoming),
    /// From the embedded provider.
    Embedded(fakes::anthropic::Body),
    /// From a command on this machine, piece by piece.
    Piped(Receiver<Bytes>),
    /// Already whole.
    Whole(Option<Bytes>),
}

/// The answer broke off.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct AnswerError(String);

impl std::fmt::Debug for Answer {
    /// Where it comes from; what it says is nobody's business.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Network(_) => "Network",
            Self::Embedded(_) => "Embedded",
            Self::Piped(_) => "Piped",
            Self::Whole(_) => "Whole",
        })
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
            Self::Embedded(body) => Pin::new(body)
                .poll_frame(cx)
                .map_err(|e| AnswerError(innermost(&e))),
            Self::Piped(pieces) => pieces
                .poll_recv(cx)
                .map(|piece| piece.map(|b| Ok(Frame::data(b)))),
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|b| Ok(Frame::data(b)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Network(body) => body.is_end_stream(),
            Self::Embedded(body) => body.is_end_stream(),
            Self::Piped(pieces) => pieces.is_closed() && pieces.is_empty(),
            Self::Whole(bytes) => bytes.is_none(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Network(body) => body.size_hint(),
            Self::Embedded(body) => body.size_hint(),
            Self::Piped(_) => SizeHint::default(),
            Self::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |b| b.len() as u64))
            }
        }
    }
}
