use memchr::memchr2;

/// One event of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// Its name; empty if it has none.
    pub name: &'a str,
    /// Its data, lines joined by LF.
    pub data: &'a str,
}

/// An event is larger than the decoder's bound, or is no UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Overflow {
    /// An event of more bytes than the decoder holds.
    #[error("an event of the provider's stream is larger than {0} bytes")]
    TooLarge(usize),
}

/// Takes an event stream apart, in pieces of any size.
///
/// Line ends may be LF, CRLF or CR; comments, ids and unknown fields are passed over; an event is one when its blank
/// line came. Bytes that are no UTF-8 become U+FFFD, as in a browser. What is held is one unfinished event, bounded.
///
/// ```
/// use formats::sse::Decoder;
/// let mut decoder = Decoder::new(1 << 20);
/// let mut seen = Vec::new();
/// for piece in ["event: a\nda", "ta: 1\r\ndata: 2\n", "\n: comment\n"] {
///     decoder.push(piece.as_bytes(), |event| seen.push((event.name.to_owned(), event.data.to_owned())))?;
/// }
/// assert_eq!(seen, [("a".to_owned(), "1\n2".to_owned())]);
/// # Ok::<_, formats::sse::Overflow>(())
/// ```
#[derive(Debug)]
pub struct Decoder {
    most: usize,
    /// The unfinished line.
    line: Vec<u8>,
    /// The last piece ended in CR: a LF at the beginning of the next belongs to it.
    after_cr: bool,
    /// A byte order mark may stand before the first line.
    begun: bool,
    event: Event,
}

/// The event that is being put together.
#[derive(Debug, Default)]
struct Event {
    name: String,
    data: String,
    has_data: bool,
}

impl Decoder {
    /// A decoder for events of at most `most` bytes.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            most,
            line: Vec::new(),
            after_cr: false,
            begun: false,
            event: Event::default(),
        }
    }

    /// Takes the next piece, and hands each event that it completes to `sink`.
    ///
    /// # Errors
    /// If an event is larger than the bound; the decoder is of no use afterwards.
    pub fn push(
        &mut self,
        piece: &[u8],
        mut sink: impl FnMut(Message<'_>),
    ) -> Result<(), Overflow> {
        let mut at = 0;
        if self.after_cr && !piece.is_empty() {
            self.after_cr = false;
            at = usize::from(piece[0] == b'\n');
        }
        while at < piece.len() {
            // The common event, as providers write it, lies whole in one piece.
            if self.line.is_empty()
                && self.event.is_empty()
                && let Some((message, len)) = whole(&piece[at..])
            {
                self.begun = true;
                if message.data.len() > self.most {
                    return Err(Overflow::TooLarge(self.most));
                }
                sink(message);
                at += len;
                continue;
            }
            let Some(end) = memchr2(b'\n', b'\r', &piece[at..]).map(|n| at + n) else {
                self.line.extend_from_slice(&piece[at..]);
                return self.bounded();
            };
            self.end_line(&piece[at..end], &mut sink);
            self.bounded()?;
            at = end + 1;
            if piece[end] == b'\r' {
                match piece.get(at) {
                    Some(b'\n') => at += 1,
                    Some(_) => {}
                    None => self.after_cr = true,
                }
            }
        }
        Ok(())
    }

    fn bounded(&self) -> Result<(), Overflow> {
        if self.line.len() + self.event.data.len() > self.most {
            return Err(Overflow::TooLarge(self.most));
        }
        Ok(())
    }

    fn end_line(&mut self, rest: &[u8], sink: &mut impl FnMut(Message<'_>)) {
        if self.line.is_empty() {
            self.event.line(without_mark(rest, &mut self.begun), sink);
        } else {
            self.line.extend_from_slice(rest);
            self.event
                .line(without_mark(&self.line, &mut self.begun), sink);
            self.line.clear();
        }
    }
}

impl Event {
    fn is_empty(&self) -> bool {
        !self.has_data && self.name.is_empty()
    }

    fn line(&mut self, line: &[u8], sink: &mut impl FnMut(Message<'_>)) {
        if line.is_empty() {
            if self.has_data {
                // The last data line's own LF is not part of the data.
                self.data.pop();
                sink(Message {
                    name: &self.name,
                    data: &self.data,
                });
            }
            self.name.clear();
            self.data.clear();
            self.has_data = false;
            return;
        }
        let (field, value) = match memchr::memchr(b':', line) {
            Some(at) => (&line[..at], &line[at + 1..]),
            None => (line, &b""[..]),
        };
        let value = String::from_utf8_lossy(value.strip_prefix(b" ").unwrap_or(value));
        match field {
            b"event" => {
                self.name.clear();
                self.name.push_str(&value);
            }
            b"data" => {
                self.has_data = true;
                self.data.push_str(&value);
                self.data.push('\n');
            }
            _ => {}
        }
    }
}

/// A byte order mark at the very beginning is not part of the first line.
fn without_mark<'l>(line: &'l [u8], begun: &mut bool) -> &'l [u8] {
    let first = !std::mem::replace(begun, true);
    match line.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) if first => rest,
        _ => line,
    }
}

