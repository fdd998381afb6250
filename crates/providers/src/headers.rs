use http::HeaderMap;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue, IF_NONE_MATCH, USER_AGENT,
};

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

/// Client headers that have a meaning at the OpenAI API and travel on (source: OpenAI API docs; openai-python 3.57.0).
/// Organization and project belong to the client's own key, which stays here, and so do they.
const OPENAI: [HeaderName; 5] = [
    CONTENT_TYPE,
    ACCEPT,
    IF_NONE_MATCH,
    HeaderName::from_static("openai-beta"),
    HeaderName::from_static("idempotency-key"),
];

/// The name of the header that says which program asks (source: openai/codex, `login/src/default_client.rs`).
pub(crate) const ORIGINATOR: HeaderName = HeaderName::from_static("originator");

/// The headers of a Chat or Responses request to go upstream, but for the credential.
pub(crate) fn openai(client: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(10);
    for name in OPENAI {
        for value in client.get_all(&name) {
            headers.append(&name, value.clone());
        }
    }
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers
}

/// What of a request was not passed on, for a client that wonders.
pub const IGNORED: HeaderName = HeaderName::from_static("x-ccproxy-ignored");
/// Feature headers of the Anthropic API that do not travel (source: anthropic-python 2.13.0, `messages.create`).
const FEATURES: [&str; 2] = ["anthropic-user-profile-id", "anthropic-workspace-id"];
/// Query parameters that have a meaning at the Anthropic API (source: anthropic-python 2.13.0; `beta` by claude
/// 2.1.331). A list, as with headers: some clients put keys into queries.
const PARAMETERS: [&str; 4] = ["beta", "limit", "after_id", "before_id"];

/// A path and query with the listed parameters only, and the names of everything that stays here.
pub(crate) struct Travelling {
    pub(crate) path_and_query: String,
    ignored: Vec<String>,
}

impl Travelling {
    pub(crate) fn of(path_and_query: &str, client: &HeaderMap) -> Self {
        let features = FEATURES.into_iter().filter(|f| client.contains_key(*f));
        let mut ignored: Vec<String> = features.map(str::to_owned).collect();
        let Some((path, query)) = path_and_query.split_once('?') else {
            return Self {
                path_and_query: path_and_query.to_owned(),
                ignored,
            };
        };
        let mut kept = Vec::new();
        for parameter in query.split('&').filter(|p| !p.is_empty()) {
            let name = parameter.split('=').next().unwrap_or_default();
            if PARAMETERS.contains(&name) {
                kept.push(parameter);
            } else {
                ignored.push(format!("?{name}"));
            }
        }
        let path_and_query = if kept.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", kept.join("&"))
        };
        Self {
            path_and_query,
            ignored,
        }
    }

    /// Names in the answer what stayed here.
    pub(crate) fn tell(&self, answer: &mut HeaderMap) {
        if self.ignored.is_empty() {
            return;
        }
        if let Ok(value) = HeaderValue::try_from(self.ignored.join(", ")) {
            answer.insert(IGNORED, value);
        }
    }
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

    #[test]
    fn only_the_listed_parameters_travel_and_the_others_are_named() {
        let mut client = HeaderMap::new();
        client.insert("anthropic-workspace-id", HeaderValue::from_static("w"));
        for (given, sent, told) in [
            ("/v1/messages", "/v1/messages", "anthropic-workspace-id"),
            (
                "/v1/messages?beta=true",
                "/v1/messages?beta=true",
                "anthropic-workspace-id",
            ),
            (
                "/v1/models?limit=2&api_key=canary&&after_id=a%20b&token",
                "/v1/models?limit=2&after_id=a%20b",
                "anthropic-workspace-id, ?api_key, ?token",
            ),
            (
                "/v1/models?key=canary",
                "/v1/models",
                "anthropic-workspace-id, ?key",
            ),
        ] {
            let travelling = Travelling::of(given, &client);
            assert_eq!(travelling.path_and_query, sent);
            let mut answer = HeaderMap::new();
            travelling.tell(&mut answer);
            assert_eq!(answer[IGNORED], told);
        }
    }
}
