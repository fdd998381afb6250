//! Server-sent events (WHATWG HTML, section 9.2) as far as these suites look at them.

use anyhow::{Context as _, Result};
use serde_json::Value;

/// The events of a whole body, in order: name and data. Comments are left out.
///
/// # Errors
/// An event's data is not JSON.
pub fn events(body: &str) -> Result<Vec<(String, Value)>> {
    let mut events = Vec::new();
    for block in body.replace("\r\n", "\n").split("\n\n") {
        let name = field(block, "event");
        let Some(data) = field(block, "data") else {
            continue;
        };
        let value = serde_json::from_str(&data)
            .with_context(|| format!("the data of an event is not JSON: {data}"))?;
        events.push((name.unwrap_or_default(), value));
    }
    Ok(events)
}

/// The text of all text deltas of an Anthropic Messages stream.
#[must_use]
pub fn text(events: &[(String, Value)]) -> String {
    let deltas = events.iter().filter_map(|(_, data)| {
        let delta = data.get("delta")?;
        delta.get("text")?.as_str()
    });
    deltas.collect()
}

fn field(block: &str, name: &str) -> Option<String> {
    let values: Vec<&str> = block
        .lines()
        .filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
        .map(|value| value.strip_prefix(' ').unwrap_or(value))
        .collect();
    (!values.is_empty()).then(|| values.join("\n"))
}
