use bytes::{Bytes, BytesMut};
use formats::responses::Begun;
use formats::sse::{Decoder, Message, Watcher};
use formats::{ErrorKind, Format, error_event};
use memchr::memmem;

use crate::relay::batch::Batch;
use crate::relay::{Edits, early_end};
use crate::request_id::RequestId;
use crate::translate::LARGEST_EVENT;

/// An unfinished event may be held until its end comes, up to this size; a larger one is passed on in parts.
const UNFINISHED: usize = 64 << 10;

/// With what a Responses stream begins.
const CREATED: &str = "response.created";

/// A stream in the format that the client speaks: its bytes go out as they came, but for its edits.
#[derive(Debug)]
pub(crate) struct Through {
    format: Format,
    id: RequestId,
    edits: Option<Box<Edits>>,
    /// What a Responses stream said of itself, of which its last event must say the same.
    begun: Option<Box<Begun>>,
    watcher: Watcher,
    /// The beginning of an event whose end has not come yet.
    unfinished: BytesMut,
    /// A part of the current event has been passed on already, since it is large.
    split: bool,
}

impl Through {
    /// A stream of `format`.
    pub(crate) fn new(format: Format, id: RequestId) -> Self {
        Self {
            format,
            id,
            edits: None,
            begun: None,
            watcher: Watcher::default(),
            unfinished: BytesMut::new(),
            split: false,
        }
    }

    /// The same, with events changed or left out.
    #[must_use]
    pub(crate) fn with(self, edits: Edits) -> Self {
        let edits = edits.any().then(|| Box::new(edits));
        Self { edits, ..self }
    }

    /// How much of an unfinished event is held: all of it, where it may have to be changed.
    fn most(&self) -> usize {
        if self.edits.is_some() {
            LARGEST_EVENT
        } else {
            UNFINISHED
        }
    }

    /// The format of client and provider.
    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// Whether something may be put between what is out and what comes.
    pub(super) fn between_events(&self) -> bool {
        !self.split
    }

    /// Lets whole events through at once, and holds the beginning of one until its end.
    pub(super) fn take(&mut self, mut data: Bytes, batch: &mut Batch) {
        match self.watcher.push(&data) {
            Some(end) => {
                let mut whole = data.split_to(end);
                if !self.unfinished.is_empty() {
                    self.unfinished.extend_from_slice(&whole);
                    whole = self.unfinished.split().freeze();
                }
                if self.format == Format::Responses && self.begun.is_none() {
                    self.begun = begun(&whole).map(Box::new);
                }
                // The rest of an event of which a part is out stays as it is.
                if let Some(edits) = &mut self.edits
                    && !self.split
                {
                    whole = edits.apply(whole);
                }
                batch.push(whole);
                self.split = false;
                self.unfinished.extend_from_slice(&data);
            }
            None if self.split => batch.push(data),
            None => self.unfinished.extend_from_slice(&data),
        }
        if self.unfinished.len() > self.most() {
            self.split = true;
            batch.push(self.unfinished.split().freeze());
        }
    }

    /// Whether the last event has come by.
    pub(super) fn finished(&self) -> bool {
        self.watcher.finished()
    }

    /// The answer is over. If its last event never came, the client is told.
    pub(super) fn end(&mut self, how: &str, batch: &mut Batch) {
        if self.watcher.finished() {
            // Bytes behind the last event, of which nobody knows what they are, change nothing.
            batch.push(self.unfinished.split().freeze());
            return;
        }
        if self.split {
            // The event's name given last counts (WHATWG HTML, "event stream interpretation"): the half event that is
            // out already becomes part of the error event, which the SDKs raise whatever its data.
            batch.push(Bytes::from_static(b"\n"));
        }
        let id = self.id.as_str();
        let event = error_event(self.format, ErrorKind::Internal, &early_end(how), id);
        batch.push(event.into());
        if let Some(begun) = &self.begun {
            // As the API does: the SDKs raise at the first, and the Codex command hears the second only.
            batch.push(begun.failed(ErrorKind::Internal, &early_end(how)).into());
        }
        tracing::warn!(request_id = id, how, "stream ended early");
    }
}

/// What is said where a Responses stream begins, if it does so among these events.
fn begun(events: &[u8]) -> Option<Begun> {
    memmem::find(events, CREATED.as_bytes())?;
    let mut begun = None;
    let hear = |message: Message<'_>| begun = begun.take().or_else(|| Begun::heard(message.data));
    // An event that is too large says nothing here.
    let _ = Decoder::new(UNFINISHED).push(events, hear);
    begun
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
        let mut through = Through::new(Format::Messages, RequestId::new());
        let mut batch = Batch::default();
        let (mut out, mut from) = (Vec::new(), 0);
        for &cut in cuts.iter().chain([&text.len()]) {
            through.take(Bytes::copy_from_slice(&text[from..cut]), &mut batch);
            out.extend(batch.take().unwrap_or_default());
            from = cut;
        }
        through.end("ended", &mut batch);
        out.extend(batch.take().unwrap_or_default());
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
            let cuts = cut_points(cuts, STREAM.len());
            assert_eq!(relayed(STREAM.as_bytes(), &cuts), STREAM);
        }

        /// A stream that ends early keeps its whole events, and ends with one error event and nothing else.
        #[test]
        fn a_broken_stream_ends_with_an_error(
            keep in 0..STREAM.len(),
            cuts in proptest::collection::vec(0usize..200, 0..20),
        ) {
            let text = &STREAM.as_bytes()[..keep];
            let got = relayed(text, &cut_points(cuts, keep));
            let whole = STREAM[..STREAM.floor_char_boundary(keep)].rfind("\n\n").map_or(0, |at| at + 2);
            let error = got.strip_prefix(&STREAM[..whole]).unwrap();
            assert!(error.starts_with("event: error\ndata: {\"type\":\"error\""), "{error}");
            assert_eq!(error.matches("\n\n").count(), 1);
            assert!(error.ends_with("\n\n"));
        }
    }

    #[test]
    fn a_responses_stream_that_breaks_off_ends_under_the_name_that_it_began_with() {
        let created = "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_7\",\"model\":\"m\",\"created_at\":1700000000.0}}\n\n";
        let mut through = Through::new(Format::Responses, RequestId::new());
        let mut batch = Batch::default();
        through.take(
            Bytes::from_static(b"event: codex.rate_limits\ndata: {}\n\n"),
            &mut batch,
        );
        through.take(Bytes::from(created), &mut batch);
        batch.take();
        through.end("ended", &mut batch);
        let last = batch.take().unwrap();
        let last = std::str::from_utf8(&last).unwrap();
        assert!(last.contains("\"id\":\"resp_7\""), "{last}");
        assert!(last.contains("\"created_at\":1700000000,"), "{last}");
    }

    #[test]
    fn a_giant_event_goes_out_in_parts_and_breaks_off_with_an_error_that_is_seen() {
        let mut text = b"event: content_block_delta\ndata: ".to_vec();
        text.resize(200 << 10, b'x');
        let cuts: Vec<usize> = (1..text.len() / 1000).map(|n| n * 1000).collect();
        let got = relayed(&text, &cuts);
        let (head, tail) = got.split_at(text.len());
        assert_eq!(head.as_bytes(), text);
        assert!(tail.starts_with("\nevent: error\n"), "{tail}");
    }
}
