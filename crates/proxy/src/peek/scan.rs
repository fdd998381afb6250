use memchr::memchr2;
use providers::RequestBody;

use super::{Fault, Model};

/// Brackets may nest this deep: far beyond any real request.
const DEPTH: usize = 512;
/// A model's name is shorter than this, and so is a key that is looked for.
const CAPTURE: usize = 1024;

/// Follows the whole body, strings and brackets only.
pub(super) fn model(body: &RequestBody) -> Result<Option<Model>, Stop> {
    let mut scan = Scan::default();
    for piece in body.pieces() {
        if scan.feed(piece).is_err() {
            break;
        }
    }
    match scan.fault {
        Some(stop) => Err(stop),
        None if scan.complete() => Ok(scan.model),
        None => Err(Stop::Syntax),
    }
}

/// Why a body cannot be followed.
pub(super) enum Stop {
    /// The fault is known.
    Named(Fault),
    /// Something is wrong; a parser can say what.
    Syntax,
}

/// Where the scan is, between two pieces of the body.
#[derive(Default)]
struct Scan {
    /// Bytes of the body before the current piece.
    offset: usize,
    depth: usize,
    string: InString,
    /// The next string at depth 1 is a key.
    expect_key: bool,
    /// The top-level value whose bytes are wanted.
    capture: Option<Capture>,
    /// The bytes of the string that is captured.
    captured: Vec<u8>,
    /// The last key at depth 1 was `model`.
    at_model: bool,
    seen_model: bool,
    model: Option<Model>,
    closed: bool,
    fault: Option<Stop>,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum InString {
    #[default]
    No,
    Yes,
    /// Right after a backslash.
    Escape,
}

struct Capture {
    /// A key, or the value of `model`.
    key: bool,
    start: usize,
}

impl Scan {
    /// Follows one piece. `Err` means that `fault` is set.
    fn feed(&mut self, piece: &[u8]) -> Result<(), ()> {
        let mut at = 0;
        while at < piece.len() {
            at = match self.string {
                InString::Yes => self.string_part(piece, at),
                InString::Escape => {
                    self.keep(&piece[at..=at]);
                    self.string = InString::Yes;
                    at + 1
                }
                InString::No => {
                    self.structure(piece[at], self.offset + at);
                    at + 1
                }
            };
            if self.fault.is_some() {
                return Err(());
            }
        }
        self.offset += piece.len();
        Ok(())
    }

    /// Inside a string: goes to its next quote or backslash in one step.
    fn string_part(&mut self, piece: &[u8], at: usize) -> usize {
        let Some(found) = memchr2(b'"', b'\\', &piece[at..]) else {
            self.keep(&piece[at..]);
            return piece.len();
        };
        let end = at + found;
        self.keep(&piece[at..=end]);
        if piece[end] == b'\\' {
            self.string = InString::Escape;
        } else {
            self.string = InString::No;
            self.string_end(self.offset + end + 1);
        }
        end + 1
    }

    fn structure(&mut self, byte: u8, position: usize) {
        match byte {
            b'"' => {
                self.string = InString::Yes;
                if self.depth == 1 && (self.expect_key || self.at_model) {
                    self.capture = Some(Capture {
                        key: self.expect_key,
                        start: position,
                    });
                    self.captured.clear();
                    self.captured.push(b'"');
                }
                if self.depth == 0 {
                    self.fault = Some(Stop::Syntax);
                }
            }
            b'{' | b'[' => self.open(byte, position),
            b'}' | b']' => self.close(),
            b',' if self.depth == 1 => {
                if self.at_model && self.model.is_none() {
                    self.fault = Some(Stop::Named("model: expected a string".to_owned()));
                }
                self.at_model = false;
                self.expect_key = true;
            }
            b' ' | b'\n' | b'\r' | b'\t' => {}
            _ if self.depth == 0 => self.fault = Some(Stop::Syntax),
            _ => {}
        }
    }

    fn open(&mut self, byte: u8, position: usize) {
        if self.depth == 0 && (byte == b'[' || self.closed) {
            self.fault = Some(Stop::Syntax);
        }
        self.depth += 1;
        if self.depth == 1 {
            self.expect_key = true;
        }
        if self.depth > DEPTH {
            self.fault = Some(Stop::Named(format!(
                "the request body nests deeper than {DEPTH} levels, at byte {position}"
            )));
        }
    }

    fn close(&mut self) {
        if self.depth == 1 && self.at_model && self.model.is_none() {
            self.fault = Some(Stop::Named("model: expected a string".to_owned()));
        }
        match self.depth.checked_sub(1) {
            Some(depth) => self.depth = depth,
            None => self.fault = Some(Stop::Syntax),
        }
        self.closed |= self.depth == 0;
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.capture.is_some() {
            let room = CAPTURE.saturating_sub(self.captured.len());
            self.captured
                .extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }

    fn string_end(&mut self, end: usize) {
        match self.capture.take() {
            None => {}
            Some(Capture { key: true, .. }) => {
                self.expect_key = false;
                self.at_model = self.is_model_key();
                if self.at_model && std::mem::replace(&mut self.seen_model, true) {
                    let fault = "model: given twice in the request body".to_owned();
                    self.fault = Some(Stop::Named(fault));
                }
            }
            Some(Capture { key: false, start }) => match serde_json::from_slice(&self.captured) {
                Ok(name) => self.model = Some(Model { name, start, end }),
                Err(_) => {
                    let fault = "model: not a valid string, or longer than a name can be";
                    self.fault = Some(Stop::Named(fault.to_owned()));
                }
            },
        }
    }

    /// Whether the captured string is `model`, as it is or with escapes. One too long to be captured whole is not.
    fn is_model_key(&self) -> bool {
        if self.captured.contains(&b'\\') {
            serde_json::from_slice::<String>(&self.captured).is_ok_and(|key| key == "model")
        } else {
            self.captured == b"\"model\""
        }
    }

    fn complete(&self) -> bool {
        self.closed && self.depth == 0 && self.string == InString::No
    }
}
