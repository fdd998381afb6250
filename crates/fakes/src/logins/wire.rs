//! Whether a request is the gateway's own and holds no more than it must.
//!
//! The gateway goes by its own name at the providers and forges nobody's; the vendors' servers would not mind.

use super::asked::Asked;
use super::endpoint::Endpoint;
use super::violation::Kind;

/// Headers by which other programs are known: the vendors' command-line clients and their SDKs.
const FOREIGN: &[&str] = &["x-app", "chatgpt-account-id", "version", "session_id"];
const FOREIGN_FAMILIES: &[&str] = &[
    "x-stainless-",
    "x-claude-",
    "x-codex-",
    "sec-",
    "x-forwarded-",
];

/// What is wrong with a request that is not a browser's.
pub(crate) fn problems(asked: &Asked<'_>, version: Option<&str>) -> Vec<(Kind, String)> {
    if asked.endpoint == Endpoint::Trap {
        return vec![(Kind::FollowedRedirect, asked.parts.method.to_string())];
    }
    if asked.endpoint.is_for_browsers() {
        return Vec::new();
    }
    let mut problems = Vec::new();
    let agent = asked.header("user-agent").unwrap_or_default();
    let ours = match version {
        Some(version) => agent == format!("ccproxy/{version}"),
        None => agent.starts_with("ccproxy/"),
    };
    if !ours {
        problems.push((Kind::ForgedIdentity, format!("user-agent is {agent:?}")));
    }
    if let Some(originator) = asked.header("originator")
        && !is_ours(originator)
    {
        let detail = format!("originator is {originator:?}");
        problems.push((Kind::ForgedIdentity, detail));
    }
    for name in asked.headers().keys() {
        let name = name.as_str();
        let foreign = FOREIGN.contains(&name)
            || FOREIGN_FAMILIES
                .iter()
                .any(|family| name.starts_with(family));
        if foreign {
            problems.push((Kind::ForgedIdentity, format!("header {name}")));
        }
    }
    if asked.headers().contains_key("cookie") {
        problems.push((Kind::Cookie, "a cookie was sent".to_owned()));
    }
    // Secrets in an address end in logs (RFC 6749, 3.2: parameters go into the body).
    if asked.parts.uri.query().is_some() {
        problems.push((
            Kind::ParametersInAddress,
            "the address has a query".to_owned(),
        ));
    }
    problems
}

/// Whether a program's name is the gateway's: `ccproxy` or `ccproxy/VERSION`.
pub(crate) fn is_ours(name: &str) -> bool {
    name == "ccproxy" || name.starts_with("ccproxy/")
}
