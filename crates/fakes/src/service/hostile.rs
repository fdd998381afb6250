//! What a tolerant reader must stand.
//!
//! Allowed by the WHATWG specification of server-sent events: LF, CRLF and CR line ends, comments, `data:` without a
//! space, fields in any order, any chunking.

use bytes::Bytes;
use serde_json::{Value, json};

use super::body::Step;

const UNKNOWN_FIELD: &str = "fake_unknown_field";
const LINE_ENDS: [&str; 3] = ["\n", "\r\n", "\r\n"];

/// A writer of events. It deals its tricks out in turn, so that equal answers get equal bytes.
#[derive(Default)]
pub(crate) struct Tricks {
    turn: usize,
}

impl Tricks {
    /// An event's bytes in frames of one byte. Without a name there is no `event` line.
    pub(crate) fn write(&mut self, name: Option<&str>, data: &str) -> Vec<Step> {
        let end = LINE_ENDS[self.turn % LINE_ENDS.len()];
        let event = |space: &str| {
            name.map(|name| format!("event:{space}{name}{end}"))
                .unwrap_or_default()
        };
        let text = match self.turn % 4 {
            0 => format!(": comment{end}{}data: {data}{end}{end}", event(" ")),
            1 => format!("{}data:{data}{end}{end}", event("")),
            2 => format!("data: {data}{end}{}{end}", event(" ")),
            _ => format!(
                "id: {}{end}{}retry: 1000{end}data: {data}{end}{end}",
                self.turn,
                event(" ")
            ),
        };
        self.turn += 1;
        let bytes = Bytes::from(text);
        (0..bytes.len())
            .map(|at| Step::Data(bytes.slice(at..=at)))
            .collect()
    }
}

/// Takes out of a request what came from hostile answers, the things of type `unknown` among them: clients send
/// histories back as they got them, and a service knows its own fields.
pub(crate) fn forget(value: &mut Value, unknown: &str) {
    match value {
        Value::Object(members) => {
            members.remove(UNKNOWN_FIELD);
            members
                .values_mut()
                .for_each(|inner| forget(inner, unknown));
        }
        Value::Array(items) => {
            items.retain(|item| item["type"] != unknown);
            items.iter_mut().for_each(|inner| forget(inner, unknown));
        }
        _ => {}
    }
}

/// Puts an unknown field into every object but those below the keys in `own`, which are the client's.
pub(crate) fn add_unknown(value: &mut Value, own: &[&str]) {
    match value {
        Value::Object(members) => {
            members
                .iter_mut()
                .filter(|(key, _)| !own.contains(&key.as_str()))
                .for_each(|(_, inner)| add_unknown(inner, own));
            members.insert(
                UNKNOWN_FIELD.to_owned(),
                json!({ "emoji": "🦀", "null": null }),
            );
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| add_unknown(inner, own)),
        _ => {}
    }
}
