//! The Anthropic API, with an API key or with a stored login.

mod refusal;

use std::sync::Arc;

use auth::TokenSource;
use http::header::AUTHORIZATION;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Request, Uri};
use secrecy::ExposeSecret;
use settings::Claude as Settings;

use crate::headers::{self, API_KEY, BETA, Travelling};
use crate::{Account, Answer, Call, Format, Provider, ProviderError, Sending, Upstream};

/// Tells the API that the bearer is a login's token (source: Anthropic OAuth, measured with claude 2.1.331).
const OAUTH_BETA: HeaderValue = HeaderValue::from_static("oauth-2025-04-20");

/// The `claude` provider.
#[derive(Debug)]
pub struct Claude {
    upstream: Upstream,
    base: Base,
    key: Option<HeaderValue>,
    tokens: Arc<TokenSource>,
}

/// Where requests go: `scheme://host[:port]`, and a path that is put before theirs.
#[derive(Debug)]
struct Base {
    origin: String,
    uri: Uri,
    prefix: String,
}

/// The credential of one request.
enum Credential {
    Key(HeaderValue),
    Login(HeaderValue),
}

impl Claude {
    /// A provider with these settings, over a pool and a token source that outlive them.
    ///
    /// # Errors
    /// One sentence when `claude.base_url` or `claude.api_key` cannot be used.
    pub fn new(
        settings: &Settings,
        upstream: Upstream,
        tokens: Arc<TokenSource>,
    ) -> Result<Self, String> {
        let key = settings
            .api_key
            .as_ref()
            .map(|key| {
                let mut value = HeaderValue::try_from(key.expose_secret())
                    .map_err(|_| "claude.api_key has characters that no header can carry")?;
                value.set_sensitive(true);
                Ok::<_, String>(value)
            })
            .transpose()?;
        Ok(Self {
            upstream,
            base: Base::parse(&settings.base_url)?,
            key,
            tokens,
        })
    }

    fn credential(&self) -> Result<Credential, ProviderError> {
        if let Some(key) = &self.key {
            return Ok(Credential::Key(key.clone()));
        }
        match self.tokens.login(&self.base.origin) {
            Ok(login) => Ok(Credential::Login(login.header)),
            Err(error) => Err(ProviderError::Account(no_credential(&error))),
        }
    }

    async fn forward(&self, call: Call) -> Result<http::Response<Answer>, ProviderError> {
        let credential = self.credential()?;
        let mut headers = headers::messages(&call.headers);
        let travelling = Travelling::of(call.path_and_query, &call.headers);
        let login = matches!(credential, Credential::Login(_));
        credential.apply(&mut headers);
        let mut request = Request::new(call.body);
        *request.method_mut() = call.method;
        *request.uri_mut() = self.base.join(&travelling.path_and_query)?;
        *request.headers_mut() = headers;
        let mut response = self.upstream.send(request).await?.map(Answer::Network);
        travelling.tell(response.headers_mut());
        if login && response.status().is_client_error() {
            return Ok(refusal::explain(response).await);
        }
        Ok(response)
    }
}

impl Credential {
    fn apply(self, headers: &mut HeaderMap) {
        match self {
            Self::Key(key) => {
                headers.insert(API_KEY, key);
            }
            Self::Login(bearer) => {
                headers.insert(AUTHORIZATION, bearer);
                let named = headers.get_all(BETA).iter().any(|v| {
                    v.to_str()
                        .is_ok_and(|v| v.split(',').any(|b| OAUTH_BETA == b.trim()))
                });
                if !named {
                    headers.append(BETA, OAUTH_BETA);
                }
            }
        }
    }
}

impl Base {
    fn parse(url: &str) -> Result<Self, String> {
        let uri: Uri = url
            .parse()
            .map_err(|_| format!("claude.base_url is not a URL: {url}"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(format!("claude.base_url needs a scheme and a host: {url}"));
        };
        Ok(Self {
            origin: format!("{scheme}://{authority}"),
            prefix: uri.path().trim_end_matches('/').to_owned(),
            uri,
        })
    }

    fn join(&self, path_and_query: &str) -> Result<Uri, ProviderError> {
        let path: PathAndQuery = if self.prefix.is_empty() {
            path_and_query.parse()
        } else {
            format!("{}{path_and_query}", self.prefix).parse()
        }
        .map_err(|_| ProviderError::Unsendable)?;
        let mut parts = self.uri.clone().into_parts();
        parts.path_and_query = Some(path);
        Uri::from_parts(parts).map_err(|_| ProviderError::Unsendable)
    }
}

fn no_credential(error: &auth::Error) -> String {
    let next = match error {
        auth::Error::Missing => {
            "Set claude.api_key (`ccproxy config set claude.api_key`, it asks for the key), \
             or start with --demo to try without an account"
        }
        auth::Error::Expired => {
            "Log in again with the program that made the login, or set claude.api_key"
        }
        _ => "Mend that, or set claude.api_key",
    };
    format!("ccproxy cannot reach Claude: {error}. {next}.")
}

impl Provider for Claude {
    fn name(&self) -> &'static str {
        "claude"
    }

    fn speaks(&self) -> &'static [Format] {
        &[Format::Messages]
    }

    fn send(&self, call: Call) -> Sending<'_> {
        Box::pin(self.forward(call))
    }

    fn account(&self) -> Account {
        match self.credential() {
            Ok(Credential::Key(_)) => Account::Ready { kind: "API key" },
            Ok(Credential::Login(_)) => Account::Ready {
                kind: "Claude login",
            },
            Err(error) => Account::Unusable {
                why: error.to_string(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_url_may_have_a_path_of_its_own() {
        let plain = Base::parse("https://api.anthropic.com").unwrap();
        let joined = plain.join("/v1/messages?beta=true").unwrap();
        assert_eq!(
            joined.to_string(),
            "https://api.anthropic.com/v1/messages?beta=true"
        );
        let nested = Base::parse("http://127.0.0.1:9/anthropic/").unwrap();
        assert_eq!(nested.origin, "http://127.0.0.1:9");
        let joined = nested.join("/v1/models").unwrap();
        assert_eq!(joined.to_string(), "http://127.0.0.1:9/anthropic/v1/models");
    }

    #[test]
    fn a_login_names_its_beta_once() {
        for (client, sent) in [
            (None, vec!["oauth-2025-04-20"]),
            (Some("a-1"), vec!["a-1", "oauth-2025-04-20"]),
            (Some("a-1, oauth-2025-04-20"), vec!["a-1, oauth-2025-04-20"]),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(client) = client {
                headers.insert(BETA, HeaderValue::from_static(client));
            }
            Credential::Login(HeaderValue::from_static("Bearer x")).apply(&mut headers);
            let betas: Vec<_> = headers.get_all(BETA).iter().collect();
            assert_eq!(betas, sent);
        }
    }
}
