//! Scenarios that fail in the stream: `response.failed`, or an error among the chunks of Chat.

use super::{Scene, content, saying};
use crate::openai::answers::{End, Reply};
use crate::service::ids::Ids;

/// The code of a failed response that names none.
const PLAIN: &str = "server_error";

pub(super) fn play(scene: &Scene<'_>, ids: &mut Ids) -> Option<Reply> {
    let argument = scene.named.argument.as_deref().unwrap_or(PLAIN);
    let (code, at_once) = match scene.named.name.as_str() {
        "failed" => (argument, true),
        "failed_late" => (argument, false),
        "failed_limit" => ("subscription_sharing_usage_limit_exceeded", false),
        "sub_failed" => ("subscription_sharing_usage_unavailable", false),
        // openai/codex, `sse/responses.rs`: the backend says it in the stream.
        "context_length" if content::is_backend(scene) => ("context_length_exceeded", true),
        _ => return None,
    };
    let end = End::Failed {
        code: code.to_owned(),
        message: words(code).to_owned(),
        at_once,
    };
    Some(saying(scene.reply, ids).ending(end))
}

/// What a code says. Codes: openai/codex, `sse/responses.rs`; developers.openai.com/siwc, "Errors and recovery".
fn words(code: &str) -> &'static str {
    match code {
        "subscription_sharing_usage_limit_exceeded" => "Usage limit reached",
        "subscription_sharing_usage_unavailable" => "Usage could not be read",
        "context_length_exceeded" => {
            "Your input exceeds the context window of this model. Please adjust your input and try again."
        }
        "rate_limit_exceeded" => {
            "Rate limit reached for this model on tokens per min. Please try again in 1.5s."
        }
        "insufficient_quota" => {
            "You exceeded your current quota, please check your plan and billing details."
        }
        "usage_not_included" => "To use Codex with your ChatGPT plan, upgrade to Plus",
        "invalid_prompt" => "Invalid prompt: the request was blocked.",
        "server_is_overloaded" => "Our servers are currently overloaded. Please try again later.",
        _ => "An error occurred while processing your request.",
    }
}
