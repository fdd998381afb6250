//! Lists of models, and the plan's usage.

use http::header::{ETAG, IF_NONE_MATCH};
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use super::access::{Caller, Face, text};
use super::body::Body;
use super::headers::{self, Window};
use super::models::Model;
use super::refusal::Refusal;
use super::respond::Occasion;

/// Answers `GET …/models`, `GET …/models/{id}` and `GET …/usage`.
pub(crate) fn answer(occasion: Occasion<'_>, caller: &Caller, parts: &Parts) -> Response<Body> {
    let models = &occasion.fake.config.models;
    if parts.uri.path() == "/backend-api/wham/usage" {
        return occasion.json(&usage(caller));
    }
    if caller.face != Face::Api {
        return plan_list(occasion, caller, parts);
    }
    let entries: Vec<Value> = models.iter().map(Model::entry).collect();
    match parts.uri.path().strip_prefix("/v1/models/") {
        None => occasion.json(&json!({ "object": "list", "data": entries })),
        Some(id) => match models.iter().find(|model| model.id == id) {
            Some(model) => occasion.json(&model.entry()),
            None => occasion.refusal(&no_model(id)),
        },
    }
}

/// `{"models":[…]}`. The Codex backend wants the client's version, and knows what has changed (openai/codex,
/// `models_manager`).
fn plan_list(occasion: Occasion<'_>, caller: &Caller, parts: &Parts) -> Response<Body> {
    let backend = caller.face == Face::Codex;
    let query = parts.uri.query().unwrap_or_default();
    let versioned = query.split('&').any(|pair| {
        pair.strip_prefix("client_version=")
            .is_some_and(|version| !version.is_empty())
    });
    if backend && !versioned {
        // Inferred: the Codex client always says its version.
        return occasion.refusal(&Refusal::detail(400, "client_version is required"));
    }
    let etag = HeaderValue::from_static(headers::MODELS_ETAG);
    let unchanged = text(&parts.headers, IF_NONE_MATCH.as_str()) == Some(headers::MODELS_ETAG);
    let mut response = if backend && unchanged {
        occasion.status(StatusCode::NOT_MODIFIED)
    } else {
        let models = occasion.fake.config.models.iter();
        let entries: Vec<Value> = models
            .filter(|model| model.plan)
            .enumerate()
            .map(|(at, model)| model.plan_entry(at))
            .collect();
        occasion.json(&json!({ "models": entries }))
    };
    if backend {
        response.headers_mut().insert(ETAG, etag);
    }
    response
}

/// The API's own message.
fn no_model(id: &str) -> Refusal {
    Refusal::new(
        404,
        "invalid_request_error",
        format!("The model '{id}' does not exist"),
    )
    .param("model")
    .code("model_not_found")
}

/// `GET /backend-api/wham/usage` (openai/codex, `backend-client`; field by field as third parties document it).
fn usage(caller: &Caller) -> Value {
    let now = headers::unix_seconds();
    let [primary, secondary] = headers::windows().map(|window: Window| {
        json!({
            "used_percent": window.used_percent,
            "limit_window_seconds": window.minutes * 60,
            "reset_after_seconds": window.reset_at.saturating_sub(now),
            "reset_at": window.reset_at,
        })
    });
    json!({
        "account_id": caller.account_id,
        "email": caller.email,
        "plan_type": caller.plan,
        "rate_limit": {
            "allowed": true,
            "limit_reached": false,
            "primary_window": primary,
            "secondary_window": secondary,
        },
        "code_review_rate_limit": null,
        "additional_rate_limits": null,
        "credits": { "has_credits": false, "unlimited": false, "balance": "0" },
        "rate_limit_reset_credits": null,
    })
}
