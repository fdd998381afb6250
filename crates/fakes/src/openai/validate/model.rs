//! Rules that depend on the model, and those about what is stored.

use serde_json::Value;

use super::{Rules, schema};
use crate::openai::models::Model;
use crate::openai::refusal::Refusal;

/// The model of a Responses request.
///
/// # Errors
/// 400 with the API's own message where there is none such.
pub(super) fn of_response<'a>(body: &Value, rules: &Rules<'a>) -> Result<&'a Model, Refusal> {
    let name = named(body)?;
    find(name, rules).ok_or_else(|| {
        Refusal::invalid(format!("The requested model '{name}' does not exist."))
            .code("model_not_found")
            .param("model")
    })
}

/// The model of a Chat request.
///
/// # Errors
/// 404 with the API's own message where there is none such.
pub(super) fn of_completion<'a>(body: &Value, rules: &Rules<'a>) -> Result<&'a Model, Refusal> {
    let name = named(body)?;
    find(name, rules).ok_or_else(|| {
        let message = format!("The model `{name}` does not exist or you do not have access to it.");
        Refusal::new(404, "invalid_request_error", message).code("model_not_found")
    })
}

fn named(body: &Value) -> Result<&str, Refusal> {
    body["model"]
        .as_str()
        .filter(|name| !name.is_empty())
        .ok_or_else(|| Refusal::missing("model"))
}

fn find<'a>(name: &str, rules: &Rules<'a>) -> Option<&'a Model> {
    rules.models.iter().find(|model| model.id == name)
}

/// What refers to a store: this fake has none, so that nothing is found there (the API's own messages; for a response:
/// maximhq/bifrost issue 2441).
pub(super) fn stored(body: &Value) -> Result<(), Refusal> {
    if let Some(id) = body["previous_response_id"].as_str() {
        return Err(
            Refusal::invalid(format!("Previous response with id '{id}' not found."))
                .code("previous_response_not_found")
                .param("previous_response_id"),
        );
    }
    let conversation = &body["conversation"];
    if let Some(id) = conversation.as_str().or(conversation["id"].as_str()) {
        return Err(missing("Conversation", id));
    }
    if let Some(id) = body["prompt"]["id"].as_str() {
        return Err(missing("Prompt", id));
    }
    if body["background"] == true {
        let message = "the fake does not run responses in the background";
        return Err(Refusal::invalid(message).param("background"));
    }
    // An empty list is no input: so a user's probe of the Codex backend with instructions alone (2026-05); inferred for the
    // API.
    let is_empty = |input: &Value| input.is_null() || input.as_array().is_some_and(Vec::is_empty);
    if body.get("input").is_none_or(is_empty) {
        let message = "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation_id' must be provided.";
        return Err(Refusal::invalid(message)
            .code("missing_required_parameter")
            .param("input"));
    }
    Ok(())
}

fn missing(what: &str, id: &str) -> Refusal {
    let message = format!("{what} with id '{id}' not found.");
    Refusal::new(404, "invalid_request_error", message)
}

/// Reasoning models refuse what steers sampling (OpenAI API docs, "Reasoning"; reports of users: ai-christianson/RA.Aid
/// issue 70); with the effort `none` newer ones take it (OpenAI API docs, "Using GPT-5.2"). Others do not reason.
pub(super) fn sampling_of_response(body: &Value, model: &Model) -> Result<(), Refusal> {
    let effort = &body["reasoning"]["effort"];
    if model.reasons() {
        let unsupported = ["temperature", "top_p", "top_logprobs"];
        if effort != "none"
            && let Some(name) = unsupported.iter().find(|name| is_set(body, name))
        {
            return Err(Refusal::unsupported(name));
        }
        return supported_effort(effort, "reasoning.effort", model);
    }
    if effort.is_string() {
        return Err(Refusal::unsupported("reasoning.effort"));
    }
    let wants_encrypted = body["include"].as_array().is_some_and(|include| {
        include
            .iter()
            .any(|name| name == "reasoning.encrypted_content")
    });
    if wants_encrypted {
        let message = "Encrypted content is not supported with this model.";
        return Err(Refusal::invalid(message).param("include"));
    }
    Ok(())
}

/// As for Responses; some parameters may have their default (reports of users: microsoft/vscode issue 255504).
pub(super) fn sampling_of_completion(body: &Value, model: &Model) -> Result<(), Refusal> {
    let effort = &body["reasoning_effort"];
    if !model.reasons() {
        if effort.is_string() {
            let message = "Unrecognized request argument supplied: reasoning_effort";
            return Err(Refusal::invalid(message));
        }
        return Ok(());
    }
    if is_set(body, "max_tokens") {
        let message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use \
                       'max_completion_tokens' instead.";
        return Err(Refusal::invalid(message)
            .code("unsupported_parameter")
            .param("max_tokens"));
    }
    // Never, whatever the effort.
    let never = ["stop", "logit_bias", "prediction"];
    if let Some(name) = never.iter().find(|name| is_set(body, name)) {
        return Err(Refusal::unsupported(name));
    }
    if effort != "none" {
        for (name, default) in [
            ("temperature", 1.0),
            ("top_p", 1.0),
            ("presence_penalty", 0.0),
            ("frequency_penalty", 0.0),
        ] {
            only_default(body, name, default)?;
        }
        if body["logprobs"] == true {
            return Err(Refusal::unsupported("logprobs"));
        }
    }
    supported_effort(effort, "reasoning_effort", model)?;
    functions_with_effort(body, model)
}

fn only_default(body: &Value, name: &str, default: f64) -> Result<(), Refusal> {
    match body[name].as_f64() {
        Some(value) if value != default => Err(Refusal::invalid(format!(
            "Unsupported value: '{name}' does not support {} with this model. Only the default ({default}) value is \
             supported.",
            body[name]
        ))
        .code("unsupported_value")
        .param(name)),
        _ => Ok(()),
    }
}

/// The API's own message (microsoft/vscode issue 301045).
fn supported_effort(effort: &Value, path: &str, model: &Model) -> Result<(), Refusal> {
    let Some(effort) = effort.as_str() else {
        return Ok(());
    };
    if model.efforts.iter().any(|known| known == effort) {
        return Ok(());
    }
    let known: Vec<Value> = (model.efforts.iter())
        .map(|known| known.as_str().into())
        .collect();
    let message = format!(
        "Unsupported value: '{effort}' is not supported with the '{}' model. Supported values are: {}.",
        model.id,
        schema::supported(&known)
    );
    Err(Refusal::invalid(message)
        .code("unsupported_value")
        .param(path))
}

/// Newer models take functions in Chat Completions only while they do not reason; where the request says nothing they
/// do (reports of users: GoogleChromeLabs/webmcp-tools issue 417, laurent22/joplin pull request 16451).
fn functions_with_effort(body: &Value, model: &Model) -> Result<(), Refusal> {
    let functions = body["tools"]
        .as_array()
        .is_some_and(|tools| tools.iter().any(|tool| tool["type"] == "function"));
    if !model.chat_tools_need_no_effort || !functions || body["reasoning_effort"] == "none" {
        return Ok(());
    }
    let message = format!(
        "Function tools with reasoning_effort are not supported for {} in /v1/chat/completions. To use function tools, use \
         /v1/responses or set reasoning_effort to 'none'.",
        model.id
    );
    Err(Refusal::invalid(message).param("reasoning_effort"))
}

fn is_set(body: &Value, name: &str) -> bool {
    body.get(name).is_some_and(|value| !value.is_null())
}
