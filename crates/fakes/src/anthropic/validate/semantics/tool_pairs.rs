//! Each tool call has its result, right after it.
//!
//! Source: Anthropic API docs, "Handling tool use results" and the API's own messages. Consecutive messages of one role
//! count as one turn there, and so do they here; system messages in between change nothing.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{blocks, is_name, kind, messages, role};
use crate::anthropic::refusal::Refusal;

/// The messages of one role that follow each other: each block with its message's index and its own.
struct Turn<'a> {
    role: &'a str,
    blocks: Vec<(usize, usize, &'a Value)>,
    first_message: usize,
}

pub(super) fn check(body: &Value) -> Result<(), Refusal> {
    ids(body)?;
    let turns = turns(body);
    for (position, turn) in turns.iter().enumerate() {
        match turn.role {
            "assistant" => calls(turn, turns.get(position + 1))?,
            _ => results(
                turn,
                position.checked_sub(1).and_then(|before| turns.get(before)),
            )?,
        }
    }
    Ok(())
}

fn turns(body: &Value) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for (index, message) in messages(body).filter(|(_, message)| role(message) != "system") {
        let role = role(message);
        if turns.last().is_none_or(|turn| turn.role != role) {
            turns.push(Turn {
                role,
                blocks: Vec::new(),
                first_message: index,
            });
        }
        if let Some(turn) = turns.last_mut() {
            turn.blocks.extend(
                blocks(message)
                    .iter()
                    .enumerate()
                    .map(|(at, block)| (index, at, block)),
            );
        }
    }
    turns
}

/// Ids and names are of limited characters, and no id serves two calls.
fn ids(body: &Value) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for (index, message) in messages(body) {
        for (at, block) in blocks(message)
            .iter()
            .enumerate()
            .filter(|(_, block)| kind(block) == "tool_use")
        {
            let path = format!("messages.{index}.content.{at}.tool_use");
            let id = block["id"].as_str().unwrap_or_default();
            if !is_name(id, usize::MAX, "_-") {
                return Err(Refusal::at(
                    &format!("{path}.id"),
                    "String should match pattern '^[a-zA-Z0-9_-]+$'",
                ));
            }
            if !is_name(block["name"].as_str().unwrap_or_default(), 200, "_-") {
                let problem = "String should match pattern '^[a-zA-Z0-9_-]{1,200}$'";
                return Err(Refusal::at(&format!("{path}.name"), problem));
            }
            if !seen.insert(id) {
                return Err(Refusal::at("messages", "`tool_use` ids must be unique"));
            }
        }
    }
    Ok(())
}

fn calls(turn: &Turn<'_>, next: Option<&Turn<'_>>) -> Result<(), Refusal> {
    let called: Vec<&str> = uses(turn);
    if called.is_empty() {
        return Ok(());
    }
    // Only blocks at the beginning of the next turn count, and none of them may stand behind other content.
    let answered: Vec<&str> = next.map(leading_results).unwrap_or_default();
    let text_after_call = turn
        .blocks
        .iter()
        .skip_while(|(_, _, block)| kind(block) != "tool_use")
        .any(|(_, _, block)| kind(block) == "text");
    let missing: Vec<&str> = called
        .iter()
        .copied()
        .filter(|id| text_after_call || !answered.contains(id))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refusal::at(
        &format!("messages.{}", turn.first_message),
        format!(
            "`tool_use` ids were found without `tool_result` blocks immediately after: {}. Each `tool_use` block must \
             have a corresponding `tool_result` block in the next message.",
            missing.join(", ")
        ),
    ))
}

fn results(turn: &Turn<'_>, before: Option<&Turn<'_>>) -> Result<(), Refusal> {
    let called = before.map(uses).unwrap_or_default();
    let mut seen = BTreeSet::new();
    for (index, at, block) in turn
        .blocks
        .iter()
        .filter(|(_, _, block)| kind(block) == "tool_result")
    {
        let id = block["tool_use_id"].as_str().unwrap_or_default();
        let path = format!("messages.{index}.content.{at}");
        if !called.contains(&id) {
            return Err(Refusal::at(
                &path,
                format!(
                    "unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` block must have \
                     a corresponding `tool_use` block in the previous message."
                ),
            ));
        }
        if !seen.insert(id) {
            return Err(Refusal::at(
                &path,
                format!(
                    "each tool_use must have a single result. Found multiple `tool_result` blocks with id: {id}"
                ),
            ));
        }
    }
    Ok(())
}

fn uses<'a>(turn: &Turn<'a>) -> Vec<&'a str> {
    turn.blocks
        .iter()
        .filter(|(_, _, block)| kind(block) == "tool_use")
        .filter_map(|(_, _, block)| block["id"].as_str())
        .collect()
}

fn leading_results<'a>(turn: &Turn<'a>) -> Vec<&'a str> {
    turn.blocks
        .iter()
        .take_while(|(_, _, block)| kind(block) == "tool_result")
        .filter_map(|(_, _, block)| block["tool_use_id"].as_str())
        .collect()
}
