//! A message as the steps of a streamed body.

use std::time::Duration;

use bytes::Bytes;
use serde_json::json;

use super::body::{Step, Steps};
use super::events::{self, Event};
use super::hostile::Hostile;
use super::reply::Message;
use crate::service::delivery::{self, Telling};
pub(crate) use crate::service::delivery::{broken_whole, gzip_whole};

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
    let mut events = events::of(message);
    if let Style::Hostile(hostile) = &mut style {
        events = hostile.events(events);
    }
    let first_text = events
        .iter()
        .position(Event::is_text)
        .unwrap_or(events.len().saturating_sub(1));
    let text = message.reply.blocks.len().saturating_sub(1);
    let error = json!({
        "error": { "type": "overloaded_error", "message": "Overloaded" },
        "request_id": request_id,
    });
    let telling = Telling {
        events,
        before_ending: first_text + 1,
        next: events::delta_event(text, &events::text_delta("and so on ")),
        error: Event::new("error", error),
    };
    delivery::steps(
        telling,
        &message.reply.delivery,
        pace,
        plain,
        move |event| style.write(event),
    )
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
