//! Tool definitions, the choice among them, and the shape of the output.

use serde_json::Value;

use super::limits::{short, spelled};
use super::strict::{self, Subject};
use super::{items, kind};
use crate::openai::asked::{Asked, Format};
use crate::openai::refusal::Refusal;

pub(super) fn in_responses(body: &Value) -> Result<(), Refusal> {
    list(&body["tools"], "tools")?;
    for (index, item) in items(&body["input"]).filter(|(_, item)| kind(item) == "additional_tools")
    {
        list(&item["tools"], &format!("input[{index}].tools"))?;
    }
    let asked = Asked {
        format: Format::Responses,
        body,
    };
    let hosted = body["tools"]
        .as_array()
        .is_some_and(|tools| !tools.is_empty());
    // The API's own message (vllm-project/vllm gives it as well, to be like it).
    if body["tool_choice"] == "required" && !hosted && asked.tools().is_empty() {
        let message = "Tool choice 'required' must be specified with 'tools' parameter.";
        return Err(Refusal::invalid(message).param("tool_choice"));
    }
    if let Some(name) = asked.forced_tool().filter(|name| !name.is_empty())
        && !asked.tools().iter().any(|tool| tool.name == name)
    {
        // The API's own message.
        let chosen = kind(&body["tool_choice"]);
        let message = format!("Tool choice '{chosen}' not found in 'tools' parameter.");
        return Err(Refusal::invalid(message).param("tool_choice"));
    }
    let format = &body["text"]["format"];
    output(format, format, "text.format")?;
    mentions_json(&format["type"], &body["input"], "input")
}

pub(super) fn in_chat(body: &Value) -> Result<(), Refusal> {
    let tools = &body["tools"];
    if tools.as_array().is_some_and(Vec::is_empty) {
        return Err(empty("tools"));
    }
    for (index, tool) in items(tools) {
        let kind = kind(tool);
        definition(&tool[kind], kind, &format!("tools[{index}].{kind}"))?;
    }
    for name in ["tool_choice", "parallel_tool_calls"] {
        let set = body.get(name).is_some_and(|value| !value.is_null());
        if set && tools.is_null() {
            // The API's own message.
            let message = format!(
                "Invalid value for '{name}': '{name}' is only allowed when 'tools' are specified."
            );
            return Err(Refusal::invalid(message).param(name));
        }
    }
    let asked = Asked {
        format: Format::Chat,
        body,
    };
    if let Some(name) = asked.forced_tool().filter(|name| !name.is_empty())
        && !asked.tools().iter().any(|tool| tool.name == name)
    {
        // The API's own message.
        let message = format!(
            "Invalid value for 'tool_choice': no function named {name} was specified in the 'tools' parameter."
        );
        return Err(Refusal::invalid(message).param("tool_choice"));
    }
    let format = &body["response_format"];
    output(&format["json_schema"], format, "response_format")?;
    mentions_json(&format["type"], &body["messages"], "messages")
}

/// The API's own message.
pub(super) fn empty(path: &str) -> Refusal {
    let message = format!(
        "Invalid '{path}': empty array. Expected an array with minimum length 1, but got an empty array instead."
    );
    Refusal::invalid(message).code("empty_array").param(path)
}

fn list(tools: &Value, path: &str) -> Result<(), Refusal> {
    for (index, tool) in items(tools) {
        let path = format!("{path}[{index}]");
        match kind(tool) {
            "namespace" => {
                name(&tool["name"], &format!("{path}.name"))?;
                if tool["tools"].as_array().is_some_and(Vec::is_empty) {
                    return Err(empty(&format!("{path}.tools")));
                }
                list(&tool["tools"], &format!("{path}.tools"))?;
            }
            kind @ ("function" | "custom") => definition(tool, kind, &path)?,
            _ => {}
        }
    }
    Ok(())
}

fn definition(tool: &Value, kind: &str, path: &str) -> Result<(), Refusal> {
    name(&tool["name"], &format!("{path}.name"))?;
    if kind == "custom" || tool["parameters"].is_null() {
        return Ok(());
    }
    let subject = Subject {
        what: format!("function '{}'", tool["name"].as_str().unwrap_or_default()),
        code: "invalid_function_parameters",
        path: format!("{path}.parameters"),
    };
    strict::check(&tool["parameters"], tool["strict"] == true, &subject)
}

fn name(name: &Value, path: &str) -> Result<(), Refusal> {
    short(name, path)?;
    spelled(name, path)
}

/// A schema that the output has to follow; `named` has its name, schema and strictness.
fn output(named: &Value, format: &Value, path: &str) -> Result<(), Refusal> {
    if format["type"] != "json_schema" {
        return Ok(());
    }
    let inner = if path == "response_format" {
        "response_format.json_schema"
    } else {
        path
    };
    name(&named["name"], &format!("{inner}.name"))?;
    if named["schema"].is_null() {
        return Err(Refusal::missing(&format!("{inner}.schema")));
    }
    let subject = Subject {
        what: format!(
            "response_format '{}'",
            named["name"].as_str().unwrap_or_default()
        ),
        code: "invalid_json_schema",
        path: if inner == path {
            format!("{path}.schema")
        } else {
            path.to_owned()
        },
    };
    strict::check(&named["schema"], named["strict"] == true, &subject)
}

/// Any JSON is only given to those who speak of it (the API's own messages).
fn mentions_json(format: &Value, said: &Value, path: &str) -> Result<(), Refusal> {
    if format != "json_object" || said.to_string().to_lowercase().contains("json") {
        return Ok(());
    }
    let message = if path == "input" {
        "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'."
    } else {
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
    };
    Err(Refusal::invalid(message).param(path))
}
