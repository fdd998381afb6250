//! A response as the events of a stream.

use serde_json::{Value, json};

use super::deltas::{self, Told};
use super::event::Event;
use super::{Answer, End, Oddity};

/// All events of a response.
pub(crate) fn events(answer: &Answer) -> Vec<Event> {
    let mut events: Vec<Event> = answer
        .limits
        .iter()
        .map(|limits| Event::new("codex.rate_limits", limits.clone()))
        .collect();
    let begun = || json!({ "response": answer.begun() });
    if answer.reply.oddity != Oddity::Minimal {
        events.push(Event::new("response.created", begun()));
        events.push(Event::new("response.in_progress", begun()));
    }
    if answer.reply.oddity == Oddity::UnknownEvents {
        events.push(unknown("response.fake_unknown.delta"));
        events.push(unknown("fake_unknown_event"));
    }
    events.extend(items(answer));
    events.push(last(answer));
    if answer.reply.oddity == Oddity::UnknownEvents {
        events.push(unknown("fake_unknown_event"));
    }
    numbered(events)
}

fn unknown(name: &'static str) -> Event {
    Event::new(name, json!({ "anything": [1, null, { "deep": true }] }))
}

/// `response.completed`, `.incomplete` or `.failed`.
fn last(answer: &Answer) -> Event {
    let response = match answer.reply.oddity {
        Oddity::Minimal => json!({ "id": answer.id }),
        Oddity::EmptyOutput => {
            let mut response = answer.ended();
            response["output"] = json!([]);
            response
        }
        _ => answer.ended(),
    };
    let name = match answer.reply.end {
        End::Completed => "response.completed",
        End::Incomplete(_) => "response.incomplete",
        End::Failed { .. } => "response.failed",
    };
    Event::new(name, json!({ "response": response }))
}

fn items(answer: &Answer) -> Vec<Event> {
    let status = answer.item_status();
    let padding = answer
        .asked()
        .wants_obfuscation()
        .then_some(answer.padding.as_str());
    let reply = &answer.reply;
    let numbered = || reply.items.iter().enumerate();
    if matches!(reply.oddity, Oddity::Minimal | Oddity::NotAdded) {
        return numbered()
            .map(|(index, item)| deltas::finished(item, index, status))
            .collect();
    }
    let told = numbered().map(|(index, item)| deltas::of(item, index, status, padding));
    let mut events = if reply.oddity == Oddity::Interleaved {
        in_turn(told.collect())
    } else {
        told.flat_map(|told| told.open.into_iter().chain(told.pieces).chain(told.close))
            .collect()
    };
    if let End::Failed { at_once, .. } = reply.end {
        let said = events.iter().position(Event::is_text);
        events.truncate(if at_once {
            0
        } else {
            said.map_or(0, |at| at + 1)
        });
    }
    events
}

/// All open, then a piece of each in turn, then all close.
fn in_turn(told: Vec<Told>) -> Vec<Event> {
    let mut events = Vec::new();
    let (mut pieces, mut close) = (Vec::new(), Vec::new());
    for item in told {
        events.extend(item.open);
        pieces.push(item.pieces.into_iter());
        close.extend(item.close);
    }
    loop {
        let round: Vec<Event> = pieces.iter_mut().filter_map(Iterator::next).collect();
        if round.is_empty() {
            break;
        }
        events.extend(round);
    }
    events.extend(close);
    events
}

/// Gives the events of Responses their numbers; those of the Codex backend's own have none.
pub(crate) fn numbered(mut events: Vec<Event>) -> Vec<Event> {
    let mut next = 0;
    for event in &mut events {
        let counts = event
            .name()
            .is_some_and(|name| name.starts_with("response."));
        if let (true, Some(data)) = (counts, event.data_mut()) {
            data["sequence_number"] = Value::from(next);
            next += 1;
        }
    }
    events
}
