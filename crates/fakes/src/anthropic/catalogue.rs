//! `GET /v1/models` and `GET /v1/models/{id}` (Anthropic API docs, "List models"; anthropic-python 2.13.0).

use http::request::Parts;
use serde_json::{Value, json};

use super::models::Model;
use super::refusal::Refusal;

/// Answers a request for the list or for one model.
///
/// # Errors
/// 404 for a model that is not there, 400 for a page that cannot be.
pub(crate) fn answer(models: &[Model], parts: &Parts) -> Result<Value, Refusal> {
    match parts.uri.path().strip_prefix("/v1/models/") {
        Some(id) => models
            .iter()
            .find(|model| model.id == id)
            .map(Model::info)
            .ok_or_else(|| Refusal::not_found(format!("model: {id}"))),
        None => page(models, parts.uri.query().unwrap_or_default()),
    }
}

/// One page: `limit` from 1 to 1000, 20 by default; before or after the model of an id.
fn page(models: &[Model], query: &str) -> Result<Value, Refusal> {
    let parameter = |name: &str| {
        query
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    };
    let limit = match parameter("limit") {
        Some(limit) => limit
            .parse()
            .ok()
            .filter(|limit| (1..=1000).contains(limit))
            .ok_or_else(|| {
                Refusal::at("limit", "Input should be a valid integer from 1 to 1000")
            })?,
        None => 20,
    };
    let position = |name: &'static str| match parameter(name) {
        Some(id) => match models.iter().position(|model| model.id == id) {
            Some(position) => Ok(Some(position)),
            None => Err(Refusal::at(name, format!("no model has the id {id}"))),
        },
        None => Ok(None),
    };
    let (page, has_more) = match (position("after_id")?, position("before_id")?) {
        (Some(_), Some(_)) => {
            return Err(Refusal::invalid(
                "Only one of after_id and before_id may be given",
            ));
        }
        (_, Some(before)) => {
            let first = before.saturating_sub(limit);
            (&models[first..before], first > 0)
        }
        (after, None) => {
            let first = after.map_or(0, |after| after + 1);
            let last = (first + limit).min(models.len());
            (&models[first..last], last < models.len())
        }
    };
    Ok(json!({
        "data": page.iter().map(Model::info).collect::<Vec<_>>(),
        "has_more": has_more,
        "first_id": page.first().map(|model| &model.id),
        "last_id": page.last().map(|model| &model.id),
    }))
}
