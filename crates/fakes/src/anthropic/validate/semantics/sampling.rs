//! Rules about the parameters that steer generation.

use serde_json::Value;

use crate::anthropic::models::Model;
use crate::anthropic::refusal::Refusal;
use crate::anthropic::validate::Rules;

/// Rules of Create a Message that counting tokens does not have.
pub(super) fn check(body: &Value, model: &Model) -> Result<(), Refusal> {
    // 0 is allowed: it fills the prompt cache without generating (anthropic-python 2.13.0).
    range(body, "max_tokens", 0.0, f64::INFINITY)?;
    range(body, "temperature", 0.0, 1.0)?;
    range(body, "top_p", 0.0, 1.0)?;
    range(body, "top_k", 0.0, f64::INFINITY)?;
    stop_sequences(body)?;
    retired(body, model)?;
    together(body, model)
}

/// Anthropic API docs, Create a Message: the ranges of numbers.
fn range(body: &Value, field: &str, least: f64, most: f64) -> Result<(), Refusal> {
    match body[field].as_f64() {
        Some(number) if number < least => Err(Refusal::at(
            field,
            format!("Input should be greater than or equal to {least}"),
        )),
        Some(number) if number > most => Err(Refusal::at(
            field,
            format!("Input should be less than or equal to {most}"),
        )),
        _ => Ok(()),
    }
}

/// The API's own message for a sequence of white space only.
fn stop_sequences(body: &Value) -> Result<(), Refusal> {
    let mut sequences = body["stop_sequences"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    if sequences.any(|sequence| sequence.trim().is_empty()) {
        return Err(Refusal::at(
            "stop_sequences",
            "each stop sequence must contain non-whitespace",
        ));
    }
    Ok(())
}

/// Anthropic API docs, "Migrating to Claude": newer models take sampling parameters at their defaults only.
fn retired(body: &Value, model: &Model) -> Result<(), Refusal> {
    if !model.limits.no_sampling {
        return Ok(());
    }
    let defaults = [
        ("temperature", Some(1.0)),
        ("top_p", Some(1.0)),
        ("top_k", None),
    ];
    for (field, default) in defaults {
        if body[field]
            .as_f64()
            .is_some_and(|number| Some(number) != default)
        {
            return Err(Refusal::invalid(format!(
                "`{field}` is deprecated for this model."
            )));
        }
    }
    Ok(())
}

/// Anthropic API docs, "Migrating to Claude" and "Extended thinking": combinations that exclude each other.
fn together(body: &Value, model: &Model) -> Result<(), Refusal> {
    let set = |field: &str| body[field].is_number();
    if model.limits.one_sampler && set("temperature") && set("top_p") {
        return Err(Refusal::invalid(
            "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
        ));
    }
    if !matches!(
        body["thinking"]["type"].as_str(),
        Some("enabled" | "adaptive")
    ) {
        return Ok(());
    }
    if body["temperature"]
        .as_f64()
        .is_some_and(|temperature| temperature != 1.0)
    {
        return Err(Refusal::invalid(
            "`temperature` may only be set to 1 when thinking is enabled.",
        ));
    }
    if set("top_k") {
        return Err(Refusal::invalid(
            "`top_k` must be unset when thinking is enabled.",
        ));
    }
    if body["top_p"].as_f64().is_some_and(|top_p| top_p < 0.95) {
        return Err(Refusal::invalid(
            "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.",
        ));
    }
    Ok(())
}

/// Anthropic API docs, "Extended thinking": the budget is at least 1024 and below `max_tokens` (unless thinking is
/// interleaved with tools, where it spans the turn); Opus 5.5 always thinks.
pub(super) fn thinking(body: &Value, model: &Model, rules: &Rules<'_>) -> Result<(), Refusal> {
    let thinking = &body["thinking"];
    if thinking["type"] == "disabled" && model.limits.always_thinks {
        return Err(Refusal::at(
            "thinking.disabled",
            "thinking cannot be disabled for this model",
        ));
    }
    let Some(budget) = thinking["budget_tokens"].as_i64() else {
        return Ok(());
    };
    if budget < 1024 {
        return Err(Refusal::at(
            "thinking.enabled.budget_tokens",
            "Input should be greater than or equal to 1024",
        ));
    }
    let interleaved = rules.interleaved
        && body["tools"]
            .as_array()
            .is_some_and(|tools| !tools.is_empty());
    if !interleaved
        && body["max_tokens"]
            .as_i64()
            .is_some_and(|most| most <= budget)
    {
        return Err(Refusal::invalid(
            "`max_tokens` must be greater than `thinking.budget_tokens`.",
        ));
    }
    Ok(())
}
