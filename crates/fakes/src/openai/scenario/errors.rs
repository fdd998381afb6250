//! Scenarios that answer with an error.

use super::{Scene, content};
use crate::openai::access::Face;
use crate::openai::headers;
use crate::openai::refusal::Refusal;

/// The refusal of an error scenario.
pub(super) fn find(scene: &Scene<'_>) -> Option<Refusal> {
    let name = scene.named.name.as_str();
    if name == "flaky" {
        let first = scene.flaky.is_first(&scene.asked.text());
        return first.then(overloaded);
    }
    if name == "context_length" && !content::is_backend(scene) {
        return Some(too_long());
    }
    status(name)
        .or_else(|| plan(name))
        .or_else(|| backend(scene, name))
}

/// OpenAI API docs, "Error codes"; the messages are the API's own.
fn status(name: &str) -> Option<Refusal> {
    let refusal = match name {
        "error400" => Refusal::invalid("Invalid value: 'nonsense'.")
            .code("invalid_value")
            .param("input"),
        "error401" => Refusal::new(
            401,
            "invalid_request_error",
            "Incorrect API key provided: ***.",
        )
        .code("invalid_api_key"),
        "error403" => Refusal::new(
            403,
            "invalid_request_error",
            "Country, region, or territory not supported",
        )
        .code("unsupported_country_region_territory"),
        "error404" => Refusal::new(
            404,
            "invalid_request_error",
            "The model does not exist or you do not have access to it.",
        )
        .code("model_not_found"),
        "error429" => burst(),
        "error429quota" => {
            let message =
                "You exceeded your current quota, please check your plan and billing details.";
            Refusal::new(429, "insufficient_quota", message).code("insufficient_quota")
        }
        "error500" => crate::openai::answers::server_error(),
        "error502" => Refusal::new(502, "server_error", "Bad gateway"),
        "error503" | "overloaded" => overloaded(),
        _ => return None,
    };
    Some(refusal)
}

/// A rate limit that passes in a second (OpenAI API docs, "Rate limits").
fn burst() -> Refusal {
    let message = "Rate limit reached for the model on requests per min (RPM): Limit 10000. Please try again in 1.2s.";
    Refusal::new(429, "requests", message)
        .code("rate_limit_exceeded")
        .header("retry-after", "1")
        .header("retry-after-ms", "1200")
        .header("x-ratelimit-remaining-requests", "0")
        .header("x-ratelimit-reset-requests", "1.2s")
}

fn overloaded() -> Refusal {
    let message = "Our servers are currently overloaded. Please try again later.";
    Refusal::new(503, "service_unavailable_error", message)
        .code("server_is_overloaded")
        .header("retry-after", "1")
}

/// The API's own message.
fn too_long() -> Refusal {
    let message = "Your input exceeds the context window of this model. Please adjust your input and try again.";
    Refusal::invalid(message)
        .code("context_length_exceeded")
        .param("input")
}

/// What the API says of a plan (developers.openai.com/siwc, "Errors and recovery"): no reset is told.
fn plan(name: &str) -> Option<Refusal> {
    let refusal = match name {
        "sub_limit" => Refusal::new(429, "rate_limit_error", "Usage limit reached for this app")
            .code("subscription_sharing_usage_limit_exceeded"),
        "sub_ineligible" => Refusal::new(
            403,
            "permission_error",
            "ChatGPT plan usage is not available",
        )
        .code("subscription_sharing_user_not_eligible"),
        "sub_unavailable" => Refusal::new(503, "server_error", "Usage could not be read")
            .code("subscription_sharing_usage_unavailable"),
        "sub_capability" => Refusal::capability("temperature", "Unsupported parameter"),
        "sub_user" => Refusal::new(
            401,
            "invalid_request_error",
            "The ChatGPT token is not valid any more.",
        )
        .code("subscription_sharing_invalid_user"),
        _ => return None,
    };
    Some(refusal)
}

/// What the Codex backend says of a plan (openai/codex, `api_bridge.rs`).
fn backend(scene: &Scene<'_>, name: &str) -> Option<Refusal> {
    let (kind, message) = match name {
        "usage_limit" => ("usage_limit_reached", "The usage limit has been reached"),
        "usage_not_included" => (
            "usage_not_included",
            "To use Codex with your ChatGPT plan, upgrade to Plus",
        ),
        _ => return None,
    };
    let refusal = Refusal::new(429, kind, message).with("plan_type", scene.caller.plan.as_str());
    if name != "usage_limit" {
        return Some(refusal);
    }
    let windows = headers::exhausted();
    let refusal = refusal
        .with("resets_at", windows[0].reset_at)
        .with("resets_in_seconds", 3600);
    if scene.caller.face != Face::Codex {
        return Some(refusal);
    }
    let limits = headers::limits(windows, &scene.caller.plan);
    Some(limits.into_iter().fold(refusal, |refusal, (name, value)| {
        refusal.header(name, value)
    }))
}
