//! Answers with everything that a tolerant reader must stand, beside the tricks of `service::hostile`: unknown events,
//! items and members, and members in another order (OpenAI API docs, "Backward compatibility": new ones may come at any
//! time).

use serde_json::{Value, json};

use super::event::Event;
use crate::openai::asked::Format;
use crate::service::hostile;

const UNKNOWN_ITEM: &str = "fake_unknown_item";
/// What answers repeat of the client's own.
const OWN: &[&str] = &["tools", "tool_choice", "metadata", "text", "instructions"];

/// `events` with unknown members in every object, and unknown events among them; in Responses an unknown item too.
pub(crate) fn events(events: Vec<Event>, format: Format) -> Vec<Event> {
    let items = events
        .iter()
        .filter(|event| event.name() == Some("response.output_item.done"))
        .count();
    let mut all = Vec::new();
    for mut event in events {
        let ends = matches!(
            event.name(),
            Some("response.completed" | "response.incomplete" | "response.failed")
        );
        if ends {
            all.extend(unknown_item(items));
        }
        if let Some(data) = event.data_mut() {
            hostile::add_unknown(data, OWN);
        }
        let begins = event.name() == Some("response.created");
        all.push(event);
        if begins {
            let data = json!({ "anything": [1, null, { "deep": true }] });
            all.push(Event::new("fake_unknown_event", data));
        }
    }
    match format {
        Format::Responses => super::told::numbered(all),
        Format::Chat => all,
    }
}

/// A whole answer with unknown members in every object, and an unknown item at the end of `output`.
pub(crate) fn whole(answer: &mut Value) {
    hostile::add_unknown(answer, OWN);
    if let Some(items) = answer["output"].as_array_mut() {
        items.push(item());
    }
}

/// Takes out of a request what came from hostile answers.
pub(crate) fn forget(body: &mut Value) {
    hostile::forget(body, UNKNOWN_ITEM);
}

/// JSON text whose members come in reverse order.
pub(crate) fn reversed(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .rev()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), reversed(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(reversed).collect();
            format!("[{}]", items.join(","))
        }
        other => other.to_string(),
    }
}

fn item() -> Value {
    json!({ "id": "fui_0", "type": UNKNOWN_ITEM, "payload": { "x": "é🦀" } })
}

fn unknown_item(index: usize) -> [Event; 3] {
    [
        Event::new(
            "response.output_item.added",
            json!({ "output_index": index, "item": item() }),
        ),
        Event::new(
            "response.fake_unknown.delta",
            json!({ "output_index": index, "item_id": "fui_0", "delta": "é🦀" }),
        ),
        Event::new(
            "response.output_item.done",
            json!({ "output_index": index, "item": item() }),
        ),
    ]
}
