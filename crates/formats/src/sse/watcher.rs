//! Event streams (source: WHATWG HTML, "Server-sent events"): watching one pass by without decoding it.

use memchr::memchr2;

/// The longest beginning of a line that is looked at: an event's name, or data that begins with what kind it is.
const LINE_LIMIT: usize = 48;
const FIELD: &[u8] = b"event:";
const DATA: &[u8] = b"data:";

/// Watches the bytes of an event stream go by, in pieces of any size.
///
/// It knows where whole events end, so that nothing is ever put into the middle of one, and whether the stream's last
/// word was said, so that a stream that merely stops is told from one that is done. It keeps a few bytes of state and
/// looks at each byte about once.
///
/// Line ends may be LF, CRLF or CR, and may be split between pieces.
#[derive(Debug, Default)]
pub struct Watcher {
    /// The first bytes of the unfinished line.
    line: Line,
    /// How long the unfinished line is; may exceed what `line` holds.
    line_len: usize,
    /// The last piece ended in CR, and a LF right after it belongs to that line end; true if the line was blank.
    after_cr: Option<bool>,
    event: Name,
    finished: bool,
}

#[derive(Debug)]
struct Line([u8; LINE_LIMIT]);

impl Default for Line {
    fn default() -> Self {
        Self([0; LINE_LIMIT])
    }
}

/// The event names that end a Messages or a Responses stream, and all others.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Name {
    #[default]
    None,
    Other,
    Last,
}

/// How the kind of a Responses event begins that is the last of its stream, but for its quote.
const RESPONSE: &[u8] = b"response.";
/// What follows.
const LAST: [&[u8]; 3] = [b"completed", b"failed", b"incomplete"];

impl Name {
    fn of(value: &[u8]) -> Self {
        let response = value.strip_prefix(RESPONSE);
        let last = response.is_some_and(|rest| LAST.contains(&rest));
        if last || matches!(value, b"message_stop" | b"error") {
            return Self::Last;
        }
        Self::Other
    }

    /// The kind that data begins with, as OpenAI's servers write it; some of them give events no name, and Chat's have
    /// none. A Chat stream ends with `[DONE]`.
    fn of_data(value: &[u8]) -> Self {
        let kind = [b"{\"type\":\"".as_slice(), b"{\"type\": \""];
        let value = value.strip_prefix(b" ").unwrap_or(value);
        if value == b"[DONE]" {
            return Self::Last;
        }
        let kind = kind.iter().find_map(|begin| value.strip_prefix(*begin));
        let response = kind.and_then(|kind| kind.strip_prefix(RESPONSE));
        let ends = |rest: &[u8]| {
            let mut last = LAST.iter();
            last.any(|name| {
                rest.strip_prefix(*name)
                    .is_some_and(|rest| rest.first() == Some(&b'"'))
            })
        };
        if response.is_some_and(ends) {
            return Self::Last;
        }
        Self::None
    }
}

impl Watcher {
    /// Looks at the next piece; answers how many of its bytes belong to whole events.
    ///
    /// `None` means that no event ended in this piece.
    pub fn push(&mut self, piece: &[u8]) -> Option<usize> {
        let mut boundary = None;
        let mut at = 0;
        if let (Some(first), Some(blank)) = (piece.first(), self.after_cr) {
            self.after_cr = None;
            if *first == b'\n' {
                at = 1;
                boundary = blank.then_some(1);
            }
        }
        while let Some(end) = memchr2(b'\n', b'\r', &piece[at..]).map(|i| at + i) {
            let blank = self.end_line(&piece[at..end]);
            at = end + 1;
            if piece[end] == b'\r' {
                match piece.get(at) {
                    Some(b'\n') => at += 1,
                    Some(_) => {}
                    None => self.after_cr = Some(blank),
                }
            }
            if blank {
                boundary = Some(at);
            }
        }
        self.keep(&piece[at..]);
        boundary
    }

