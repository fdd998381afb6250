//! How long texts and how large numbers may be (the API's own messages; for ids: AnswerDotAI/fastllm issue 45).

use serde_json::Value;

use super::items;
use crate::openai::refusal::Refusal;

/// The longest ids and names.
const LONGEST: usize = 64;

pub(super) fn of_response(body: &Value) -> Result<(), Refusal> {
    for (index, item) in items(&body["input"]) {
        for name in ["id", "call_id", "name"] {
            short(&item[name], &format!("input[{index}].{name}"))?;
        }
    }
    keys(body)?;
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
        }
    }
    keys(body)?;
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

fn sampling(body: &Value) -> Result<(), Refusal> {
    within(&body["temperature"], "temperature", 0.0, 2.0)?;
    within(&body["top_p"], "top_p", 0.0, 1.0)
}

/// Refuses a text that is longer than 64 characters.
pub(super) fn short(value: &Value, path: &str) -> Result<(), Refusal> {
    let length = value.as_str().map_or(0, |text| text.chars().count());
    if length <= LONGEST {
        return Ok(());
    }
    let message = format!(
        "Invalid '{path}': string too long. Expected a string with maximum length {LONGEST}, but got a string with length \
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
