//! Whether OpenAI would take a request body: the rules of the face first, then its shape, then the rules that no type
//! says.

mod additions;
mod backend;
mod chat;
mod input;
mod limits;
mod media;
mod model;
mod plan;
mod schema;
mod strict;
mod tools;

use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use super::access::{Caller, Face, text};
use super::models::Model;
use super::refusal::Refusal;
use crate::service::unique;

/// What a body is checked against.
#[derive(Clone, Copy)]
pub(crate) struct Rules<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) models: &'a [Model],
}

/// Checks a body of Responses.
///
/// # Errors
/// The refusal that the face would answer with, for the first thing that is wrong.
pub(crate) fn responses(body: &Value, rules: &Rules<'_>) -> Result<(), Refusal> {
    match rules.caller.face {
        Face::Codex => backend::check(body, rules)?,
        Face::Plan => plan::check(body, rules)?,
        Face::Api => {}
    }
    schema::check(body, "responses")?;
    let model = model::of_response(body, rules)?;
    model::stored(body)?;
    input::check(body, rules.caller)?;
    media::in_responses(body)?;
    tools::in_responses(body)?;
    limits::of_response(body)?;
    model::sampling_of_response(body, model)
}

/// Checks a body of Chat Completions.
///
/// # Errors
/// As for `responses`.
pub(crate) fn chat(body: &Value, rules: &Rules<'_>) -> Result<(), Refusal> {
    schema::check(body, "chat")?;
    let model = model::of_completion(body, rules)?;
    chat::check(body)?;
    media::in_chat(body)?;
    tools::in_chat(body)?;
    limits::of_completion(body)?;
    model::sampling_of_completion(body, model)
}

/// Reads a body.
///
/// # Errors
/// 400 where it is no JSON; also where an object has a member twice, of which nothing is published.
pub(crate) fn parse(body: &[u8]) -> Result<Value, Refusal> {
    unique::parse(body).map_err(|error| {
        let problem = error.to_string();
        if problem.contains("duplicate member") {
            Refusal::invalid(format!("Invalid body: {problem}."))
        } else {
            not_json()
        }
    })
}

/// The API's own message, shortened.
pub(crate) fn not_json() -> Refusal {
    Refusal::invalid(
        "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library \
         correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)",
    )
}

/// The API's own message.
///
/// # Errors
/// 400 where the content type is not JSON.
pub(crate) fn content_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let stated = text(headers, CONTENT_TYPE.as_str()).unwrap_or_default();
    let kind = stated.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    let message = format!(
        "Unsupported content type: '{kind}'. This API method only accepts 'application/json' requests."
    );
    Err(Refusal::invalid(message).code("unsupported_content_type"))
}

/// The items of a list, with their indices; none where it is no list.
fn items(list: &Value) -> impl Iterator<Item = (usize, &Value)> {
    list.as_array().into_iter().flatten().enumerate()
}

fn kind(value: &Value) -> &str {
    value["type"].as_str().unwrap_or_default()
}
