//! Passes an answer's body on to the client as it comes.
//!
//! An event stream gets three services on the way, none of which holds an event back: events that come thick share a
//! write, silence is filled with comments, and a stream that breaks off, or is cut by our own stop, ends with an error
//! event of its format and never just so. Where client and provider speak different formats, it is translated too.

mod batch;
mod edits;
mod quiet;
mod through;
mod translated;

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use providers::{Answer, AnswerError};

use crate::activity::Witness;
use crate::open::OpenRequest;
use crate::relay::batch::Batch;
use crate::relay::quiet::{Quiet, Wake};
use crate::stop::Stop;

pub(crate) use edits::{Changes, Edits, Noted};
pub(crate) use through::Through;
pub(crate) use translated::Translated;

/// An answer's body, and the mark that its request is still open.
#[derive(Debug)]
pub(crate) struct Relay {
    answer: Answer,
    kind: Kind,
    /// Where requests are recorded.
    witness: Option<Box<Witness>>,
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
    /// Little or nothing: client and provider speak the same format.
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
        let witness = open.entry().cloned().map(Witness::of_bytes);
        Self {
            answer,
            kind: Kind::Bytes,
            witness: witness.map(Box::new),
            _open: open,
        }
    }

    /// Passes `answer` on as a stream of events.
    pub(crate) fn events(answer: Answer, open: OpenRequest, way: Way, stop: &Stop) -> Self {
        let format = match &way {
            Way::Through(through) => Some(through.format()),
            Way::Translated(_) => None,
        };
        let witness = open.entry().cloned();
        let witness = witness.map(|entry| Box::new(Witness::of_events(entry, format)));
        Self {
            answer,
            witness,
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
        let witness = this.witness.as_deref_mut();
        match &mut this.kind {
            Kind::Bytes => {
                let polled = Pin::new(&mut this.answer).poll_frame(cx);
                if let (Some(witness), Poll::Ready(frame)) = (witness, &polled) {
                    see(witness, frame.as_ref());
                }
                polled
            }
            Kind::Events(events) => events
                .poll(&mut this.answer, witness, cx)
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

impl Drop for Relay {
    fn drop(&mut self) {
        if let Some(witness) = self.witness.take() {
            witness.end(match &self.kind {
                Kind::Bytes => self.answer.is_end_stream(),
                Kind::Events(events) => events.is_whole(),
            });
        }
    }
}

/// Lets `witness` see a frame of an answer that is passed on as bytes.
fn see(witness: &mut Witness, frame: Option<&Result<Frame<Bytes>, AnswerError>>) {
    match frame {
        Some(Ok(frame)) => {
            if let Some(bytes) = frame.data_ref() {
                witness.see(bytes);
            }
        }
        Some(Err(error)) => witness.broke(&format!("broke off: {error}")),
        None => witness.over(),
    }
}

impl Events {
    fn poll(
        &mut self,
        answer: &mut Answer,
        mut witness: Option<&mut Witness>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Bytes>> {
        while matches!(self.stage, Stage::Open) && !self.batch.full() {
            match Pin::new(&mut *answer).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data()
                        && self.way.take(data, &mut self.batch) == Progress::Over
                    {
                        self.cut(answer);
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    self.end(&format!("broke off: {error}"), witness.as_deref_mut());
                }
                Poll::Ready(None) => {
                    self.end("ended before its last event", witness.as_deref_mut());
                }
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
                            let how = "was cut, since ccproxy is stopping";
                            self.end(how, witness.as_deref_mut());
                            self.cut(answer);
                        }
                    }
                }
            }
        }
        match self.batch.take() {
            Some(bytes) => {
                self.quiet.spoke();
                if let Some(witness) = witness {
                    witness.see(&bytes);
                }
                Poll::Ready(Some(bytes))
            }
            None => {
                self.stage = Stage::Ended;
                Poll::Ready(None)
            }
        }
    }

    /// Whether all has gone out that the client is to get.
    fn is_whole(&self) -> bool {
        matches!(self.stage, Stage::Ended) || self.way.finished()
    }

    /// The request upstream ends here and now.
    fn cut(&mut self, answer: &mut Answer) {
        self.stage = Stage::Ending;
        *answer = Answer::Whole(None);
    }

    /// The answer is over. If its last event never came, the client is told.
    fn end(&mut self, how: &str, witness: Option<&mut Witness>) {
        self.stage = Stage::Ending;
        if let Some(witness) = witness
            && !self.way.finished()
        {
            witness.broke(how);
        }
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

    fn finished(&self) -> bool {
        match self {
            Self::Through(through) => through.finished(),
            Self::Translated(translated) => translated.finished(),
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
