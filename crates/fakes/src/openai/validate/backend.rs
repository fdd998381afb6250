//! What the Codex backend wants before anything else. Its answers have the shape `{"detail":…}`.

use serde_json::Value;

use super::{Rules, items};
use crate::openai::refusal::Refusal;

/// Parameters that it refuses by name (reports of users: askalf/dario issue 1009, BerriAI/litellm pull request 21209,
/// cita-777/metapi issue 446). It stores nothing, so that the members which need a store are among them (inferred).
const UNSUPPORTED: &[&str] = &[
    "background",
    "context_management",
    "conversation",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
    "moderation",
    "previous_response_id",
    "prompt",
    "prompt_cache_retention",
    "safety_identifier",
    "stream_options",
    "temperature",
    "top_logprobs",
    "top_p",
    "truncation",
    "user",
];
/// Service tiers that the Codex client asks for (openai/codex, `ServiceTier`); others are refused like a parameter.
const TIERS: &[&str] = &["priority", "flex"];

pub(super) fn check(body: &Value, rules: &Rules<'_>) -> Result<(), Refusal> {
    if let Some(name) = UNSUPPORTED.iter().find(|name| body.get(**name).is_some()) {
        return Err(unsupported(name));
    }
    match body["service_tier"].as_str() {
        Some(tier) if !TIERS.contains(&tier) => return Err(unsupported("service_tier")),
        _ => {}
    }
    // Reports of users: openai/codex issue 26173, RayBytes/ChatMock pull request 52.
    if body["store"] != false {
        return Err(Refusal::detail(400, "Store must be set to false"));
    }
    if body["stream"] != true {
        return Err(Refusal::detail(400, "Stream must be set to true"));
    }
    if !body["input"].is_array() {
        return Err(Refusal::detail(400, "Input must be a list"));
    }
    if items(&body["input"]).any(|(_, item)| item["role"] == "system") {
        return Err(Refusal::detail(400, "System messages are not allowed"));
    }
    model(body, rules)
}

fn unsupported(name: &str) -> Refusal {
    Refusal::detail(400, format!("Unsupported parameter: {name}"))
}

/// Reports of users: openai/codex issue 6603.
fn model(body: &Value, rules: &Rules<'_>) -> Result<(), Refusal> {
    let name = body["model"].as_str().unwrap_or_default();
    if rules
        .models
        .iter()
        .any(|model| model.plan && model.id == name)
    {
        return Ok(());
    }
    Err(Refusal::detail(
        400,
        format!("The '{name}' model is not supported when using Codex with a ChatGPT account."),
    ))
}
