//! The Anthropic API, with an API key or with a stored login.

mod refusal;

use std::sync::Arc;

use auth::credentials::ApiKey;
use auth::token::{ClaudeAccount, Error as AuthError, Login, TokenSource};
use http::header::AUTHORIZATION;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri};
use secrecy::{ExposeSecret, SecretString};
use settings::Claude as Settings;

use crate::headers::{self, API_KEY, BETA, Travelling};
use crate::{
    Account, Answer, Call, Format, Provider, ProviderError, RequestBody, Sending, Upstream,
};

/// Tells the API that the bearer is a login's token (source: Anthropic OAuth, measured with claude 2.1.331).
const OAUTH_BETA: HeaderValue = HeaderValue::from_static("oauth-2025-04-20");

/// The `claude` provider.
#[derive(Debug)]
pub struct Claude {
    upstream: Upstream,
    base: Base,
    key: Option<HeaderValue>,
    tokens: Arc<TokenSource<ClaudeAccount>>,
}

/// The setting that says where a login's token would go.
const BASE_URL: &str = "claude.base_url";

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
    Login(Arc<Login>),
}

impl Claude {
    /// A provider with these settings, over a pool and a token source that outlive them. `stored` is the key of the
    /// keyring or of `credentials.json`; one in the settings goes before it.
    ///
    /// # Errors
    /// One sentence when `claude.base_url` or a key cannot be used.
    pub fn new(
        settings: &Settings,
        upstream: Upstream,
        tokens: Arc<TokenSource<ClaudeAccount>>,
        stored: Option<&ApiKey>,
    ) -> Result<Self, String> {
        let base = Base::parse(&settings.base_url)?;
        let key = match (&settings.api_key, stored) {
            (Some(key), _) => Some(header(key, "claude.api_key")?),
            (None, Some(stored)) if stored.origin == base.origin => {
                Some(header(&stored.key, "the stored API key")?)
            }
            (None, Some(stored)) => {
                tracing::warn!(
                    "the stored API key belongs to {}, and {BASE_URL} is {}: it is not used",
                    stored.origin,
                    base.origin
                );
                None
            }
            (None, None) => None,
        };
        Ok(Self {
            upstream,
            base,
            key,
            tokens,
        })
    }

    async fn credential(&self) -> Result<Credential, ProviderError> {
        if let Some(key) = &self.key {
            return Ok(Credential::Key(key.clone()));
        }
        match self.tokens.login(BASE_URL, &self.base.origin).await {
            Ok(login) => Ok(Credential::Login(login)),
            Err(error @ AuthError::Later { .. }) => {
                Err(ProviderError::Later(no_credential(&error)))
            }
            Err(error) => Err(ProviderError::Account(no_credential(&error))),
        }
    }

    async fn forward(&self, mut call: Call) -> Result<Response<Answer>, ProviderError> {
        let credential = self.credential().await?;
        let body = std::mem::take(&mut call.body);
        let Credential::Login(login) = &credential else {
            return self.attempt(&call, body, &credential).await;
        };
        // The pieces are shared, not copied.
        let response = self.attempt(&call, body.clone(), &credential).await?;
        let response = match self.instead(login, response.status()).await {
            Some(new) => {
                let credential = Credential::Login(new);
                self.attempt(&call, body, &credential).await?
            }
            None => response,
        };
        if response.status().is_client_error() {
            return Ok(refusal::explain(response).await);
        }
        Ok(response)
    }

    /// Another login after a 401, if there is one: once, and never in a loop.
    async fn instead(&self, refused: &Login, status: StatusCode) -> Option<Arc<Login>> {
        if status != StatusCode::UNAUTHORIZED {
            return None;
        }
        let new = self.tokens.after_refusal(refused).await?;
        (new.origin == refused.origin).then_some(new)
    }

    async fn attempt(
        &self,
        call: &Call,
        body: RequestBody,
        credential: &Credential,
    ) -> Result<Response<Answer>, ProviderError> {
        let mut headers = headers::messages(&call.headers);
        let travelling = Travelling::of(&call.path_and_query, &call.headers);
        credential.apply(&mut headers);
        let mut request = Request::new(body);
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = self.base.join(&travelling.path_and_query)?;
        *request.headers_mut() = headers;
        let mut response = self.upstream.send(request).await?.map(Answer::Network);
        travelling.tell(response.headers_mut());
        Ok(response)
    }
}

fn header(key: &SecretString, what: &str) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::try_from(key.expose_secret())
        .map_err(|_| format!("{what} has characters that no header can carry"))?;
    value.set_sensitive(true);
    Ok(value)
}

impl Credential {
    fn apply(&self, headers: &mut HeaderMap) {
        match self {
            Self::Key(key) => {
                headers.insert(API_KEY, key.clone());
            }
            Self::Login(login) => {
                headers.insert(AUTHORIZATION, login.header.clone());
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

fn no_credential(error: &AuthError) -> String {
    let ways = match error {
        AuthError::Missing(_) => {
            ", or give a key with `ccproxy auth login --api-key`, or start with --demo to try without an account"
        }
        AuthError::Later { .. } => "",
        _ => ". An API key works too: `ccproxy auth login --api-key`",
    };
    format!("ccproxy cannot reach Claude: {error}{ways}.")
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
        if self.key.is_some() {
            return Account::Ready { kind: "API key" };
        }
        match self.tokens.bound(BASE_URL, &self.base.origin) {
            // One that has run out is renewed by the first request that needs it.
            Ok(_) => Account::Ready {
                kind: "Claude login",
            },
            Err(error) => Account::Unusable {
                why: no_credential(&error),
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
            let login = Login {
                header: HeaderValue::from_static("Bearer x"),
                expires_at: None,
                due_at: None,
                origin: None,
                account: None,
            };
            Credential::Login(Arc::new(login)).apply(&mut headers);
            let betas: Vec<_> = headers.get_all(BETA).iter().collect();
            assert_eq!(betas, sent);
        }
    }
}
