//! Rules about the run of messages and their text.

use serde_json::Value;

use super::{blocks, kind, messages, role};
use crate::anthropic::models::Model;
use crate::anthropic::refusal::Refusal;
use crate::anthropic::signature;

pub(super) fn check(body: &Value, model: &Model) -> Result<(), Refusal> {
    count(body)?;
    roles(body, model)?;
    contents(body)?;
    for (index, block) in body["system"].as_array().into_iter().flatten().enumerate() {
        text(block, &format!("system.{index}"))?;
    }
    for (index, message) in messages(body) {
        for (position, block) in blocks(message).iter().enumerate() {
            let path = format!("messages.{index}.content.{position}");
            text(block, &path)?;
            place(block, role(message), index)?;
            signed(block, &path)?;
        }
    }
    prefill(body, model)
}

/// Anthropic API docs, Create a Message: at least one message, at most 100,000, the first one the user's.
fn count(body: &Value) -> Result<(), Refusal> {
    match messages(body).count() {
        0 => return Err(Refusal::at("messages", "at least one message is required")),
        1..=100_000 => {}
        _ => {
            return Err(Refusal::at(
                "messages",
                "List should have at most 100000 items",
            ));
        }
    }
    match messages(body).next() {
        Some((_, first)) if role(first) != "user" => Err(Refusal::at(
            "messages",
            "first message must use the \"user\" role",
        )),
        _ => Ok(()),
    }
}

/// Anthropic API docs, "Mid-conversation system messages": the role `system` inside `messages` is for newer models;
/// the others give the answer that the API has always given.
fn roles(body: &Value, model: &Model) -> Result<(), Refusal> {
    if !model.limits.system_messages && messages(body).any(|(_, message)| role(message) == "system")
    {
        return Err(Refusal::at(
            "messages",
            "Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not \"system\" as an \
             input message role.",
        ));
    }
    Ok(())
}

/// Anthropic API docs, "Errors": only the final assistant message may be empty.
fn contents(body: &Value) -> Result<(), Refusal> {
    let last = messages(body).count().saturating_sub(1);
    for (index, message) in messages(body) {
        let empty = message["content"].as_str().is_some_and(str::is_empty)
            || message["content"].as_array().is_some_and(Vec::is_empty);
        if empty && !(index == last && role(message) == "assistant") {
            return Err(Refusal::at(
                &format!("messages.{index}"),
                "all messages must have non-empty content except for the optional final assistant message",
            ));
        }
    }
    Ok(())
}

/// Anthropic API docs, "Errors": text blocks hold text, anywhere.
fn text(block: &Value, path: &str) -> Result<(), Refusal> {
    let root = path.split('.').next().unwrap_or(path);
    if kind(block) == "text" {
        let text = block["text"].as_str().unwrap_or_default();
        if text.is_empty() {
            return Err(Refusal::at(root, "text content blocks must be non-empty"));
        }
        if text.trim().is_empty() {
            return Err(Refusal::at(
                root,
                "text content blocks must contain non-whitespace text",
            ));
        }
    }
    blocks(block)
        .iter()
        .try_for_each(|inner| text_inside(inner, root))
}

fn text_inside(block: &Value, root: &str) -> Result<(), Refusal> {
    if kind(block) == "text" && block["text"].as_str().is_some_and(str::is_empty) {
        return Err(Refusal::at(root, "text content blocks must be non-empty"));
    }
    Ok(())
}

/// Anthropic API docs, "Tool use": calls are the assistant's, results the user's; so is thinking the assistant's.
fn place(block: &Value, role: &str, index: usize) -> Result<(), Refusal> {
    let belongs = match kind(block) {
        "tool_use" | "server_tool_use" | "thinking" | "redacted_thinking" => "assistant",
        "tool_result" | "image" | "document" => "user",
        _ => return Ok(()),
    };
    if role == belongs {
        return Ok(());
    }
    let kind = kind(block);
    Err(Refusal::at(
        &format!("messages.{index}"),
        format!("`{kind}` blocks can only be in `{belongs}` messages"),
    ))
}

/// Anthropic API docs, "Extended thinking": thinking comes back exactly as it was given out, or is refused.
fn signed(block: &Value, path: &str) -> Result<(), Refusal> {
    let text = |field: &str| block[field].as_str().unwrap_or_default();
    match kind(block) {
        "thinking" if !signature::signs(text("signature"), text("thinking")) => {
            Err(Refusal::at(path, "Invalid `signature` in `thinking` block"))
        }
        "redacted_thinking" if !signature::is_redacted(text("data")) => Err(Refusal::at(
            path,
            "Invalid `data` in `redacted_thinking` block",
        )),
        _ => Ok(()),
    }
}

/// Anthropic API docs, "Prefill not supported"; and for models that take it: no trailing white space. A token of
/// `fallback_credit_token` authorizes one prefill anywhere (anthropic-python 2.13.0).
fn prefill(body: &Value, model: &Model) -> Result<(), Refusal> {
    let Some((_, last)) = messages(body)
        .next_back()
        .filter(|(_, last)| role(last) == "assistant")
    else {
        return Ok(());
    };
    let text = match blocks(last).last() {
        Some(block) if kind(block) == "text" => block["text"].as_str().unwrap_or_default(),
        Some(_) => return Ok(()),
        None => last["content"].as_str().unwrap_or_default(),
    };
    if model.limits.no_prefill && body.get("fallback_credit_token").is_none_or(Value::is_null) {
        return Err(Refusal::invalid(
            "This model does not support assistant message prefill. The conversation must end with a user message.",
        ));
    }
    if text.ends_with(char::is_whitespace) {
        return Err(Refusal::at(
            "messages",
            "final assistant content cannot end with trailing whitespace",
        ));
    }
    Ok(())
}
