//! Reads the one member of a request that routing needs, `model`, from the raw bytes, and checks nothing else.
//!
//! The scan follows strings and brackets only, at memory speed, so that a body of many megabytes costs less than its
//! transport. A body that it cannot follow is parsed by `serde_json` once, for an error that names the place.

use bytes::Bytes;
use memchr::memchr2;
use providers::RequestBody;
use serde::de::IgnoredAny;

/// Brackets may nest this deep: far beyond any real request, and a bound for whoever parses it next.
const DEPTH: usize = 512;
/// A model's name is shorter than this, and so is a key that is looked for.
const CAPTURE: usize = 1024;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Peeked {
    /// The model that the client asks for, and where its JSON string stands, quotes included.
    pub(crate) model: Option<Model>,
}

/// A member `model` of the request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) name: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Why a body is not a request. One sentence that names the place.
pub(crate) type Fault = String;

/// Reads `body`, which is a whole JSON object if it is a request at all.
pub(crate) fn peek(body: &RequestBody) -> Result<Peeked, Fault> {
    let mut scan = Scan::default();
    for piece in body.pieces() {
        if scan.feed(piece).is_err() {
            break;
        }
    }
    if scan.fault.is_none() && !scan.complete() {
        scan.fault = Some(Stop::Syntax);
    }
    match scan.fault {
        None => Ok(Peeked { model: scan.model }),
        Some(Stop::Named(fault)) => Err(fault),
        Some(Stop::Syntax) => Err(syntax_fault(body)),
    }
}

enum Stop {
    /// The fault is known.
    Named(Fault),
    /// Something is wrong; a parser can say what.
    Syntax,
}

