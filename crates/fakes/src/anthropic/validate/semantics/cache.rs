//! Rules about cache breakpoints. Source: Anthropic API docs, "Prompt caching".

use serde_json::Value;

use super::{blocks, messages};
use crate::anthropic::refusal::Refusal;

pub(super) fn check(body: &Value) -> Result<(), Refusal> {
    let breakpoints = breakpoints(body);
    if breakpoints.len() > 4 {
        return Err(Refusal::invalid(format!(
            "A maximum of 4 blocks with cache_control may be provided. Found {}.",
            breakpoints.len()
        )));
    }
    let is_long = |breakpoint: &Value| breakpoint["ttl"] == "1h";
    let mut after_short = breakpoints
        .iter()
        .skip_while(|breakpoint| is_long(breakpoint));
    if after_short.any(|breakpoint| is_long(breakpoint)) {
        return Err(Refusal::invalid(
            "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are \
             processed in the following order: `tools`, `system`, `messages`.",
        ));
    }
    Ok(())
}

/// The breakpoints in the order in which the API reads the prompt.
fn breakpoints(body: &Value) -> Vec<&Value> {
    let mut found = Vec::new();
    for holder in body["tools"]
        .as_array()
        .into_iter()
        .chain(body["system"].as_array())
        .flatten()
    {
        found.extend(breakpoint(holder));
    }
    for (_, message) in messages(body) {
        for block in blocks(message) {
            found.extend(blocks(block).iter().filter_map(breakpoint));
            found.extend(breakpoint(block));
        }
    }
    found.extend(breakpoint(body));
    found
}

fn breakpoint(holder: &Value) -> Option<&Value> {
    holder
        .get("cache_control")
        .filter(|control| !control.is_null())
}
