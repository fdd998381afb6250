//! Texts that must not be on the wire.

use http::request::Parts;

/// The canaries that appear in a request's path or headers. Only their ends are named: they may be secrets.
pub(crate) fn canaries(request: &Parts, canaries: &[String]) -> Vec<String> {
    canaries
        .iter()
        .filter(|canary| !canary.is_empty())
        .filter_map(|canary| {
            let holds = |bytes: &[u8]| {
                bytes
                    .windows(canary.len())
                    .any(|window| window == canary.as_bytes())
            };
            if holds(request.uri.to_string().as_bytes()) {
                return Some(format!("a canary (…{}) is in the path", tail(canary)));
            }
            let header = request
                .headers
                .iter()
                .find(|(name, value)| holds(value.as_bytes()) || holds(name.as_str().as_bytes()));
            header.map(|(name, _)| format!("a canary (…{}) is in the header {name}", tail(canary)))
        })
        .collect()
}

fn tail(canary: &str) -> String {
    let count = canary.chars().count();
    canary.chars().skip(count.saturating_sub(4)).collect()
}