/// An event at the beginning of `bytes` that is whole and written in the plainest way: an optional `event: ` line, one
/// `data: ` line, a blank line, all ended by LF. With its length.
fn whole(bytes: &[u8]) -> Option<(Message<'_>, usize)> {
    let (name, rest) = match bytes.strip_prefix(b"event: ") {
        Some(rest) => {
            let end = memchr2(b'\n', b'\r', rest)?;
            (&rest[..end], rest[end..].strip_prefix(b"\n")?)
        }
        None => (&b""[..], bytes),
    };
    let rest = rest.strip_prefix(b"data: ")?;
    let end = memchr2(b'\n', b'\r', rest)?;
    rest[end..].strip_prefix(b"\n\n")?;
    let message = Message {
        name: std::str::from_utf8(name).ok()?,
        data: std::str::from_utf8(&rest[..end]).ok()?,
    };
    let len = bytes.len() - rest.len() + end + 2;
    Some((message, len))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Seen = Vec<(String, String)>;

    fn decoded<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Seen {
        let mut decoder = Decoder::new(1 << 16);
        let mut seen = Vec::new();
        for piece in pieces {
            decoder
                .push(piece, |m| seen.push((m.name.to_owned(), m.data.to_owned())))
                .unwrap();
        }
        seen
    }

    fn pairs(pairs: &[(&str, &str)]) -> Seen {
        pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    }

    #[test]
    fn a_stream_is_read_as_the_standard_says() {
        for (text, events) in [
            ("data: a\n\n", vec![("", "a")]),
            (
                "event: x\ndata: a\n\ndata: b\n\n",
                vec![("x", "a"), ("", "b")],
            ),
            ("data: a\r\rdata:b\r\n\r\n", vec![("", "a"), ("", "b")]),
            ("data: a\ndata:  b\ndata\n\n", vec![("", "a\n b\n")]),
            (
                ": comment\n\n:\ndata: a\n: in the middle\nid: 1\nretry: 2\nother\n\n",
                vec![("", "a")],
            ),
            ("event: x\n\ndata: a\n\n", vec![("", "a")]),
            ("event: x\nevent: y\ndata: {}\n\n", vec![("y", "{}")]),
            ("data: {\"a\":\"b: c\"}\n\n", vec![("", "{\"a\":\"b: c\"}")]),
            ("data: no end\n", vec![]),
            ("data: no end", vec![]),
            ("\u{FEFF}data: a\n\n", vec![("", "a")]),
            (
                "data: \u{FEFF}a\n\n\u{FEFF}data: b\n\n",
                vec![("", "\u{FEFF}a")],
            ),
            ("data:\n\n", vec![("", "")]),
            ("", vec![]),
        ] {
            assert_eq!(decoded([text.as_bytes()]), pairs(&events), "{text:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_and_lose_nothing_around_them() {
        assert_eq!(
            decoded([&b"data: a\xffb\n\n"[..]]),
            pairs(&[("", "a\u{FFFD}b")])
        );
    }

    #[test]
    fn an_event_over_the_bound_is_an_error_however_it_comes() {
        for pieces in [
            vec!["data: ", "xxxxxxxxxx", "xxxxxxxxxx"],
            vec!["data: xxxxxxxxxxxxxxxxxxxx\n\n"],
            vec!["data: xxxxxxx\n", "data: xxxxxxx\n", "data: xx\n"],
        ] {
            let mut decoder = Decoder::new(16);
            let result = pieces
                .iter()
                .try_for_each(|p| decoder.push(p.as_bytes(), |_| {}));
            assert_eq!(result, Err(Overflow::TooLarge(16)), "{pieces:?}");
        }
    }

    proptest! {
        /// However a stream is cut into pieces (inside a letter, an escape, a line end), the events are the same.
        #[test]
        fn the_events_do_not_depend_on_the_cuts(
            lines in proptest::collection::vec(
                prop_oneof![
                    Just(String::new()),
                    "(data|event|id|x)(: ?|:)[a-zé☃😀{}\":\\\\]{0,9}",
                    Just(r#"data: {"t":"\ud83d\ude00é😀"}"#.to_owned()),
                    Just(": comment".to_owned()),
                ],
                0..14,
            ),
            end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
            cuts in proptest::collection::vec(0usize..300, 0..12),
        ) {
            let text = lines.join(end) + end;
            let bytes = text.as_bytes();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(bytes.len())).collect();
            cuts.sort_unstable();
            cuts.push(bytes.len());
            let mut from = 0;
            let pieces: Vec<&[u8]> = cuts.iter().map(|&cut| { let piece = &bytes[from..cut]; from = cut; piece }).collect();
            let whole = decoded([bytes]);
            prop_assert_eq!(&whole, &decoded(pieces));
            prop_assert_eq!(&whole, &decoded(bytes.chunks(1)));
            // What a line by line reading finds, with nothing taken as a whole.
            prop_assert_eq!(whole, plain(&lines));
        }
    }

    fn plain(lines: &[String]) -> Seen {
        let (mut seen, mut name, mut data) = (Vec::new(), String::new(), Vec::new());
        for line in lines {
            if line.is_empty() {
                if !data.is_empty() {
                    seen.push((std::mem::take(&mut name), data.join("\n")));
                }
                name.clear();
                data.clear();
            } else if let Some((field, value)) = line.split_once(':') {
                let value = value.strip_prefix(' ').unwrap_or(value).to_owned();
                match field {
                    "event" => name = value,
                    "data" => data.push(value),
                    _ => {}
                }
            }
        }
        seen
    }
}
