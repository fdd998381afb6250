//! Event streams (source: WHATWG HTML, "Server-sent events"): watching one pass by without decoding it.

use memchr::memchr2;

/// The longest event name that is told apart; longer ones count as other.
const NAME_LIMIT: usize = 25;
const FIELD: &[u8] = b"event:";

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
    line: [u8; FIELD.len() + 1 + NAME_LIMIT],
    /// How long the unfinished line is; may exceed what `line` holds.
    line_len: usize,
    /// The last piece ended in CR, and a LF right after it belongs to that line end; true if the line was blank.
    after_cr: Option<bool>,
    event: Name,
    finished: bool,
}

/// The event names that end a Messages stream, and all others.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Name {
    #[default]
    Other,
    MessageStop,
    Error,
}

impl Name {
    fn of(value: &[u8]) -> Self {
        match value {
            b"message_stop" => Self::MessageStop,
            b"error" => Self::Error,
            _ => Self::Other,
        }
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

    /// Whether an event that ends the conversation has passed by whole: `message_stop` or `error`.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.finished
    }

    /// Takes the rest of a line; answers whether the line was blank, which ends an event.
    fn end_line(&mut self, rest: &[u8]) -> bool {
        if self.line_len == 0 && rest.is_empty() {
            self.finished |= matches!(self.event, Name::MessageStop | Name::Error);
            self.event = Name::Other;
            return true;
        }
        if self.line_len == 0 {
            self.read_field(rest);
        } else {
            self.keep(rest);
            if self.line_len <= self.line.len() {
                let line = self.line;
                self.read_field(&line[..self.line_len]);
            }
        }
        self.line_len = 0;
        false
    }

    fn read_field(&mut self, line: &[u8]) {
        if let Some(value) = line.strip_prefix(FIELD) {
            self.event = Name::of(value.strip_prefix(b" ").unwrap_or(value));
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = self.line.len().saturating_sub(self.line_len);
        let taken = bytes.len().min(room);
        if taken > 0 {
            self.line[self.line_len..self.line_len + taken].copy_from_slice(&bytes[..taken]);
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
            ("", false),
        ] {
            assert_eq!(boundaries(text.as_bytes(), &[]).1, finished, "{text:?}");
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
