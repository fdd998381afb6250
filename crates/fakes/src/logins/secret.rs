//! Secrets as they may be shown: not themselves, but comparable.

use ring::digest::{SHA256, digest};

use super::ids;

/// How a secret stands in the log: the first eight hex digits of its SHA-256.
pub fn masked(secret: &str) -> String {
    let hash = digest(&SHA256, secret.as_bytes());
    format!("sha256:{}", ids::hex(&hash.as_ref()[..4]))
}

/// The fields of requests that are no secrets. Every other one is masked, so that a new one is safe from the start.
const PUBLIC: &[&str] = &[
    "agent_name_hint",
    "allowed_workspace_id",
    "auto",
    "client_id",
    "code_challenge_method",
    "codex_cli_simplified_flow",
    "decision",
    "error",
    "error_description",
    "ext_agent_host_id",
    "grant_type",
    "id_token_add_organizations",
    "originator",
    "prompt",
    "redirect_uri",
    "requested_token",
    "resource",
    "response_type",
    "scope",
    "subject_token_type",
    "token_type_hint",
];

/// A field's value as it may be shown.
pub(crate) fn field(name: &str, value: &str) -> String {
    // `code=true` is how Claude's authorize page is asked to show the code.
    if PUBLIC.contains(&name) || value.is_empty() || (name == "code" && value == "true") {
        value.to_owned()
    } else {
        masked(value)
    }
}

/// A header's value as it may be shown; of a bearer, the token alone is masked.
pub(crate) fn header(name: &str, value: &str) -> String {
    match (name, value.split_once(' ')) {
        ("authorization", Some((scheme, token))) => format!("{scheme} {}", masked(token)),
        ("authorization" | "cookie" | "x-api-key" | "proxy-authorization", _) => masked(value),
        _ => value.to_owned(),
    }
}
