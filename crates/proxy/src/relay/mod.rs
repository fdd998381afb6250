//! Passes an answer's body on to the client as it comes.
//!
//! An event stream gets three services on the way, none of which holds an event back: events that come thick share a
//! write, silence is filled with comments, and a stream that breaks off, or is cut by our own stop, ends with an error
//! event of its format and never just so.

mod batch;
mod quiet;

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use formats::sse::Watcher;
use formats::{ErrorKind, Format, error_event};
use http_body::{Body, Frame, SizeHint};
use providers::{Answer, AnswerError};

use crate::open::OpenRequest;
use crate::relay::batch::Batch;
use crate::relay::quiet::{Quiet, Wake};
use crate::request_id::RequestId;
use crate::stop::Stop;

/// An unfinished event may be held until its end comes, up to this size; a larger one is passed on in parts.
const UNFINISHED: usize = 64 << 10;
/// An answer's body, and the mark that its request is still open.
#[derive(Debug)]
pub(crate) struct Relay {
    answer: Answer,
    kind: Kind,
    _open: OpenRequest,
}

#[derive(Debug)]
enum Kind {
    /// Not a stream of events, or one that cannot be read: bytes as they come.
    Bytes,
    Events(Box<Events>),
}

/// The state of an event stream on its way.
#[derive(Debug)]
struct Events {
    format: Format,
    id: RequestId,
    watcher: Watcher,
    /// The beginning of an event whose end has not come yet.
    unfinished: BytesMut,
    /// A part of the current event has been passed on already, since it is large.
    split: bool,
    batch: Batch,
    quiet: Quiet,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Open,
    /// What is in the batch goes out, then the stream ends.
    Ending,
    Ended,
}

impl Relay {
    /// Passes `answer` on as bytes.
    pub(crate) fn bytes(answer: Answer, open: OpenRequest) -> Self {
        Self {
            answer,
            kind: Kind::Bytes,
            _open: open,
        }
    }

    /// Passes `answer` on as a stream of events of `format`.
    pub(crate) fn events(
        answer: Answer,
        open: OpenRequest,
        format: Format,
        id: RequestId,
        stop: &Stop,
    ) -> Self {
        Self {
            answer,
            kind: Kind::Events(Box::new(Events {
                format,
                id,
                watcher: Watcher::default(),
                unfinished: BytesMut::new(),
                split: false,
                batch: Batch::default(),
                quiet: Quiet::new(stop),
                stage: Stage::Open,
            })),
            _open: open,
        }
    }
}

