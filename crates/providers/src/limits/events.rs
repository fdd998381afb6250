//! The limits that a plan's backend tells between the events of an answer.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use memchr::memmem;
use serde::Deserialize;

use super::{LastLimits, PlanLimits, Window};

/// The event's kind. In a client's text it can only stand as words.
const KIND: &[u8] = b"codex.rate_limits";
/// What stands before the kind where the event has no name of its own; white space may be among it.
const BEFORE: usize = 16;
/// The event has some hundred bytes. What is longer is none.
const LONGEST: usize = 4 << 10;

/// An answer whose events are read in passing. The bytes stay as they are.
#[derive(Debug)]
pub struct Watched {
    pub(crate) body: Incoming,
    pub(crate) watch: Watch,
}

/// Looks for limits in a stream that comes in pieces.
#[derive(Debug)]
pub(crate) struct Watch {
    limits: Arc<LastLimits>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// The last bytes that went by, in which the kind may have begun.
    Looking(Vec<u8>),
    /// What came from shortly before the kind on.
    Reading(Vec<u8>),
}

/// The event (source: openai/codex, `codex-api/src/rate_limits.rs`).
#[derive(Deserialize)]
struct Told {
    metered_limit_name: Option<String>,
    limit_name: Option<String>,
    rate_limits: Option<Windows>,
}

#[derive(Deserialize)]
struct Windows {
    primary: Option<ToldWindow>,
    secondary: Option<ToldWindow>,
}

#[derive(Deserialize)]
struct ToldWindow {
    used_percent: f64,
    window_minutes: Option<u64>,
    reset_at: Option<u64>,
}

impl Watch {
    /// What is found goes to `limits`.
    pub(crate) fn new(limits: Arc<LastLimits>) -> Self {
        Self {
            limits,
            state: State::Looking(Vec::new()),
        }
    }

    /// Looks at the next piece.
    pub(crate) fn see(&mut self, piece: &[u8]) {
        match &mut self.state {
            State::Looking(tail) => match find(tail, piece) {
                Some(event) => self.state = State::Reading(event),
                None => return,
            },
            State::Reading(event) => event.extend_from_slice(piece),
        }
        // Behind mere words there may be more of them, and the event itself.
        while let State::Reading(event) = &mut self.state {
            let Some((read, behind)) = told(event) else {
                return;
            };
            if let Some(limits) = read.and_then(Told::limits) {
                self.limits.tell(limits);
            }
            let rest = event.split_off(behind);
            let mut tail = Vec::new();
            self.state = match find(&mut tail, &rest) {
                Some(event) => State::Reading(event),
                None => State::Looking(tail),
            };
        }
    }
}

/// What stands from shortly before the kind on, where it is in `piece` or across its beginning; else `tail` is what the
/// kind may have begun in.
fn find(tail: &mut Vec<u8>, piece: &[u8]) -> Option<Vec<u8>> {
    const MOST: usize = BEFORE + KIND.len() - 1;
    let behind = tail.len();
    let seam = piece.len().min(MOST);
    tail.extend_from_slice(&piece[..seam]);
    let found = memmem::find(tail, KIND).or_else(|| Some(memmem::find(piece, KIND)? + behind));
    let Some(at) = found else {
        if piece.len() >= MOST {
            tail.clear();
            tail.extend_from_slice(&piece[piece.len() - MOST..]);
        } else {
            tail.drain(..tail.len().saturating_sub(MOST));
        }
        return None;
    };
    tail.extend_from_slice(&piece[seam..]);
    Some(tail.split_off(at.saturating_sub(BEFORE)))
}

/// What is told in `bytes`, which hold the kind, and where it ends; `None` while it is not whole.
fn told(bytes: &[u8]) -> Option<(Option<Told>, usize)> {
    let kind = memmem::find(bytes, KIND)?;
    // The object begins before its member `type`, or behind the event's name.
    let before = memchr::memrchr(b'{', &bytes[..kind]);
    let begins = before.or_else(|| Some(memchr::memchr(b'{', &bytes[kind..])? + kind));
    let mere_words = (None, kind + KIND.len());
    if let Some(begins) = begins {
        let mut objects =
            serde_json::Deserializer::from_slice(&bytes[begins..]).into_iter::<Told>();
        match objects.next() {
            Some(Ok(told)) => return Some((Some(told), begins + objects.byte_offset())),
            Some(Err(error)) if error.is_eof() => {}
            Some(Err(_)) | None => return Some(mere_words),
        }
    }
    (bytes.len() >= LONGEST).then_some(mere_words)
}

