//! ChatGPT's Codex backend, with the login that lives in the Codex CLI's `auth.json`.

use std::sync::Arc;

use auth::token::{CodexAccount, Error as AuthError, Login, TokenSource};
use formats::responses::Rules;
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use settings::Codex as Settings;

use crate::base::Base;
use crate::headers::{self, ORIGINATOR, Travelling};
use crate::{
    Account, Answer, Call, Catalogue, Format, LastLimits, PlanLimits, Provider, ProviderError,
    RequestBody, Sending, Upstream, identity, plan,
};

/// The setting that says where the login's token would go.
const BASE_URL: &str = "codex.base_url";
/// Whose plan pays (source: openai/codex, `codex-api/src/auth.rs`).
const ACCOUNT: HeaderName = HeaderName::from_static("chatgpt-account-id");
/// What keeps the requests of a conversation together (source: openai/codex, `codex-api/src/requests/headers.rs`).
const SESSION: HeaderName = HeaderName::from_static("session-id");

/// The `codex` provider.
#[derive(Debug)]
pub struct Codex {
    upstream: Upstream,
    base: Base,
    tokens: Arc<TokenSource<CodexAccount>>,
    limits: Arc<LastLimits>,
}

impl Codex {
    /// A provider with these settings, over a pool, a token source and limits that outlive them.
    ///
    /// # Errors
    /// One sentence when `codex.base_url` cannot be used.
    pub fn new(
        settings: &Settings,
        upstream: Upstream,
        tokens: Arc<TokenSource<CodexAccount>>,
        limits: Arc<LastLimits>,
    ) -> Result<Self, String> {
        Ok(Self {
            upstream,
            base: Base::parse(BASE_URL, &settings.base_url)?,
            tokens,
            limits,
        })
    }

    async fn forward(&self, mut call: Call) -> Result<Response<Answer>, ProviderError> {
        let login = self.tokens.login(BASE_URL, &self.base.origin).await;
        let login = login.map_err(|error| no_login(&error))?;
        let body = std::mem::take(&mut call.body);
        // The pieces are shared, not copied.
        let mut response = self.attempt(&call, body.clone(), &login).await?;
        if response.status() == StatusCode::UNAUTHORIZED
            && let Some(new) = self.tokens.after_refusal(&login).await
            && new.origin == login.origin
        {
            response = self.attempt(&call, body, &new).await?;
        }
        if let Some(limits) = PlanLimits::read(response.headers()) {
            self.limits.tell(limits);
        }
        let limits = self.limits.last();
        let response = plan::explain(response, limits.as_deref()).await;
        Ok(response.map(|answer| answer.watched(&self.limits)))
    }

    async fn attempt(
        &self,
        call: &Call,
        body: RequestBody,
        login: &Login,
    ) -> Result<Response<Answer>, ProviderError> {
        let travelling = Travelling::of(&call.path_and_query, &call.headers);
        let mut headers = headers::openai(&call.headers);
        headers.insert(AUTHORIZATION, login.header.clone());
        headers.insert(ORIGINATOR, HeaderValue::from_static("ccproxy"));
        let account = login.account.as_ref();
        if let Some(id) = account.and_then(|id| HeaderValue::try_from(id.as_str()).ok()) {
            headers.insert(ACCOUNT, id);
        }
        let session = call.session.as_deref();
        if let Some(session) = session.and_then(|id| HeaderValue::try_from(id).ok()) {
            headers.insert(SESSION, session);
        }
        let mut request = Request::new(body);
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = self.base.join(&path(&travelling.path_and_query))?;
        *request.headers_mut() = headers;
        let mut response = self.upstream.send(request).await?.map(Answer::Network);
        travelling.tell(response.headers_mut());
        Ok(response)
    }
}

/// The backend's own path: it has no version, and wants to know its client's (source: openai/codex,
/// `codex-api/src/endpoint/models.rs`).
fn path(path: &str) -> String {
    let own = path.strip_prefix("/v1").unwrap_or(path);
    if own == "/models" {
        return format!("{own}?client_version={}", env!("CARGO_PKG_VERSION"));
    }
    own.to_owned()
}

fn no_login(error: &AuthError) -> ProviderError {
    let why = format!("ccproxy cannot reach the Codex backend: {error}.");
    match error {
        AuthError::Later { .. } => ProviderError::Later(why),
        _ => ProviderError::Account(why),
    }
}

impl Provider for Codex {
    fn name(&self) -> &'static str {
        "codex"
    }

    fn speaks(&self) -> &'static [Format] {
        &[Format::Responses]
    }

    fn keeps_sessions(&self) -> bool {
        true
    }

    fn has_stops(&self) -> bool {
        false
    }

    fn counts_tokens(&self) -> bool {
        false
    }

    fn rules(&self) -> Rules {
        Rules::CODEX
    }

    fn catalogue(&self) -> Catalogue {
        Catalogue::Slugs
    }

    fn identity(&self) -> String {
        identity(self.tokens.account())
    }

    fn limits(&self) -> Option<Arc<PlanLimits>> {
        self.limits.last()
    }

    fn send(&self, call: Call) -> Sending<'_> {
        Box::pin(self.forward(call))
    }

    fn account(&self) -> Account {
        match self.tokens.bound(BASE_URL, &self.base.origin) {
            Ok(_) => Account::Ready {
                kind: "ChatGPT plan, Codex login",
            },
            Err(error) => Account::Unusable {
                why: no_login(&error).to_string(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backend_has_paths_of_its_own() {
        assert_eq!(path("/v1/responses"), "/responses");
        assert!(path("/v1/models").starts_with("/models?client_version="));
    }
}
