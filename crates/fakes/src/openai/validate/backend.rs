//! What the Codex backend wants before anything else. Its answers have the shape `{"detail":…}`.

use serde_json::Value;

use super::{Rules, items};
use crate::openai::refusal::Refusal;

/// What the Codex client sends (measured with 0.169; `instructions` and `service_tier`: openai/codex,
/// `ResponsesApiRequest`). Anything else is refused by its name (reports of users: askalf/dario issue 1009,
/// BerriAI/litellm pull request 21209, cita-777/metapi issue 446, diegosouzapw/OmniRoute issue 806,
/// router-for-me/CLIProxyAPI issue 1647).
const SUPPORTED: &[&str] = &[
    "client_metadata",
    "include",
    "input",
    "instructions",
    "model",
    "parallel_tool_calls",
    "prompt_cache_key",
    "reasoning",
    "service_tier",
    "store",
    "stream",
    "text",
    "tool_choice",
    "tools",
];
/// Asks for another protocol, in which instructions are messages (measured with codex 0.169).
const LITE: &str = "x-openai-internal-codex-responses-lite";
/// Service tiers that the Codex client asks for (openai/codex, `ServiceTier`); others are refused like a parameter.
const TIERS: &[&str] = &["priority", "flex"];

pub(super) fn check(body: &Value, rules: &Rules<'_>) -> Result<(), Refusal> {
    let mut names = body.as_object().into_iter().flatten().map(|(name, _)| name);
    if let Some(name) = names.find(|name| !SUPPORTED.contains(&name.as_str())) {
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
    // Reports of users: EasyMetaAu/helm-api pull request 310, PwnKit-Labs/pwnkit pull request 330. Empty ones are taken:
    // router-for-me/CLIProxyAPI issue 1055.
    let lite = rules.headers.contains_key(LITE);
    if !body["instructions"].is_string() && !lite {
        return Err(Refusal::detail(400, "Instructions are required"));
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