    /// Whether an event that ends the answer has passed by whole: `message_stop`, `response.completed`,
    /// `response.incomplete`, `response.failed` or `error`.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.finished
    }

    /// Takes the rest of a line; answers whether the line was blank, which ends an event.
    fn end_line(&mut self, rest: &[u8]) -> bool {
        if self.line_len == 0 && rest.is_empty() {
            self.finished |= self.event == Name::Last;
            self.event = Name::None;
            return true;
        }
        if self.line_len == 0 {
            self.read_field(rest);
        } else {
            self.keep(rest);
            let line = self.line.0;
            self.read_field(&line[..self.line_len.min(LINE_LIMIT)]);
        }
        self.line_len = 0;
        false
    }

    fn read_field(&mut self, line: &[u8]) {
        if let Some(value) = line.strip_prefix(FIELD) {
            self.event = Name::of(value.strip_prefix(b" ").unwrap_or(value));
        } else if self.event == Name::None
            && let Some(value) = line.strip_prefix(DATA)
        {
            self.event = Name::of_data(value);
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = LINE_LIMIT.saturating_sub(self.line_len);
        let taken = bytes.len().min(room);
        if taken > 0 {
            self.line.0[self.line_len..self.line_len + taken].copy_from_slice(&bytes[..taken]);
        }
        self.line_len += bytes.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STREAM: &str = "event: message_start\ndata: {\"a\":1}\n\nevent: ping\ndata: {}\n\n\
                          : a comment\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    fn boundaries(bytes: &[u8], cuts: &[usize]) -> (Vec<usize>, bool) {
        let mut watcher = Watcher::default();
        let (mut found, mut start) = (Vec::new(), 0);
        for &cut in cuts.iter().chain([&bytes.len()]) {
            if let Some(end) = watcher.push(&bytes[start..cut]) {
                found.push(start + end);
            }
            start = cut;
        }
        (found, watcher.finished())
    }

    #[test]
    fn a_stream_is_finished_only_when_its_last_event_is_whole() {
        for (text, finished) in [
            (STREAM, true),
            (&STREAM[..STREAM.len() - 1], false),
            ("event:error\r\ndata: {}\r\n\r\n", true),
            ("event: error\rdata: {}\r\r", true),
            ("data: event: message_stop\n\n", false),
            ("event: message_stopped\n\n", false),
            ("event: message_stop\nevent: ping\n\n", false),
            ("event: response.completed\ndata: {}\n\n", true),
            ("data: {\"choices\":[]}\n\ndata: [DONE]\n\n", true),
            ("data: [DONE] or so\n\n", false),
            ("event: response.incomplete\ndata: {}\n\n", true),
            ("event: response.failed\ndata: {}\n\n", true),
            ("event: response.failed\ndata: {}\n", false),
            ("event: response.output_text.done\ndata: {}\n\n", false),
            ("event: response.completed.x\ndata: {}\n\n", false),
            (
                "data: {\"type\":\"response.completed\",\"response\":{}}\n\n",
                true,
            ),
            (
                "data: {\"type\": \"response.failed\", \"response\": {}}\n\n",
                true,
            ),
            ("data: {\"type\":\"response.completed.x\"}\n\n", false),
            (
                "data: {\"type\":\"response.output_text.delta\",\"delta\":\"response.completed\"}\n\n",
                false,
            ),
            (
                "event: ping\ndata: {\"type\":\"response.completed\"}\n\n",
                false,
            ),
            ("data: {\"type\":\"error\"}\n\n", false),
            ("", false),
        ] {
            assert_eq!(boundaries(text.as_bytes(), &[]).1, finished, "{text:?}");
            let each: Vec<usize> = (1..text.len()).collect();
            assert_eq!(boundaries(text.as_bytes(), &each).1, finished, "{text:?}");
        }
    }

    #[test]
    fn a_boundary_lies_right_behind_the_last_blank_line() {
        let cut = STREAM.len() - 10;
        assert_eq!(boundaries(STREAM.as_bytes(), &[]).0, [STREAM.len()]);
        assert_eq!(
            boundaries(&STREAM.as_bytes()[..cut], &[]).0,
            [STREAM.find("event: message_stop").unwrap()]
        );
        assert!(boundaries(b"data: no end\n", &[]).0.is_empty());
    }

    #[test]
    fn a_line_longer_than_the_buffer_is_no_event_name() {
        let text = format!("event: {}message_stop\n\n", "x".repeat(100));
        assert!(!boundaries(text.as_bytes(), &[]).1);
        assert!(!boundaries(text.as_bytes(), &[3, 50]).1);
    }

    proptest! {
        /// However a stream is cut into pieces and whatever its line ends, the verdict is the same.
        #[test]
        fn the_verdict_does_not_depend_on_the_cuts(
            line_end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
            keep in 0usize..=STREAM.len(),
            cuts in proptest::collection::vec(0usize..200, 0..12),
        ) {
            let text = STREAM[..keep].replace('\n', line_end);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(text.len())).collect();
            cuts.sort_unstable();
            let whole = boundaries(text.as_bytes(), &[]);
            let pieces = boundaries(text.as_bytes(), &cuts);
            prop_assert_eq!(whole.1, pieces.1);
            // The last boundary is the same one, but for a LF that arrives after its CR.
            let last = |found: &[usize]| found.last().copied().unwrap_or(0);
            prop_assert_eq!(last(&whole.0), last(&pieces.0));
        }
    }
}
