//! The Anthropic API, with an API key or with a stored login.

mod auto;
mod refusal;

pub use auto::{ClaudeAuto, SWITCHED, Switch};
pub(crate) use refusal::is_third_party_refusal;

use std::sync::Arc;

use auth::credentials::ApiKey;
use auth::token::{ClaudeAccount, Error as AuthError, Login, TokenSource};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use settings::Claude as Settings;

use crate::base::Base;
use crate::headers::{self, API_KEY, BETA, Travelling};
use crate::key::Key;
use crate::{
    Account, Answer, Call, Format, Provider, ProviderError, RequestBody, Sending, Upstream,
    identity,
};

/// Tells the API that the bearer is a login's token (source: Anthropic OAuth, measured with claude 2.1.331).
const OAUTH_BETA: HeaderValue = HeaderValue::from_static("oauth-2025-04-20");

/// The `claude` provider.
#[derive(Debug)]
pub struct Claude {
    upstream: Upstream,
    base: Base,
    key: Option<Key>,
    tokens: Arc<TokenSource<ClaudeAccount>>,
}

/// The setting that says where a login's token would go.
const BASE_URL: &str = "claude.base_url";

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
        let base = Base::parse(BASE_URL, &settings.base_url)?;
        let given = ("claude.api_key", settings.api_key.as_ref());
        let key = Key::choose(given, stored, (BASE_URL, &base.origin), "")?;
        Ok(Self {
            upstream,
            base,
            key,
            tokens,
        })
    }

    /// Whether a key answers, which is nobody's login.
    fn has_key(&self) -> bool {
        self.key.is_some()
    }

    async fn credential(&self) -> Result<Credential, ProviderError> {
        if let Some(key) = &self.key {
            return Ok(Credential::Key(key.header.clone()));
        }
        match self.tokens.login(BASE_URL, &self.base.origin).await {
            Ok(login) => Ok(Credential::Login(login)),
            Err(error @ AuthError::Later { .. }) => {
                Err(ProviderError::Later(no_credential(&error)))
            }
            Err(error) => Err(ProviderError::Account(no_credential(&error))),
        }
    }

    /// Asks with `body` in the place of the call's own, and leaves the call to the caller.
    async fn ask(&self, call: &Call, body: RequestBody) -> Result<Response<Answer>, ProviderError> {
        let credential = self.credential().await?;
        let Credential::Login(login) = &credential else {
            return self.attempt(call, body, &credential).await;
        };
        // The pieces are shared, not copied.
        let response = self.attempt(call, body.clone(), &credential).await?;
        let response = match self.instead(login, response.status()).await {
            Some(new) => {
                let credential = Credential::Login(new);
                self.attempt(call, body, &credential).await?
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

    fn send(&self, mut call: Call) -> Sending<'_> {
        let body = std::mem::take(&mut call.body);
        Box::pin(async move { self.ask(&call, body).await })
    }

    fn identity(&self) -> String {
        match &self.key {
            Some(key) => key.identity.clone(),
            None => identity(self.tokens.account()),
        }
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
                may_use_plan: true,
                account: None,
            };
            Credential::Login(Arc::new(login)).apply(&mut headers);
            let betas: Vec<_> = headers.get_all(BETA).iter().collect();
            assert_eq!(betas, sent);
        }
    }
}
