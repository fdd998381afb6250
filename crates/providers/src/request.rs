use std::any::Any;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, Method};
use http_body::{Body, Frame, SizeHint};

/// One request for a provider, in a format that it speaks. Cloning shares the body.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// Path and query below the provider's base URL, beginning with `/v1/`.
    pub path_and_query: String,
    /// The client's headers, whole; the provider takes from them what is on its list.
    pub headers: HeaderMap,
    /// The body, whole.
    pub body: RequestBody,
    /// The conversation that the request belongs to, by an id of our own; providers keep a conversation together by it.
    pub session: Option<String>,
}

/// A request body in the pieces that it arrived in. Cloning shares them.
///
/// `hold` is whatever must live as long as the bytes do, such as their share of a memory budget.
#[derive(Debug, Clone, Default)]
pub struct RequestBody {
    pieces: VecDeque<Bytes>,
    hold: Option<Hold>,
}

/// Something that lives as long as the bytes of a body.
#[derive(Clone)]
pub struct Hold(
    #[expect(dead_code, reason = "held for its Drop alone")] Arc<dyn Any + Send + Sync>,
);

impl std::fmt::Debug for Hold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hold")
    }
}

impl RequestBody {
    /// A body of these pieces, in order.
    #[must_use]
    pub fn new(pieces: impl Into<VecDeque<Bytes>>) -> Self {
        Self {
            pieces: pieces.into(),
            hold: None,
        }
    }

    /// Keeps `hold` alive for as long as any clone of the body is.
    #[must_use]
    pub fn holding(mut self, hold: Arc<dyn Any + Send + Sync>) -> Self {
        self.hold = Some(Hold(hold));
        self
    }

    /// What lives as long as this body does.
    #[must_use]
    pub fn hold(&self) -> Option<Hold> {
        self.hold.clone()
    }

    /// Keeps what another body held, as when this one is made from it.
    #[must_use]
    pub fn held_by(mut self, hold: Option<Hold>) -> Self {
        self.hold = hold;
        self
    }

    /// The pieces, in order.
    pub fn pieces(&self) -> impl Iterator<Item = &Bytes> {
        self.pieces.iter()
    }

    /// The length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pieces.iter().map(Bytes::len).sum()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(Bytes::is_empty)
    }

    /// Replaces the bytes from `start` to `end` by `new`, without copying the others.
    #[must_use]
    pub fn splice(self, start: usize, end: usize, new: Bytes) -> Self {
        let mut pieces = VecDeque::with_capacity(self.pieces.len() + 2);
        let mut new = Some(new);
        let mut at = 0;
        for piece in self.pieces {
            let (from, to) = (at, at + piece.len());
            at = to;
            if from < start {
                pieces.push_back(piece.slice(..piece.len().min(start - from)));
            }
            if to > start || (to == start && from == to) {
                pieces.extend(new.take());
            }
            if to > end {
                pieces.push_back(piece.slice(end.saturating_sub(from)..));
            }
        }
        pieces.extend(new);
        Self {
            pieces,
            hold: self.hold,
        }
    }

    /// The whole body in one piece; copies only if there are several.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        if self.pieces.len() <= 1 {
            return self.pieces.into_iter().next().unwrap_or_default();
        }
        let mut whole = Vec::with_capacity(self.len());
        for piece in &self.pieces {
            whole.extend_from_slice(piece);
        }
        whole.into()
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.pieces.pop_front().map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_splice_changes_only_the_bytes_it_names_however_the_body_is_cut() {
        let text = br#"{"model":"old","x":1}"#;
        let (start, end) = (9, 14);
        for a in 0..=text.len() {
            for b in a..=text.len() {
                let pieces = [&text[..a], &text[a..b], &text[b..]].map(Bytes::from_static);
                let body =
                    RequestBody::new(pieces).splice(start, end, Bytes::from_static(b"\"new\""));
                assert_eq!(
                    &body.into_bytes()[..],
                    br#"{"model":"new","x":1}"#,
                    "{a} {b}"
                );
            }
        }
    }
}