fn syntax_fault(body: &RequestBody) -> Fault {
    let whole: Bytes = body.clone().into_bytes();
    if whole.iter().all(u8::is_ascii_whitespace) {
        return "the request body is empty; a JSON object was expected".to_owned();
    }
    match serde_json::from_slice::<IgnoredAny>(&whole) {
        Err(e) => format!("the request body is not valid JSON: {e}"),
        Ok(_) => "the request body must be a JSON object".to_owned(),
    }
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
    key: Vec<u8>,
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
    bytes: Vec<u8>,
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
                if self.depth == 1 && (self.expect_key || self.key == b"model") {
                    self.capture = Some(Capture {
                        key: self.expect_key,
                        start: position,
                        bytes: vec![b'"'],
                    });
                }
                if self.depth == 0 {
                    self.fault = Some(Stop::Syntax);
                }
            }
            b'{' | b'[' => self.open(byte, position),
            b'}' | b']' => self.close(),
            b',' if self.depth == 1 => {
                if self.key == b"model" && self.model.is_none() {
                    self.fault = Some(Stop::Named("model: expected a string".to_owned()));
                }
                self.key.clear();
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
        if self.depth == 1 && self.key == b"model" && self.model.is_none() {
            self.fault = Some(Stop::Named("model: expected a string".to_owned()));
        }
        match self.depth.checked_sub(1) {
            Some(depth) => self.depth = depth,
            None => self.fault = Some(Stop::Syntax),
        }
        self.closed |= self.depth == 0;
    }

    fn keep(&mut self, bytes: &[u8]) {
        if let Some(capture) = &mut self.capture {
            let room = CAPTURE.saturating_sub(capture.bytes.len());
            capture
                .bytes
                .extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }

    fn string_end(&mut self, end: usize) {
        let Some(capture) = self.capture.take() else {
            return;
        };
        // A key or a name that is too long to be captured is none that is looked for.
        let text: Option<String> = serde_json::from_slice(&capture.bytes).ok();
        if capture.key {
            self.expect_key = false;
            self.key = text.unwrap_or_default().into_bytes();
            if self.key == b"model" && std::mem::replace(&mut self.seen_model, true) {
                self.fault = Some(Stop::Named(
                    "model: given twice in the request body".to_owned(),
                ));
            }
        } else {
            match text {
                Some(name) => {
                    self.model = Some(Model {
                        name,
                        start: capture.start,
                        end,
                    });
                }
                None => {
                    self.fault = Some(Stop::Named(
                        "model: not a valid string, or longer than a name can be".to_owned(),
                    ));
                }
            }
        }
    }

    fn complete(&self) -> bool {
        self.closed && self.depth == 0 && self.string == InString::No
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn peek_str(text: &str) -> Result<Option<String>, Fault> {
        let body = RequestBody::new([Bytes::copy_from_slice(text.as_bytes())]);
        peek(&body).map(|p| p.model.map(|m| m.name))
    }

    #[test]
    fn the_model_is_found_at_the_top_and_nowhere_else() {
        for (text, model) in [
            (r#"{"model":"a"}"#, Some("a")),
            (
                r#" { "x" : [1,{"model":"no"}] , "model" : "b" } "#,
                Some("b"),
            ),
            (r#"{"mod\u0065l":"c"}"#, Some("c")),
            (r#"{"x":"\"model\":\"no\"","model":"d\u0065"}"#, Some("de")),
            (r#"{"x":"model","y":"z"}"#, None),
            (r#"{"messages":[{"content":"\\"}],"model":"e"}"#, Some("e")),
            ("{}", None),
        ] {
            assert_eq!(peek_str(text), Ok(model.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn a_fault_says_what_and_where() {
        let deep = format!(r#"{{"x":{}"#, "[".repeat(600));
        for (text, expected) in [
            ("", "the request body is empty"),
            ("[]", "must be a JSON object"),
            ("\"model\"", "must be a JSON object"),
            (
                r#"{"model":"a""#,
                "EOF while parsing an object at line 1 column 12",
            ),
            (
                r#"{"model":"a"}}"#,
                "trailing characters at line 1 column 14",
            ),
            (
                r#"{"model":"a"}{}"#,
                "trailing characters at line 1 column 14",
            ),
            (r#"{"model":"a","#, "EOF"),
            (r#"{"model":1}"#, "model: expected a string"),
            (r#"{"model":null,"x":1}"#, "model: expected a string"),
            (r#"{"model":{"a":"b"}}"#, "model: expected a string"),
            (r#"{"model":"a","model":"b"}"#, "model: given twice"),
            (r#"{"model":"a","mod\u0065l":"b"}"#, "model: given twice"),
            (deep.as_str(), "deeper than 512 levels, at byte 516"),
            ("nonsense", "not valid JSON"),
        ] {
            let fault = peek_str(text).unwrap_err();
            assert!(fault.contains(expected), "{text}: {fault}");
        }
    }

    proptest! {
        /// Whatever valid object comes, in whatever pieces, the model is the one that a parser finds, and the place is right.
        #[test]
        fn it_agrees_with_a_parser(
            name in "\\PC{0,40}",
            other in "\\PC{0,60}",
            nested in any::<bool>(),
            cuts in proptest::collection::vec(0usize..400, 0..6),
        ) {
            let inner = serde_json::json!({"model": other, "list": [other, {"model": 1}]});
            let value = if nested {
                serde_json::json!({"a": inner, "model": name, "z": other})
            } else {
                serde_json::json!({"model": name, "other": other})
            };
            let text = serde_json::to_string_pretty(&value).unwrap();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(text.len())).collect();
            cuts.sort_unstable();
            let mut pieces = Vec::new();
            let mut from = 0;
            for cut in cuts.into_iter().chain([text.len()]) {
                pieces.push(Bytes::copy_from_slice(&text.as_bytes()[from..cut]));
                from = cut;
            }
            let model = peek(&RequestBody::new(pieces)).unwrap().model.unwrap();
            prop_assert_eq!(&model.name, &name);
            let place: String = serde_json::from_str(&text[model.start..model.end]).unwrap();
            prop_assert_eq!(place, name);
        }
    }
}
