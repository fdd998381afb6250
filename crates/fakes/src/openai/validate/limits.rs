//! How long texts and how large numbers may be (the API's own messages; for ids: AnswerDotAI/fastllm issue 45).

use serde_json::Value;

use super::{items, kind};
use crate::openai::refusal::Refusal;

/// The longest ids and names.
const LONGEST: usize = 64;
/// How many tools Chat Completions takes.
const MOST_TOOLS: usize = 128;

pub(super) fn of_response(body: &Value) -> Result<(), Refusal> {
    for (index, item) in items(&body["input"]) {
        for name in ["id", "call_id", "name"] {
            short(&item[name], &format!("input[{index}].{name}"))?;
        }
        // As Chat Completions does; inferred.
        if kind(item).ends_with("_call") {
            spelled(&item["name"], &format!("input[{index}].name"))?;
        }
    }
    keys(body)?;
    metadata(body)?;
    sampling(body)?;
    at_least(&body["max_output_tokens"], "max_output_tokens", 16)
}

pub(super) fn of_completion(body: &Value) -> Result<(), Refusal> {
    for (index, message) in items(&body["messages"]) {
        let path = format!("messages[{index}]");
        short(&message["tool_call_id"], &format!("{path}.tool_call_id"))?;
        // 40 once; longer ones are taken by now (vercel/ai pull request 17233).
        for (at, call) in items(&message["tool_calls"]) {
            short(&call["id"], &format!("{path}.tool_calls[{at}].id"))?;
            // mcp-use/mcp-use pull request 94.
            let name = format!("{path}.tool_calls[{at}].function.name");
            spelled(&call["function"]["name"], &name)?;
        }
    }
    // musistudio/claude-code-router issue 686.
    let tools = body["tools"].as_array().map_or(0, Vec::len);
    if tools > MOST_TOOLS {
        let message = format!(
            "Invalid 'tools': array too long. Expected an array with maximum length {MOST_TOOLS}, but got an array with \
             length {tools} instead."
        );
        let refusal = Refusal::invalid(message).code("array_above_max_length");
        return Err(refusal.param("tools"));
    }
    keys(body)?;
    metadata(body)?;
    sampling(body)?;
    at_least(&body["max_completion_tokens"], "max_completion_tokens", 1)?;
    at_least(&body["max_tokens"], "max_tokens", 1)?;
    at_least(&body["n"], "n", 1)
}

fn keys(body: &Value) -> Result<(), Refusal> {
    for name in ["prompt_cache_key", "safety_identifier"] {
        short(&body[name], name)?;
    }
    Ok(())
}

/// Tags (thiswillbeyourgithub/openwebui_custom_pipes_filters issue 3, spiceai/docs issue 928; openai-python 3.57.0,
/// `Metadata`).
fn metadata(body: &Value) -> Result<(), Refusal> {
    let Some(tags) = body["metadata"].as_object() else {
        return Ok(());
    };
    if tags.len() > 16 {
        let message = format!(
            "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with \
             {} properties instead.",
            tags.len()
        );
        let refusal = Refusal::invalid(message).code("object_above_max_properties");
        return Err(refusal.param("metadata"));
    }
    tags.iter()
        .try_for_each(|(name, value)| no_longer(value, 512, &format!("metadata.{name}")))
}

fn sampling(body: &Value) -> Result<(), Refusal> {
    within(&body["temperature"], "temperature", 0.0, 2.0)?;
    within(&body["top_p"], "top_p", 0.0, 1.0)
}

/// Refuses a text that is longer than 64 characters.
pub(super) fn short(value: &Value, path: &str) -> Result<(), Refusal> {
    no_longer(value, LONGEST, path)
}

/// Refuses a name with other letters than names have (the API's own message).
pub(super) fn spelled(name: &Value, path: &str) -> Result<(), Refusal> {
    let Some(text) = name.as_str() else {
        return Ok(());
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !text.is_empty() && text.chars().all(fits) {
        return Ok(());
    }
    let message = format!(
        "Invalid '{path}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."
    );
    Err(Refusal::invalid(message).code("invalid_value").param(path))
}

fn no_longer(value: &Value, longest: usize, path: &str) -> Result<(), Refusal> {
    let length = value.as_str().map_or(0, |text| text.chars().count());
    if length <= longest {
        return Ok(());
    }
    let message = format!(
        "Invalid '{path}': string too long. Expected a string with maximum length {longest}, but got a string with length \
         {length} instead."
    );
    Err(Refusal::invalid(message)
        .code("string_above_max_length")
        .param(path))
}

fn at_least(value: &Value, path: &str, least: i64) -> Result<(), Refusal> {
    match value.as_i64() {
        Some(found) if found < least => {
            let message = format!(
                "Invalid '{path}': integer below minimum value. Expected a value >= {least}, but got {found} instead."
            );
            Err(Refusal::invalid(message)
                .code("integer_below_min_value")
                .param(path))
        }
        _ => Ok(()),
    }
}

fn within(value: &Value, path: &str, least: f64, most: f64) -> Result<(), Refusal> {
    let (found, problem) = match value.as_f64() {
        Some(found) if found < least => (
            found,
            format!("decimal below minimum value. Expected a value >= {least}"),
        ),
        Some(found) if found > most => (
            found,
            format!("decimal above maximum value. Expected a value <= {most}"),
        ),
        _ => return Ok(()),
    };
    let code = if found < least {
        "decimal_below_min_value"
    } else {
        "decimal_above_max_value"
    };
    let message = format!("Invalid '{path}': {problem}, but got {value} instead.");
    Err(Refusal::invalid(message).code(code).param(path))
}
