//! Whether a request on the wire is the gateway's own: its name, and nothing of its clients'.

use http::request::Parts;
use http::{HeaderMap, HeaderName};

pub(crate) use crate::service::canaries::canaries;

/// The headers that the gateway sends, but for the `openai-` family.
const ALLOWED: &[&str] = &[
    "host",
    "content-type",
    "content-length",
    "accept",
    "accept-encoding",
    "anthropic-version",
    "anthropic-beta",
    "x-api-key",
    "authorization",
    "user-agent",
    "idempotency-key",
];

/// What is wrong with a request that should be the gateway's, as `ccproxy/{version}`.
pub(crate) fn problems(request: &Parts, version: &str) -> Vec<String> {
    let headers = &request.headers;
    let mut problems = Vec::new();
    let name = format!("ccproxy/{version}");
    let agent = headers
        .get("user-agent")
        .map(|value| String::from_utf8_lossy(value.as_bytes()));
    if agent.as_deref() != Some(&name) {
        problems.push(format!("user-agent is {agent:?}, not {name:?}"));
    }
    problems.extend(
        headers
            .keys()
            .filter(|header| !allowed(header))
            .map(|header| format!("header {header} is not allowed")),
    );
    problems
        .extend(repeated(headers).map(|header| format!("header {header} is there more than once")));
    if headers.contains_key("transfer-encoding") {
        problems.push("the body is chunked instead of announced by content-length".to_owned());
    }
    if headers
        .get("accept-encoding")
        .is_some_and(|encoding| encoding != "identity")
    {
        problems.push("accept-encoding is not identity".to_owned());
    }
    if headers.contains_key("x-api-key") && headers.contains_key("authorization") {
        problems.push("both x-api-key and authorization are there".to_owned());
    }
    problems
}

fn allowed(header: &HeaderName) -> bool {
    ALLOWED.contains(&header.as_str()) || header.as_str().starts_with("openai-")
}

fn repeated(headers: &HeaderMap) -> impl Iterator<Item = &HeaderName> {
    headers
        .keys()
        .filter(|name| *name != "anthropic-beta" && headers.get_all(*name).iter().count() > 1)
}
