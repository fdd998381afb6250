//! One server-sent event.

use bytes::Bytes;
use serde_json::Value;

/// An event of a stream.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    /// One of Responses, whose `type` is its name.
    Named { name: &'static str, data: Value },
    /// A chunk of Chat Completions.
    Chunk(Value),
    /// The end of a Chat stream.
    Done,
}

impl Event {
    /// An event whose `type` is its name.
    pub(crate) fn new(name: &'static str, mut data: Value) -> Self {
        data["type"] = name.into();
        Self::Named { name, data }
    }

    pub(crate) fn name(&self) -> Option<&'static str> {
        match self {
            Self::Named { name, .. } => Some(name),
            Self::Chunk(_) | Self::Done => None,
        }
    }

    pub(crate) fn data_mut(&mut self) -> Option<&mut Value> {
        match self {
            Self::Named { data, .. } | Self::Chunk(data) => Some(data),
            Self::Done => None,
        }
    }

    /// Whether it carries a piece of visible text.
    pub(crate) fn is_text(&self) -> bool {
        match self {
            Self::Named { name, .. } => *name == "response.output_text.delta",
            Self::Chunk(data) => data["choices"][0]["delta"]["content"]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            Self::Done => false,
        }
    }

    /// The text behind `data:`. The type comes first, as the real service writes it.
    pub(crate) fn data(&self) -> String {
        match self {
            Self::Named { data, .. } => type_first(data),
            Self::Chunk(data) => data.to_string(),
            Self::Done => "[DONE]".to_owned(),
        }
    }

    /// The event's bytes as the real service writes them.
    pub(crate) fn bytes(&self) -> Bytes {
        let name = self
            .name()
            .map(|name| format!("event: {name}\n"))
            .unwrap_or_default();
        Bytes::from(format!("{name}data: {}\n\n", self.data()))
    }
}

fn type_first(data: &Value) -> String {
    let Some(members) = data.as_object() else {
        return data.to_string();
    };
    let kind = members.get("type").map(|kind| format!("\"type\":{kind}"));
    let others = members
        .iter()
        .filter(|(key, _)| *key != "type")
        .map(|(key, value)| format!("{}:{value}", Value::from(key.as_str())));
    let all: Vec<String> = kind.into_iter().chain(others).collect();
    format!("{{{}}}", all.join(","))
}
