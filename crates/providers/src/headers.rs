use http::HeaderMap;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};

use crate::AGENT;

/// Client headers that have a meaning at the Anthropic API and travel on: an allow list, so that a client's own
/// credentials, cookies and identity stay here (source: Anthropic API docs, "Headers"; RFC draft for the key).
const MESSAGES: [HeaderName; 5] = [
    CONTENT_TYPE,
    ACCEPT,
    HeaderName::from_static("anthropic-version"),
    HeaderName::from_static("anthropic-beta"),
    HeaderName::from_static("idempotency-key"),
];

/// The name of the API version header.
pub(crate) const VERSION: HeaderName = HeaderName::from_static("anthropic-version");
/// The name of the header that switches on features that are not final.
pub(crate) const BETA: HeaderName = HeaderName::from_static("anthropic-beta");
/// The name of the header that carries an Anthropic API key.
pub(crate) const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// The version that is asked for when the client names none, as curl users do (source: Anthropic API docs,
/// "Versions": the header is required).
const DEFAULT_VERSION: HeaderValue = HeaderValue::from_static("2023-06-01");

/// The headers of a Messages request to go upstream, but for the credential.
pub(crate) fn messages(client: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(10);
    for name in MESSAGES {
        let mut values = client.get_all(&name).iter();
        if name == BETA {
            for value in values {
                headers.append(&name, value.clone());
            }
        } else if let Some(value) = values.next() {
            headers.insert(&name, value.clone());
        }
    }
    headers.entry(VERSION).or_insert(DEFAULT_VERSION);
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    // Events must be seen as they come, and a compressed stream cannot be watched for its end.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_listed_headers_travel_and_the_name_is_ours() {
        let mut client = HeaderMap::new();
        for (name, value) in [
            ("content-type", "application/json"),
            ("anthropic-beta", "a-1"),
            ("user-agent", "claude-cli/2.1.331"),
            ("x-api-key", "canary"),
            ("authorization", "Bearer canary"),
            ("cookie", "canary"),
            ("x-app", "cli"),
            ("x-stainless-lang", "python"),
            ("connection", "keep-alive"),
            ("accept-encoding", "gzip"),
        ] {
            client.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        client.append(BETA, HeaderValue::from_static("b-2"));
        let mut sent: Vec<_> = messages(&client)
            .iter()
            .map(|(n, v)| format!("{n}: {}", v.to_str().unwrap()))
            .collect();
        sent.sort();
        assert_eq!(
            sent,
            [
                "accept-encoding: identity",
                "anthropic-beta: a-1",
                "anthropic-beta: b-2",
                "anthropic-version: 2023-06-01",
                "content-type: application/json",
                &format!("user-agent: {AGENT}"),
            ]
        );
    }
}
