//! The items of a Responses request: ids, reasoning, and calls with their outputs.

mod pairs;

use std::collections::BTreeSet;

use serde_json::Value;

use super::{items, kind};
use crate::openai::access::Caller;
use crate::openai::refusal::Refusal;
use crate::openai::sealed;

/// How the ids of items begin (the API's own message; for reasoning: jlcodes99/cockpit-tools issue 2090).
const PREFIXES: &[(&str, &str)] = &[
    ("message", "msg"),
    ("reasoning", "rs"),
    ("function_call", "fc"),
    ("custom_tool_call", "ctc"),
];

pub(super) fn check(body: &Value, caller: &Caller) -> Result<(), Refusal> {
    let all: Vec<&Value> = items(&body["input"]).map(|(_, item)| item).collect();
    ids(&all)?;
    pairs::check(&all)?;
    for (index, item) in all.iter().enumerate() {
        match kind(item) {
            "reasoning" => {
                reasoning(item, index, caller)?;
                followed(item, &all[index + 1..])?;
            }
            "item_reference" => return Err(not_found(item)),
            // Only an id: a reference without a type.
            "" if item.get("role").is_none() => return Err(not_found(item)),
            _ => {}
        }
    }
    Ok(())
}

/// The API's own messages.
fn ids(all: &[&Value]) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for (index, item) in all.iter().enumerate() {
        let Some(id) = item["id"].as_str() else {
            continue;
        };
        let kind = if item["role"].is_string() && item["type"].is_null() {
            "message"
        } else {
            kind(item)
        };
        let prefix = PREFIXES.iter().find(|(named, _)| *named == kind);
        if let Some((_, prefix)) = prefix
            && !id.starts_with(prefix)
        {
            let path = format!("input[{index}].id");
            let message =
                format!("Invalid '{path}': '{id}'. Expected an ID that begins with '{prefix}'.");
            return Err(Refusal::invalid(message).code("invalid_value").param(&path));
        }
        if prefix.is_some() && !seen.insert(id) {
            let message = format!(
                "Duplicate item found with id {id}. Remove duplicate items from your input and try again."
            );
            return Err(Refusal::invalid(message).param("input"));
        }
    }
    Ok(())
}

/// Reasoning that was encrypted elsewhere, or for somebody else (reports of users: openai/codex issue 8132,
/// Wei-Shaw/sub2api issue 2863); and reasoning that should be in the store (vercel/ai issue 7543).
fn reasoning(item: &Value, index: usize, caller: &Caller) -> Result<(), Refusal> {
    // Its text is nothing that a client may say (microsoft/agent-framework-go pull request 784).
    if let Some(said) = item["content"].as_array().filter(|said| !said.is_empty()) {
        let path = format!("input[{index}].content");
        let message = format!(
            "Invalid '{path}': array too long. Expected an array with maximum length 0, but got an array with length {} \
             instead.",
            said.len()
        );
        let refusal = Refusal::invalid(message).code("array_above_max_length");
        return Err(refusal.param(&path));
    }
    let Some(encrypted) = item["encrypted_content"].as_str() else {
        return match item["id"].as_str() {
            Some(_) => Err(not_found(item)),
            None => Err(Refusal::missing(&format!("input[{index}].id"))),
        };
    };
    if sealed::is_ours(&caller.holder, encrypted) {
        return Ok(());
    }
    let head: String = encrypted.chars().take(4).collect();
    let tail: Vec<char> = encrypted.chars().rev().take(4).collect();
    let tail: String = tail.into_iter().rev().collect();
    let message = format!(
        "The encrypted content {head}...{tail} could not be verified. Reason: Encrypted content could not be decrypted or \
         parsed."
    );
    Err(Refusal::invalid(message).code("invalid_encrypted_content"))
}

/// Reasoning belongs to what it led to (the API's own message).
fn followed(item: &Value, rest: &[&Value]) -> Result<(), Refusal> {
    let next = rest.iter().find(|next| kind(next) != "reasoning");
    let follows = next.is_some_and(|next| {
        next["role"] == "assistant" || kind(next).ends_with("_call") || kind(next) == "compaction"
    });
    if follows {
        return Ok(());
    }
    let id = item["id"].as_str().unwrap_or_default();
    let message = format!(
        "Item '{id}' of type 'reasoning' was provided without its required following item."
    );
    Err(Refusal::invalid(message).param("input"))
}

fn not_found(item: &Value) -> Refusal {
    let id = item["id"].as_str().unwrap_or_default();
    let message = format!(
        "Item with id '{id}' not found. Items are not persisted when `store` is set to false. Try again with `store` set \
         to true, or remove this item from your input."
    );
    Refusal::new(404, "invalid_request_error", message).param("input")
}
