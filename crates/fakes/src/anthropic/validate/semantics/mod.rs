//! Rules that no type says. Each function names its source; where the source gives a message, the wording follows it.

mod cache;
mod conversation;
mod media;
mod output;
mod sampling;
mod tool_pairs;
mod tools;

use serde_json::{Value, json};

use super::{Endpoint, Rules};
use crate::anthropic::models::Model;
use crate::anthropic::refusal::Refusal;

/// Checks a body whose shape is known to fit.
///
/// # Errors
/// The refusal for the first rule that is broken.
pub(super) fn check(body: &Value, rules: &Rules<'_>) -> Result<(), Refusal> {
    let model = model(body, rules)?;
    thread(body, rules)?;
    conversation::check(body, model)?;
    tool_pairs::check(body)?;
    media::check(body)?;
    tools::check(body, model)?;
    cache::check(body)?;
    output::check(body)?;
    sampling::thinking(body, model, rules)?;
    if rules.endpoint == Endpoint::Messages {
        sampling::check(body, model)?;
    }
    Ok(())
}

/// Anthropic API docs, "Errors": an unknown model is 404 `not_found_error` with the message `model: NAME`.
fn model<'a>(body: &Value, rules: &Rules<'a>) -> Result<&'a Model, Refusal> {
    let name = body["model"].as_str().unwrap_or_default();
    rules
        .models
        .iter()
        .find(|model| model.id == name)
        .ok_or_else(|| Refusal::not_found(format!("model: {name}")))
}

/// anthropic-python 2.13.0, `ThreadUnsupportedRequestErrorDetails`: on this answer the SDK sends the whole
/// conversation without `thread`.
fn thread(body: &Value, rules: &Rules<'_>) -> Result<(), Refusal> {
    if rules.threads || body.get("thread").is_none_or(Value::is_null) {
        return Ok(());
    }
    let details = json!({ "error_code": "thread_unsupported_request", "unsupported": ["thread"] });
    Err(Refusal::invalid(
        "thread: this request cannot use threads. Send the full conversation without `thread`.",
    )
    .with_details(details))
}

/// The messages of a body with their indices.
fn messages(body: &Value) -> impl DoubleEndedIterator<Item = (usize, &Value)> + Clone {
    body["messages"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .enumerate()
}

/// The content blocks of a message or block; none where the content is a string.
fn blocks(holder: &Value) -> &[Value] {
    holder["content"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
}

fn kind(block: &Value) -> &str {
    block["type"].as_str().unwrap_or_default()
}

fn role(message: &Value) -> &str {
    message["role"].as_str().unwrap_or_default()
}

/// Whether `text` has from 1 to `longest` characters, all letters, digits or one of `others`.
fn is_name(text: &str, longest: usize, others: &str) -> bool {
    !text.is_empty()
        && text.len() <= longest
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || others.contains(c))
}
