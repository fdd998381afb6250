//! Who a request says it is from, and whether one on the wire is the gateway's own.

use http::request::Parts;
use http::{HeaderMap, HeaderName};
use serde::Serialize;

use super::log::Entry;

/// The headers that the gateway sends, but for the `openai-` family.
const ALLOWED: &[&str] = &[
    "host",
    "content-type",
    "content-length",
    "accept",
    "accept-encoding",
    "authorization",
    "user-agent",
    "idempotency-key",
    "x-client-request-id",
    "if-none-match",
];
/// Those that it sends to the Codex backend beside them.
const ALLOWED_BACKEND: &[&str] = &[
    "chatgpt-account-id",
    "originator",
    "session-id",
    "thread-id",
    "version",
];
/// Headers by which other programs make themselves known.
const FOREIGN: &[&str] = &["x-app", "http-referer", "x-title"];
/// Families of them.
const FOREIGN_FAMILIES: &[&str] = &[
    "x-stainless-",
    "x-codex-",
    "x-claude-code-",
    "x-openai-internal-",
];

/// Who a request said it was from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asker {
    /// Path and query of the request.
    pub path: String,
    /// Its `user-agent`.
    pub user_agent: Option<String>,
    /// Its `originator`.
    pub originator: Option<String>,
    /// Its headers that only other programs send, such as the Codex client or an SDK.
    pub foreign: Vec<String>,
}

impl Asker {
    /// Reads it from the log.
    pub fn of(entry: &Entry) -> Self {
        let find = |wanted: &str| {
            let found = entry.headers.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.clone())
        };
        Self {
            path: entry.path.clone(),
            user_agent: find("user-agent"),
            originator: find("originator"),
            foreign: entry
                .headers
                .iter()
                .filter(|(name, _)| is_foreign(name))
                .map(|(name, _)| name.clone())
                .collect(),
        }
    }

    /// Whether it went by the gateway's name alone: `ccproxy`, with or without a version.
    pub fn is_gateway(&self) -> bool {
        let agent = self.user_agent.as_deref().unwrap_or_default();
        agent.starts_with("ccproxy/")
            && self
                .originator
                .as_deref()
                .is_none_or(|name| name == "ccproxy" || name.starts_with("ccproxy/"))
            && self.foreign.is_empty()
    }
}

fn is_foreign(name: &str) -> bool {
    FOREIGN.contains(&name)
        || FOREIGN_FAMILIES
            .iter()
            .any(|family| name.starts_with(family))
}

/// What is wrong with a request that should be the gateway's, as `ccproxy/{version}`.
pub(crate) fn problems(request: &Parts, version: &str) -> Vec<String> {
    let headers = &request.headers;
    let mut problems = Vec::new();
    let ours = format!("ccproxy/{version}");
    for (name, others) in [("user-agent", None), ("originator", Some("ccproxy"))] {
        let stated = headers
            .get(name)
            .map(|value| String::from_utf8_lossy(value.as_bytes()));
        let may_lack = name == "originator";
        let fits = match stated.as_deref() {
            Some(stated) => stated == ours || Some(stated) == others,
            None => may_lack,
        };
        if !fits {
            problems.push(format!("{name} is {stated:?}, not {ours:?}"));
        }
    }
    let backend = request.uri.path().starts_with("/backend-api/");
    let allowed = |name: &HeaderName| {
        let name = name.as_str();
        ALLOWED.contains(&name)
            || name.starts_with("openai-")
            || (backend && ALLOWED_BACKEND.contains(&name))
    };
    problems.extend(
        headers
            .keys()
            .filter(|name| !allowed(name))
            .map(|name| format!("header {name} is not allowed")),
    );
    problems.extend(repeated(headers).map(|name| format!("header {name} is there more than once")));
    if headers
        .get("accept-encoding")
        .is_some_and(|encoding| encoding != "identity")
    {
        problems.push("accept-encoding is not identity".to_owned());
    }
    problems
}

fn repeated(headers: &HeaderMap) -> impl Iterator<Item = &HeaderName> {
    headers
        .keys()
        .filter(|name| headers.get_all(*name).iter().count() > 1)
}
