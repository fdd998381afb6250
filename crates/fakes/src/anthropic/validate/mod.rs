//! Whether the API would take a request body: its shape first, then the rules that no type says.

mod additions;
mod schema;
mod semantics;
#[cfg(test)]
mod tests;

pub(crate) use additions::Version;
use serde_json::Value;

use super::models::Model;
use super::refusal::Refusal;

/// Which endpoint's types apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Messages,
    CountTokens,
}

/// What a body is checked against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules<'a> {
    pub(crate) endpoint: Endpoint,
    /// Whether the beta types apply.
    pub(crate) beta: bool,
    pub(crate) version: Version,
    /// Whether the beta for thinking between tool calls was asked for.
    pub(crate) interleaved: bool,
    pub(crate) threads: bool,
    pub(crate) models: &'a [Model],
}

/// Checks a request body.
///
/// # Errors
/// The refusal that the API would answer with, for the first thing that is wrong.
pub(crate) fn check(body: &Value, rules: &Rules<'_>) -> Result<(), Refusal> {
    let root = match (rules.endpoint, rules.beta) {
        (Endpoint::Messages, false) => "messages",
        (Endpoint::Messages, true) => "beta.messages",
        (Endpoint::CountTokens, false) => "count_tokens",
        (Endpoint::CountTokens, true) => "beta.count_tokens",
    };
    schema::check(body, root, rules.version)?;
    semantics::check(body, rules)
}
