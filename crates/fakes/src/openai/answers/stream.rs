//! An answer as the steps of a streamed body, or as a whole.

use std::time::Duration;

use serde_json::{Value, json};

use super::event::Event;
use super::item::Item;
use super::{Answer, chat, deltas, hostile, server_error, told};
use crate::openai::asked::Format;
use crate::openai::config::Mode;
use crate::service::body::{Step, Steps};
use crate::service::delivery::{self, Telling};
use crate::service::hostile::Tricks;

/// The steps of `answer` as a stream; `pace` is the configured pause before each event.
pub(crate) fn steps(answer: &Answer, mode: Mode, pace: Duration) -> Steps {
    let mut events = match answer.format {
        Format::Responses => told::events(answer),
        Format::Chat => chat::events(answer),
    };
    let is_hostile = mode == Mode::Hostile;
    if is_hostile {
        events = hostile::events(events, answer.format);
    }
    let first_text = events
        .iter()
        .position(Event::is_text)
        .unwrap_or(events.len().saturating_sub(1));
    let [next, error] = beyond(answer, first_text);
    let telling = Telling {
        events,
        before_ending: first_text + 1,
        next,
        error,
    };
    let mut tricks = is_hostile.then(Tricks::default);
    delivery::steps(
        telling,
        &answer.reply.delivery,
        pace,
        Event::bytes,
        move |event| match &mut tricks {
            None => vec![Step::Data(event.bytes())],
            Some(tricks) => tricks.write(event.name(), &backwards(event)),
        },
    )
}

/// A further piece of text, and the error that ends a stream; `said` events came before them.
fn beyond(answer: &Answer, said: usize) -> [Event; 2] {
    let refusal = server_error();
    let error = Value::Object(refusal.error());
    let message = error["message"].as_str().unwrap_or_default();
    match answer.format {
        Format::Chat => [
            chat::text(answer, "and so on "),
            chat::error("server_error", message),
        ],
        Format::Responses => {
            let index = answer.reply.items.len().saturating_sub(1);
            let id = answer.reply.items.last().map(Item::id).unwrap_or_default();
            let mut next = deltas::text(id, index, "and so on ");
            if let Some(data) = next.data_mut() {
                data["sequence_number"] = (said + 1).into();
            }
            // openai-python 3.57.0, `ResponseErrorEvent`.
            let error = json!({
                "code": "server_error",
                "message": message,
                "param": null,
                "sequence_number": said + 1,
            });
            [next, Event::new("error", error)]
        }
    }
}

fn backwards(event: &Event) -> String {
    match event {
        Event::Named { data, .. } | Event::Chunk(data) => hostile::reversed(data),
        Event::Done => event.data(),
    }
}

/// The whole answer.
pub(crate) fn whole(answer: &Answer, mode: Mode) -> Value {
    let mut value = match answer.format {
        Format::Responses => answer.ended(),
        Format::Chat => chat::whole(answer),
    };
    if mode == Mode::Hostile {
        hostile::whole(&mut value);
    }
    value
}