impl Body for Relay {
    type Data = Bytes;
    type Error = AnswerError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, AnswerError>>> {
        let this = self.get_mut();
        match &mut this.kind {
            Kind::Bytes => Pin::new(&mut this.answer).poll_frame(cx),
            Kind::Events(events) => events
                .poll(&mut this.answer, cx)
                .map(|bytes| bytes.map(|b| Ok(Frame::data(b)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Bytes => self.answer.is_end_stream(),
            Kind::Events(events) => matches!(events.stage, Stage::Ended),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Bytes => self.answer.size_hint(),
            // What is added at the end is not known yet.
            Kind::Events(_) => SizeHint::default(),
        }
    }
}

impl Events {
    fn poll(&mut self, answer: &mut Answer, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        while matches!(self.stage, Stage::Open) && !self.batch.full() {
            match Pin::new(&mut *answer).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data() {
                        self.take(data);
                    }
                }
                Poll::Ready(Some(Err(error))) => self.end(&format!("broke off: {error}")),
                Poll::Ready(None) => self.end("ended before its last event"),
                Poll::Pending => {
                    if self.batch.wait_for_more(cx) {
                        return Poll::Pending;
                    }
                    if !self.batch.is_empty() {
                        break;
                    }
                    match self.quiet.poll(cx) {
                        Wake::Nothing => return Poll::Pending,
                        Wake::Silence => {
                            // A comment inside an event that is half out would become part of it.
                            if !self.split {
                                self.batch.push(Bytes::from_static(b": keep-alive\n\n"));
                            }
                        }
                        Wake::Stop => {
                            self.end("was cut, since ccproxy is stopping");
                            // The request upstream ends here and now.
                            *answer = Answer::Whole(None);
                        }
                    }
                }
            }
        }
        match self.batch.take() {
            Some(bytes) => {
                self.quiet.spoke();
                Poll::Ready(Some(bytes))
            }
            None => {
                self.stage = Stage::Ended;
                Poll::Ready(None)
            }
        }
    }

    /// Lets whole events through at once, and holds the beginning of one until its end.
    fn take(&mut self, mut data: Bytes) {
        match self.watcher.push(&data) {
            Some(end) => {
                let whole = data.split_to(end);
                if self.unfinished.is_empty() {
                    self.batch.push(whole);
                } else {
                    self.unfinished.extend_from_slice(&whole);
                    self.batch.push(self.unfinished.split().freeze());
                }
                self.split = false;
                self.unfinished.extend_from_slice(&data);
            }
            None if self.split => self.batch.push(data),
            None => self.unfinished.extend_from_slice(&data),
        }
        if self.unfinished.len() > UNFINISHED {
            self.split = true;
            self.batch.push(self.unfinished.split().freeze());
        }
    }

    /// The answer is over. If its last event never came, the client is told.
    fn end(&mut self, how: &str) {
        self.stage = Stage::Ending;
        if self.watcher.finished() {
            // Bytes behind the last event, of which nobody knows what they are, change nothing.
            self.batch.push(self.unfinished.split().freeze());
            return;
        }
        if self.split {
            // The event's name given last counts (WHATWG HTML, "event stream interpretation"): the half event that is
            // out already becomes part of the error event, which the SDKs raise whatever its data.
            self.batch.push(Bytes::from_static(b"\n"));
        }
        let message = format!(
            "the answer {how}. What came before is real; send the request again for the rest"
        );
        let event = error_event(self.format, ErrorKind::Internal, &message, self.id.as_str());
        self.batch.push(event.into());
        tracing::warn!(request_id = self.id.as_str(), how, "stream ended early");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STREAM: &str = "event: message_start\ndata: {\"a\":\"é\"}\n\nevent: ping\ndata: {}\n\n\
                          event: content_block_delta\ndata: {\"t\":\"☃\"}\n\n\
                          event: message_stop\ndata: {}\n\n";

    /// What the client gets of `text`, when it comes in pieces and then ends.
    fn relayed(text: &[u8], cuts: &[usize]) -> String {
        let mut events = Events {
            format: Format::Messages,
            id: RequestId::new(),
            watcher: Watcher::default(),
            unfinished: BytesMut::new(),
            split: false,
            batch: Batch::default(),
            quiet: Quiet::new(&Stop::default()),
            stage: Stage::Open,
        };
        let (mut out, mut from) = (Vec::new(), 0);
        for &cut in cuts.iter().chain([&text.len()]) {
            events.take(Bytes::copy_from_slice(&text[from..cut]));
            out.extend(events.batch.take().unwrap_or_default());
            from = cut;
        }
        events.end("ended");
        out.extend(events.batch.take().unwrap_or_default());
        String::from_utf8_lossy(&out).into_owned()
    }

    fn cut_points(cuts: Vec<usize>, len: usize) -> Vec<usize> {
        let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(len)).collect();
        cuts.sort_unstable();
        cuts
    }

    proptest! {
        /// A whole stream arrives byte for byte, however it was cut on the way.
        #[test]
        fn a_whole_stream_is_not_changed(cuts in proptest::collection::vec(0usize..200, 0..20)) {
            tokio_test(|| {
                let cuts = cut_points(cuts.clone(), STREAM.len());
                assert_eq!(relayed(STREAM.as_bytes(), &cuts), STREAM);
            });
        }

        /// A stream that ends early keeps its whole events, and ends with one error event and nothing else.
        #[test]
        fn a_broken_stream_ends_with_an_error(
            keep in 0..STREAM.len(),
            cuts in proptest::collection::vec(0usize..200, 0..20),
        ) {
            tokio_test(|| {
                let text = &STREAM.as_bytes()[..keep];
                let got = relayed(text, &cut_points(cuts.clone(), keep));
                let whole = STREAM[..STREAM.floor_char_boundary(keep)].rfind("\n\n").map_or(0, |at| at + 2);
                let error = got.strip_prefix(&STREAM[..whole]).unwrap();
                assert!(error.starts_with("event: error\ndata: {\"type\":\"error\""), "{error}");
                assert_eq!(error.matches("\n\n").count(), 1);
                assert!(error.ends_with("\n\n"));
            });
        }
    }

    #[test]
    fn a_giant_event_goes_out_in_parts_and_breaks_off_with_an_error_that_is_seen() {
        tokio_test(|| {
            let mut text = b"event: content_block_delta\ndata: ".to_vec();
            text.resize(200 << 10, b'x');
            let cuts: Vec<usize> = (1..text.len() / 1000).map(|n| n * 1000).collect();
            let got = relayed(&text, &cuts);
            let (head, tail) = got.split_at(text.len());
            assert_eq!(head.as_bytes(), text);
            assert!(tail.starts_with("\nevent: error\n"), "{tail}");
        });
    }

    /// Timers need a runtime around them.
    fn tokio_test(test: impl FnOnce()) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let _guard = runtime.enter();
        test();
    }
}
