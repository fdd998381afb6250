//! Passes an answer's body on to the client as it comes.
//!
//! An event stream gets three services on the way, none of which holds an event back: events that come thick share a
//! write, silence is filled with comments, and a stream that breaks off, or is cut by our own stop, ends with an error
//! event of its format and never just so. Where client and provider speak different formats, it is translated too.

mod batch;
mod quiet;
mod through;
mod translated;

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use providers::{Answer, AnswerError};

use crate::open::OpenRequest;
use crate::relay::batch::Batch;
use crate::relay::quiet::{Quiet, Wake};
use crate::stop::Stop;

pub(crate) use through::Through;
pub(crate) use translated::Translated;

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
    way: Way,
    batch: Batch,
    quiet: Quiet,
    stage: Stage,
}

/// What is done to events on their way.
#[derive(Debug)]
pub(crate) enum Way {
    /// Nothing: client and provider speak the same format.
    Through(Through),
    /// They are said in the client's format.
    Translated(Box<Translated>),
}

/// Whether more of the provider's bytes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    More,
    /// The stream is over, whatever else may come.
    Over,
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

    /// Passes `answer` on as a stream of events.
    pub(crate) fn events(answer: Answer, open: OpenRequest, way: Way, stop: &Stop) -> Self {
        Self {
            answer,
            kind: Kind::Events(Box::new(Events {
                way,
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
                    if let Ok(data) = frame.into_data()
                        && self.way.take(data, &mut self.batch) == Progress::Over
                    {
                        self.cut(answer);
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
                            if self.way.between_events() {
                                self.batch.push(Bytes::from_static(b": keep-alive\n\n"));
                            }
                        }
                        Wake::Stop => {
                            self.end("was cut, since ccproxy is stopping");
                            self.cut(answer);
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

    /// The request upstream ends here and now.
    fn cut(&mut self, answer: &mut Answer) {
        self.stage = Stage::Ending;
        *answer = Answer::Whole(None);
    }

    /// The answer is over. If its last event never came, the client is told.
    fn end(&mut self, how: &str) {
        self.stage = Stage::Ending;
        self.way.end(how, &mut self.batch);
    }
}

impl Way {
    fn take(&mut self, data: Bytes, batch: &mut Batch) -> Progress {
        match self {
            Self::Through(through) => {
                through.take(data, batch);
                Progress::More
            }
            Self::Translated(translated) => translated.take(&data, batch),
        }
    }

    fn between_events(&self) -> bool {
        match self {
            Self::Through(through) => through.between_events(),
            Self::Translated(_) => true,
        }
    }

    fn end(&mut self, how: &str, batch: &mut Batch) {
        match self {
            Self::Through(through) => through.end(how, batch),
            Self::Translated(translated) => translated.end(how, batch),
        }
    }
}

/// What the client reads when its answer ended early.
fn early_end(how: &str) -> String {
    format!("the answer {how}. What came before is real; send the request again for the rest")
}
