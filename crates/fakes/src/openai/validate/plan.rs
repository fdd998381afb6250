//! What a plan's token can be used for (developers.openai.com/siwc, "Models and inference" and "Preview limitations").

use serde_json::Value;

use super::{Rules, items, kind};
use crate::openai::refusal::Refusal;

/// Members to leave out.
const UNSUPPORTED: &[&str] = &[
    "background",
    "conversation",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
    "moderation",
    "multi_agent",
    "previous_response_id",
    "prompt",
    "prompt_cache_retention",
    "safety_identifier",
    "temperature",
    "top_logprobs",
    "top_p",
    "truncation",
    "user",
];

pub(super) fn check(body: &Value, rules: &Rules<'_>) -> Result<(), Refusal> {
    if let Some(name) = UNSUPPORTED.iter().find(|name| body.get(**name).is_some()) {
        return Err(refuse(name, "is not supported with a ChatGPT plan"));
    }
    if body["store"] != false {
        return Err(refuse("store", "must be false with a ChatGPT plan"));
    }
    if body["stream"] != true {
        return Err(refuse("stream", "must be true with a ChatGPT plan"));
    }
    if !body["input"].is_array() {
        return Err(refuse("input", "must be a list with a ChatGPT plan"));
    }
    for (index, item) in items(&body["input"]) {
        let path = format!("input[{index}]");
        if item["role"] == "system" {
            return Err(refuse(
                &format!("{path}.role"),
                "cannot be system with a ChatGPT plan; use instructions or developer",
            ));
        }
        if kind(item) == "additional_tools" {
            tools(&item["tools"], &format!("{path}.tools"), true)?;
        }
        media(item, &path)?;
    }
    tools(&body["tools"], "tools", false)?;
    model(body, rules)
}

/// Functions and custom tools sit in a namespace or in an `additional_tools` item; of the hosted tools only the search
/// of the web is there.
fn tools(tools: &Value, path: &str, in_item: bool) -> Result<(), Refusal> {
    for (index, tool) in items(tools) {
        let path = format!("{path}[{index}]");
        match kind(tool) {
            "namespace" => {}
            "function" | "custom" if in_item => {}
            "function" | "custom" => {
                return Err(refuse(&path, "must be grouped in a namespace"));
            }
            other if other.starts_with("web_search") => {}
            _ => return Err(refuse(&path, "is not supported with a ChatGPT plan")),
        }
    }
    Ok(())
}

/// Neither audio nor video nor uploaded files.
fn media(item: &Value, path: &str) -> Result<(), Refusal> {
    for (index, part) in items(&item["content"]) {
        let path = format!("{path}.content[{index}]");
        let foreign = matches!(kind(part), "input_audio" | "input_video");
        if foreign || part["file_id"].is_string() {
            return Err(refuse(&path, "is not supported with a ChatGPT plan"));
        }
    }
    Ok(())
}

fn model(body: &Value, rules: &Rules<'_>) -> Result<(), Refusal> {
    let name = body["model"].as_str().unwrap_or_default();
    let known = rules.models.iter().find(|model| model.id == name);
    match known {
        // Models that there are, and that plans do not have. Inferred.
        Some(model) if !model.plan => Err(refuse("model", "cannot be used with a ChatGPT plan")),
        _ => Ok(()),
    }
}

fn refuse(path: &str, problem: &str) -> Refusal {
    Refusal::capability(path, format!("'{path}' {problem}."))
}
