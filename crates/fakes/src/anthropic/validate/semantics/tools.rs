//! Rules about tool definitions and the choice among them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{is_name, output};
use crate::anthropic::models::Model;
use crate::anthropic::refusal::Refusal;

pub(super) fn check(body: &Value, model: &Model) -> Result<(), Refusal> {
    let tools = body["tools"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    for (index, tool) in tools.iter().enumerate().filter(|(_, tool)| is_custom(tool)) {
        definition(tool, &format!("tools.{index}.custom"))?;
    }
    unique(tools)?;
    choice(body, tools, model)
}

fn is_custom(tool: &Value) -> bool {
    tool["type"].as_str().is_none_or(|kind| kind == "custom")
}

/// Anthropic API docs, "Define tools": the name's pattern; what `input_schema` may be.
fn definition(tool: &Value, path: &str) -> Result<(), Refusal> {
    if !is_name(tool["name"].as_str().unwrap_or_default(), 128, "_-") {
        return Err(Refusal::at(
            &format!("{path}.name"),
            "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
        ));
    }
    let schema = &tool["input_schema"];
    if ["oneOf", "allOf", "anyOf"]
        .iter()
        .any(|combiner| schema.get(combiner).is_some())
    {
        return Err(Refusal::at(
            &format!("{path}.input_schema"),
            "input_schema does not support oneOf, allOf, or anyOf at the top level",
        ));
    }
    if schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .any(|(key, _)| !is_name(key, 64, "_.-"))
    {
        return Err(Refusal::at(
            &format!("{path}.input_schema.properties"),
            "Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'",
        ));
    }
    if tool["strict"].as_bool() == Some(true) {
        output::grammar(schema, path)?;
    }
    Ok(())
}

/// Anthropic API docs, "Define tools".
fn unique(tools: &[Value]) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    if tools
        .iter()
        .filter_map(|tool| tool["name"].as_str())
        .all(|name| seen.insert(name))
    {
        return Ok(());
    }
    Err(Refusal::at("tools", "Tool names must be unique."))
}

/// Anthropic API docs, "Forcing tool use": not without tools, not a tool that is not there, not with thinking.
fn choice(body: &Value, tools: &[Value], model: &Model) -> Result<(), Refusal> {
    let choice = &body["tool_choice"];
    if !matches!(choice["type"].as_str(), Some("any" | "tool")) {
        return Ok(());
    }
    if tools.is_empty() {
        return Err(Refusal::invalid(
            "tool_choice may only be specified while providing tools.",
        ));
    }
    if let Some(name) = choice["name"].as_str()
        && !tools.iter().any(|tool| tool["name"] == name)
    {
        return Err(Refusal::invalid(format!(
            "Tool '{name}' not found in provided tools"
        )));
    }
    if model.limits.always_thinks
        || matches!(
            body["thinking"]["type"].as_str(),
            Some("enabled" | "adaptive")
        )
    {
        return Err(Refusal::invalid(
            "Thinking may not be enabled when tool_choice forces tool use.",
        ));
    }
    Ok(())
}
