//! How an answer is delivered: at what pace, how compressed, and how it ends.

use std::io::Write;
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::body::{Step, Steps};

/// The pause between the pieces of an endless answer, where none is configured.
const ENDLESS_PACE: Duration = Duration::from_millis(20);

/// How long what was said has to reach the client before the connection breaks off.
const LAST_WORDS: Duration = Duration::from_millis(20);

/// How an answer is put on the wire.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Delivery {
    /// The pause before each event, on top of the configured one.
    pub(crate) pace: Duration,
    /// How late the headers are.
    pub(crate) headers_after: Duration,
    /// How late the first event is, once the headers are out.
    pub(crate) first_event_after: Duration,
    pub(crate) gzip: bool,
    pub(crate) ending: Ending,
}

/// How a stream ends. All but `Complete` take effect after the first piece of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ending {
    #[default]
    Complete,
    /// An error event, then a clean end.
    ErrorEvent,
    /// A clean end without `message_stop`.
    Cut,
    /// A clean end in the middle of a `data` line.
    CutMidEvent,
    /// The connection breaks off in the middle of a `data` line.
    Reset,
    /// Silence until the client goes away.
    Stall,
    /// Text until the client goes away.
    Endless,
}

/// What a stream tells. `E` is one of its events.
pub(crate) struct Telling<E> {
    pub(crate) events: Vec<E>,
    /// How many of them come before an ending other than `Complete`: up to the first piece of text.
    pub(crate) before_ending: usize,
    /// A further piece of text.
    pub(crate) next: E,
    /// What `ErrorEvent` ends with.
    pub(crate) error: E,
}

/// The steps of a stream; `pace` is the configured pause before each event, `plain` gives an event's bytes, `write` the
/// steps that they are sent in.
pub(crate) fn steps<E: Clone + Send + Sync + 'static>(
    telling: Telling<E>,
    delivery: &Delivery,
    pace: Duration,
    plain: fn(&E) -> Bytes,
    mut write: impl FnMut(&E) -> Vec<Step> + Send + Sync + 'static,
) -> Steps {
    let Telling {
        mut events,
        before_ending,
        next,
        error,
    } = telling;
    if delivery.ending != Ending::Complete {
        events.truncate(before_ending);
    }
    let pause = pace + delivery.pace;
    let tail = tail(delivery.ending, pause, next, error, plain);
    let mut first = Some(delivery.first_event_after);
    let said = events.into_iter().map(Said::Event).chain(tail);
    let steps = said.flat_map(move |said| {
        let mut steps = Vec::new();
        let pause = pause + first.take().unwrap_or_default();
        if matches!(said, Said::Event(_)) && !pause.is_zero() {
            steps.push(Step::Pause(pause));
        }
        match said {
            Said::Event(event) => steps.extend(write(&event)),
            Said::Step(step) => steps.push(step),
        }
        steps
    });
    if delivery.gzip {
        gzip(Box::new(steps))
    } else {
        Box::new(steps)
    }
}

/// The steps of a whole answer of `bytes` whose delivery breaks off half-way.
pub(crate) fn broken_whole(bytes: &Bytes, ending: Ending) -> Steps {
    let half = Step::Data(bytes.slice(..bytes.len() / 2));
    if matches!(ending, Ending::Stall | Ending::Endless) {
        return Box::new([half, Step::Silence].into_iter());
    }
    Box::new([half, Step::Pause(LAST_WORDS), Step::Abort].into_iter())
}

/// `bytes` compressed in one piece.
pub(crate) fn gzip_whole(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // A `Vec` takes every write.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

enum Said<E> {
    Event(E),
    Step(Step),
}

/// What comes after the events: nothing, or the scenario's ending.
fn tail<E: Clone + Send + Sync + 'static>(
    ending: Ending,
    pause: Duration,
    next: E,
    error: E,
    plain: fn(&E) -> Bytes,
) -> Box<dyn Iterator<Item = Said<E>> + Send + Sync> {
    let half = || half(&plain(&next));
    match ending {
        Ending::Complete | Ending::Cut => Box::new(std::iter::empty()),
        Ending::ErrorEvent => Box::new(std::iter::once(Said::Event(error))),
        Ending::CutMidEvent => Box::new(std::iter::once(Said::Step(half()))),
        Ending::Reset => Box::new(
            [half(), Step::Pause(LAST_WORDS), Step::Abort]
                .into_iter()
                .map(Said::Step),
        ),
        Ending::Stall => Box::new(std::iter::once(Said::Step(Step::Silence))),
        Ending::Endless => {
            let rest = if pause.is_zero() {
                ENDLESS_PACE
            } else {
                Duration::ZERO
            };
            let again = move || [Said::Step(Step::Pause(rest)), Said::Event(next.clone())];
            Box::new(std::iter::repeat_with(again).flatten())
        }
    }
}

/// The first half of an event's bytes, which ends inside its `data` line.
fn half(bytes: &Bytes) -> Step {
    Step::Data(bytes.slice(..bytes.len() * 2 / 3))
}

/// Compresses the bytes of `steps`; each step can be decoded as soon as it has arrived.
fn gzip(steps: Steps) -> Steps {
    let mut encoder = Some(GzEncoder::new(Vec::new(), Compression::fast()));
    let steps = steps
        .map(Some)
        .chain(std::iter::once(None))
        .filter_map(move |step| match step {
            Some(Step::Data(bytes)) => {
                let encoder = encoder.as_mut()?;
                encoder
                    .write_all(&bytes)
                    .and_then(|()| encoder.flush())
                    .ok()?;
                Some(Step::Data(std::mem::take(encoder.get_mut()).into()))
            }
            Some(step) => Some(step),
            None => encoder
                .take()?
                .finish()
                .ok()
                .map(|rest| Step::Data(rest.into())),
        });
    Box::new(steps)
}
