//! Who may ask, and in which API version: checks of headers.

use http::HeaderMap;
use http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use serde_json::json;

use super::refusal::Refusal;
use super::scenario::third_party;
use super::validate::Version;
use crate::logins::{Logins, Server};

/// How subscription tokens begin.
const OAUTH_TOKEN: &str = "sk-ant-oat01-";
/// The scope that they need.
const INFERENCE: &str = "user:inference";
/// The beta that they need.
const OAUTH_BETA: &str = "oauth-2025-04-20";

/// Checks the credential (Anthropic API docs, "Authentication", and the API's own messages).
///
/// # Errors
/// 401 where there is none, where it is not `required`, or where a subscription token comes without its beta, or is none
/// of the live ones that `logins` know.
pub(crate) fn credential(
    headers: &HeaderMap,
    required: Option<&str>,
    logins: Option<&Logins>,
) -> Result<(), Refusal> {
    let key = text(headers, "x-api-key").filter(|key| !key.is_empty());
    let bearer = text(headers, AUTHORIZATION.as_str())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && !token.is_empty())
        .map(|(_, token)| token);
    let Some(presented) = key.or(bearer) else {
        return Err(denied("x-api-key header is required"));
    };
    if required.is_some_and(|required| required != presented) {
        return Err(denied("invalid x-api-key"));
    }
    if presented.starts_with(OAUTH_TOKEN) {
        if key.is_some() {
            return Err(denied("invalid x-api-key"));
        }
        if !betas(headers).any(|beta| beta == OAUTH_BETA) {
            return Err(denied("OAuth authentication is currently not supported."));
        }
        // 401 "OAuth token has been revoked" and the like (reports of users); the words differ, the status does not.
        if logins.is_some_and(|logins| !may_infer(logins, presented)) {
            return Err(denied("OAuth token has expired or was revoked"));
        }
    }
    Ok(())
}

/// Checks that a subscription token comes from Claude Code, which is known by its user agent (measured with claude
/// 2.1.331).
///
/// # Errors
/// 400 where another program presents it, in the words that people report.
pub(crate) fn program(headers: &HeaderMap) -> Result<(), Refusal> {
    let token =
        text(headers, AUTHORIZATION.as_str()).is_some_and(|value| value.contains(OAUTH_TOKEN));
    let own =
        text(headers, USER_AGENT.as_str()).is_some_and(|agent| agent.starts_with("claude-cli/"));
    if token && !own {
        return Err(third_party());
    }
    Ok(())
}

fn may_infer(logins: &Logins, token: &str) -> bool {
    logins.bearer(token).is_some_and(|bearer| {
        bearer.server == Server::Claude && bearer.scopes.iter().any(|scope| scope == INFERENCE)
    })
}

fn denied(message: &str) -> Refusal {
    Refusal::unauthorized(message).with_header("x-should-retry", "false")
}

/// The API version (Anthropic API docs, "Versions"; `2026-10-21`: measured with anthropic-python 2.13.0).
///
/// # Errors
/// 400 where the header is missing or names no version.
pub(crate) fn version(headers: &HeaderMap) -> Result<Version, Refusal> {
    let Some(version) = text(headers, "anthropic-version") else {
        return Err(Refusal::at("anthropic-version", "header is required"));
    };
    Version::parse(version).ok_or_else(|| {
        Refusal::at(
            "anthropic-version",
            format!("\"{version}\" is not a valid version"),
        )
    })
}

/// The content type (Anthropic API docs, "Content types"; charsets: anthropic-python 2.13.0,
/// `BetaUnsupportedCharsetError`).
///
/// # Errors
/// 400 where it is not JSON, or in a charset that the API does not read.
pub(crate) fn content_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let stated = text(headers, CONTENT_TYPE.as_str())
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mut parts = stated.split(';').map(str::trim);
    if parts.next() != Some("application/json") {
        return Err(Refusal::at("content-type", "must be application/json"));
    }
    let charset = parts
        .find_map(|part| part.strip_prefix("charset="))
        .map(|charset| charset.trim_matches('"'));
    match charset {
        None | Some("utf-8" | "utf8" | "iso-8859-1" | "us-ascii") => Ok(()),
        Some(_) => Err(Refusal::at(
            "content-type",
            "the charset must be UTF-8, ISO-8859-1 or US-ASCII",
        )
        .with_details(json!({ "error_code": "unsupported_charset" }))),
    }
}

/// The betas that a request asks for, from all its `anthropic-beta` headers.
pub(crate) fn betas(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all("anthropic-beta")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|beta| !beta.is_empty())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .map(str::trim)
}