impl Told {
    /// The limits of the plan itself; other limits, of a model or of reviews, have names.
    fn limits(self) -> Option<PlanLimits> {
        let named = self.metered_limit_name.or(self.limit_name);
        if named.is_some_and(|name| name != "codex") {
            return None;
        }
        let windows = self.rate_limits?;
        let limits = PlanLimits {
            primary: windows.primary.map(Window::from),
            secondary: windows.secondary.map(Window::from),
        };
        (limits != PlanLimits::default()).then_some(limits)
    }
}

impl From<ToldWindow> for Window {
    fn from(told: ToldWindow) -> Self {
        Self {
            used: told.used_percent,
            minutes: told.window_minutes,
            resets_at: told.reset_at,
        }
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let this = self.get_mut();
        let frame = Pin::new(&mut this.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &frame
            && let Some(data) = frame.data_ref()
        {
            this.watch.see(data);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"type":"codex.rate_limits","plan_type":"plus","rate_limits":{"primary":{"used_percent":42.5,"window_minutes":300,"reset_at":1700000000},"secondary":null},"credits":null,"metered_limit_name":null,"limit_name":"codex"}"#;

    /// What is known after a stream that was cut at `cuts`.
    fn seen(stream: &str, cuts: &[usize]) -> Option<PlanLimits> {
        let limits = Arc::new(LastLimits::default());
        let mut watch = Watch::new(Arc::clone(&limits));
        let mut from = 0;
        for &cut in cuts.iter().chain([&stream.len()]) {
            watch.see(&stream.as_bytes()[from..cut]);
            from = cut;
        }
        limits.last().map(|limits| (*limits).clone())
    }

    #[test]
    fn limits_are_read_from_events_however_the_stream_is_cut() {
        let before = "event: response.created\ndata: {\"type\":\"response.created\",\"x\":{}}\n\n";
        let after = "event: response.completed\ndata: {}\n\n";
        for stream in [
            format!("{before}event: codex.rate_limits\ndata: {EVENT}\n\n{after}"),
            format!("data: {EVENT}\n\n{before}"),
            format!("data: {EVENT}\r\n\r\n").replacen("{\"type\"", "{ \"type\" ", 1),
        ] {
            for a in 0..=stream.len() {
                for b in [a, (a + 1).min(stream.len()), stream.len()] {
                    let limits = seen(&stream, &[a, b]).unwrap_or_else(|| panic!("{a} {b}"));
                    let primary = limits.primary.unwrap();
                    assert!((primary.used - 42.5).abs() < f64::EPSILON);
                    assert_eq!(primary.minutes, Some(300));
                    assert_eq!(primary.resets_at, Some(1_700_000_000));
                    assert_eq!(limits.secondary, None);
                }
            }
            let bytes: Vec<usize> = (0..stream.len()).collect();
            assert!(seen(&stream, &bytes).is_some());
        }
    }

    #[test]
    fn words_about_limits_and_other_limits_are_not_the_plans() {
        let other = EVENT.replace(
            "\"metered_limit_name\":null",
            "\"metered_limit_name\":\"x\"",
        );
        let text = serde_json::Value::from(EVENT).to_string();
        for stream in [
            format!("data: {other}\n\n"),
            format!("data: {{\"type\":\"response.output_text.delta\",\"delta\":{text}}}\n\n"),
            "data: {\"type\":\"codex.rate_limits\"}\n\n".to_owned(),
            format!("codex.rate_limits{}", " ".repeat(2 * LONGEST)),
        ] {
            assert_eq!(seen(&stream, &[]), None, "{stream}");
        }
    }

    #[test]
    fn what_was_told_after_mere_words_is_read_too() {
        let words = "data: {\"type\":\"x.delta\",\"delta\":\"codex.rate_limits\"}\n\n";
        let stream = format!("{words}data: {EVENT}\n\n");
        for cut in 0..stream.len() {
            assert!(seen(&stream, &[cut]).is_some(), "{cut}");
        }
    }
}
