//! A message as the steps of a streamed body.

use std::io::Write;
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::body::{Step, Steps};
use super::events::{self, Event};
use super::hostile::Hostile;
use super::reply::{Delivery, Ending, Message};

/// The pause between the pieces of an endless answer, where none is configured.
const ENDLESS_PACE: Duration = Duration::from_millis(20);

/// How long what was said has to reach the client before the connection breaks off.
const LAST_WORDS: Duration = Duration::from_millis(20);

/// How events are written.
pub(crate) enum Style {
    /// As the real service writes them.
    Plain,
    /// As a tolerant reader must stand them.
    Hostile(Hostile),
}

/// The steps of `message` as a stream; `pace` is the configured pause before each event.
pub(crate) fn steps(
    message: &Message,
    request_id: &str,
    mut style: Style,
    pace: Duration,
) -> Steps {
    let delivery = message.reply.delivery.clone();
    let mut events = events::of(message);
    if let Style::Hostile(hostile) = &mut style {
        events = hostile.events(events);
    }
    if delivery.ending != Ending::Complete {
        let first_text = events
            .iter()
            .position(Event::is_text)
            .unwrap_or(events.len().saturating_sub(1));
        events.truncate(first_text + 1);
    }
    let tail = tail(message, request_id, &delivery, pace);
    let said = events.into_iter().map(Said::Event).chain(tail);
    let pause = pace + delivery.pace;
    let mut first = Some(delivery.first_event_after);
    let steps = said.flat_map(move |said| {
        let mut steps = Vec::new();
        let pause = pause + first.take().unwrap_or_default();
        if matches!(said, Said::Event(_)) && !pause.is_zero() {
            steps.push(Step::Pause(pause));
        }
        match said {
            Said::Event(event) => steps.extend(style.write(&event)),
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

enum Said {
    Event(Event),
    Step(Step),
}

/// What comes after the events: nothing, or the scenario's ending.
fn tail(
    message: &Message,
    request_id: &str,
    delivery: &Delivery,
    pace: Duration,
) -> Box<dyn Iterator<Item = Said> + Send + Sync> {
    let text = message.reply.blocks.len().saturating_sub(1);
    let next = events::delta_event(text, &events::text_delta("and so on "));
    match delivery.ending {
        Ending::Complete | Ending::Cut => Box::new(std::iter::empty()),
        Ending::ErrorEvent => {
            let error = json!({
                "error": { "type": "overloaded_error", "message": "Overloaded" },
                "request_id": request_id,
            });
            Box::new(std::iter::once(Said::Event(Event::new("error", error))))
        }
        Ending::CutMidEvent => Box::new(std::iter::once(Said::Step(half(&next)))),
        Ending::Reset => Box::new(
            [half(&next), Step::Pause(LAST_WORDS), Step::Abort]
                .into_iter()
                .map(Said::Step),
        ),
        Ending::Stall => Box::new(std::iter::once(Said::Step(Step::Silence))),
        Ending::Endless => {
            let pause = if (pace + delivery.pace).is_zero() {
                ENDLESS_PACE
            } else {
                Duration::ZERO
            };
            let again = move || [Said::Step(Step::Pause(pause)), Said::Event(next.clone())];
            Box::new(std::iter::repeat_with(again).flatten())
        }
    }
}

/// The first half of an event's bytes, which ends inside its `data` line.
fn half(event: &Event) -> Step {
    let bytes = plain(event);
    Step::Data(bytes.slice(..bytes.len() * 2 / 3))
}

impl Style {
    fn write(&mut self, event: &Event) -> Vec<Step> {
        match self {
            Self::Plain => vec![Step::Data(plain(event))],
            Self::Hostile(hostile) => hostile.write(event),
        }
    }
}

fn plain(event: &Event) -> Bytes {
    Bytes::from(format!("event: {}\ndata: {}\n\n", event.name, event.data))
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
