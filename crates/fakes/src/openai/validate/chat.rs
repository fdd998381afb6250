//! The messages of a Chat request, and options that go together (the API's own messages).

use serde_json::Value;

use super::{items, tools};
use crate::openai::refusal::Refusal;

pub(super) fn check(body: &Value) -> Result<(), Refusal> {
    if body["messages"].as_array().is_some_and(Vec::is_empty) {
        return Err(tools::empty("messages"));
    }
    if body.get("stream_options").is_some_and(Value::is_object) && body["stream"] != true {
        let message = "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
        return Err(Refusal::invalid(message).param("stream_options"));
    }
    let messages: Vec<&Value> = items(&body["messages"])
        .map(|(_, message)| message)
        .collect();
    let mut at = 0;
    while let Some(message) = messages.get(at) {
        match message["role"].as_str() {
            Some("assistant") => {
                content(message, at)?;
                let results = answered(message, at, &messages[at + 1..])?;
                at += results;
            }
            Some("tool") => {
                let message = "Invalid parameter: messages with role 'tool' must be a response to a preceeding message \
                               with 'tool_calls'.";
                return Err(Refusal::invalid(message).param(&format!("messages.[{at}].role")));
            }
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

/// Without calls an assistant's message says something.
fn content(message: &Value, at: usize) -> Result<(), Refusal> {
    let calls = ["tool_calls", "function_call", "audio", "refusal"];
    let says = !message["content"].is_null() || calls.iter().any(|name| !message[name].is_null());
    if message["tool_calls"].as_array().is_some_and(Vec::is_empty) {
        return Err(tools::empty(&format!("messages[{at}].tool_calls")));
    }
    if says {
        return Ok(());
    }
    let message = "Invalid value for 'content': expected a string, got null.";
    Err(Refusal::invalid(message).param(&format!("messages.[{at}].content")))
}

/// How many results answer the calls of a message: they follow at once, one for each (simonw/llm issue 937).
fn answered(message: &Value, at: usize, rest: &[&Value]) -> Result<usize, Refusal> {
    let ids = items(&message["tool_calls"]).filter_map(|(_, call)| call["id"].as_str());
    let mut open: Vec<&str> = ids.collect();
    let mut results = 0;
    while let (false, Some(result)) = (open.is_empty(), rest.get(results)) {
        let id = result["tool_call_id"].as_str().unwrap_or_default();
        let Some(place) = open.iter().position(|waiting| *waiting == id) else {
            break;
        };
        open.remove(place);
        results += 1;
    }
    if open.is_empty() {
        return Ok(results);
    }
    let message = format!(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The \
         following tool_call_ids did not have response messages: {}",
        open.join(", ")
    );
    let place = at + results + 1;
    Err(Refusal::invalid(message).param(&format!("messages.[{place}].role")))
}
