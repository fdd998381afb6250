//! The OpenAI API, with an API key or with Sign in with ChatGPT.

use std::sync::Arc;

use auth::credentials::ApiKey;
use auth::token::{ChatgptAccount, Error as AuthError, Login, TokenSource};
use formats::responses::Rules;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request, Response, StatusCode};
use settings::{Openai as Settings, OpenaiUse};

use crate::base::Base;
use crate::headers::{self, Travelling};
use crate::key::Key;
use crate::{
    Account, Answer, Call, Catalogue, Format, Provider, ProviderError, RequestBody, Sending,
    Upstream, identity, plan,
};

/// The setting that says where a key or token would go.
const BASE_URL: &str = "openai.base_url";

/// The `openai` provider.
#[derive(Debug)]
pub struct Openai {
    upstream: Upstream,
    base: Base,
    key: Option<Key>,
    tokens: Arc<TokenSource<ChatgptAccount>>,
    way: Way,
}

/// Which of the two ways is used. Nothing moves from the plan to the key, which is billed, by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The API key.
    Key,
    /// The plan of Sign in with ChatGPT.
    Plan,
    /// Both are set up, and the person has not said which.
    Unsaid,
    /// Neither is set up.
    Neither,
}

impl Way {
    /// Which way is used, from what the person said and what is set up.
    fn of(said: Option<OpenaiUse>, key: bool, plan: bool) -> Self {
        match (said, key, plan) {
            (Some(OpenaiUse::Key), ..) | (None, true, false) => Self::Key,
            (Some(OpenaiUse::Plan), ..) | (None, false, true) => Self::Plan,
            (None, true, true) => Self::Unsaid,
            (None, false, false) => Self::Neither,
        }
    }
}

enum Credential {
    Key(HeaderValue),
    Plan(Arc<Login>),
}

impl Openai {
    /// A provider with these settings, over a pool and a token source that outlive them. `stored` is the key of the
    /// keyring or of `credentials.json`; one in the settings goes before it.
    ///
    /// # Errors
    /// One sentence when `openai.base_url` or a key cannot be used.
    pub fn new(
        settings: &Settings,
        upstream: Upstream,
        tokens: Arc<TokenSource<ChatgptAccount>>,
        stored: Option<&ApiKey>,
    ) -> Result<Self, String> {
        let base = Base::parse(BASE_URL, &settings.base_url)?;
        let given = ("openai.api_key", settings.api_key.as_ref());
        let key = Key::choose(given, stored, (BASE_URL, &base.origin), "Bearer ")?;
        let plan = !matches!(tokens.standing(), Err(AuthError::Missing(_)));
        let way = Way::of(settings.r#use, key.is_some(), plan);
        Ok(Self {
            upstream,
            base,
            key,
            tokens,
            way,
        })
    }

    /// Which way is used.
    #[must_use]
    pub fn way(&self) -> Way {
        self.way
    }

    async fn credential(&self) -> Result<Credential, ProviderError> {
        match (self.way, &self.key) {
            (Way::Key, Some(key)) => Ok(Credential::Key(key.header.clone())),
            (Way::Plan, _) => {
                let login = self.tokens.login(BASE_URL, &self.base.origin).await;
                let login = login.map_err(|error| match error {
                    AuthError::Later { .. } => ProviderError::Later(no_login(&error)),
                    _ => ProviderError::Account(no_login(&error)),
                })?;
                if login.may_use_plan {
                    Ok(Credential::Plan(login))
                } else {
                    Err(ProviderError::Account(NO_PLAN.to_owned()))
                }
            }
            (way, _) => Err(ProviderError::Account(why_not(way).to_owned())),
        }
    }

    async fn forward(&self, mut call: Call) -> Result<Response<Answer>, ProviderError> {
        let credential = self.credential().await?;
        let body = std::mem::take(&mut call.body);
        let login = match credential {
            Credential::Key(key) => return self.attempt(&call, body, key).await,
            Credential::Plan(login) => login,
        };
        // The pieces are shared, not copied.
        let mut response = self
            .attempt(&call, body.clone(), login.header.clone())
            .await?;
        if response.status() == StatusCode::UNAUTHORIZED
            && let Some(new) = self.tokens.after_refusal(&login).await
            && new.origin == login.origin
        {
            response = self.attempt(&call, body, new.header.clone()).await?;
        }
        Ok(plan::explain(response, None).await)
    }

    async fn attempt(
        &self,
        call: &Call,
        body: RequestBody,
        authorization: HeaderValue,
    ) -> Result<Response<Answer>, ProviderError> {
        let travelling = Travelling::of(&call.path_and_query, &call.headers);
        let mut headers = headers::openai(&call.headers);
        headers.insert(AUTHORIZATION, authorization);
        let mut request = Request::new(body);
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = self.base.join(&travelling.path_and_query)?;
        *request.headers_mut() = headers;
        let mut response = self.upstream.send(request).await?.map(Answer::Network);
        travelling.tell(response.headers_mut());
        Ok(response)
    }
}

/// The person signed in, and did not let the plan be used (source: OpenAI docs, "Sign in with ChatGPT", token
/// reference: `chatgpt.tokens.use.direct`).
const NO_PLAN: &str = "the ChatGPT login does not include the use of your plan. Log in again with \
                       `ccproxy auth login-chatgpt`, and allow it there; or use an API key: openai.use = \"key\"";

fn why_not(way: Way) -> &'static str {
    match way {
        Way::Unsaid => {
            "OpenAI can be reached with your ChatGPT plan and with an API key, which is billed by use. Say which: \
             `ccproxy config set openai.use plan`, or `ccproxy config set openai.use key`"
        }
        Way::Key => {
            "openai.use is \"key\", and there is no OpenAI API key. Give one with `ccproxy auth login-openai --api-key`, or \
             set openai.api_key"
        }
        Way::Plan | Way::Neither => {
            "OpenAI is not set up. Log in with `ccproxy auth login-chatgpt`, or give an API key with \
             `ccproxy auth login-openai --api-key`"
        }
    }
}

fn no_login(error: &AuthError) -> String {
    format!("ccproxy cannot reach OpenAI: {error}.")
}

impl Provider for Openai {
    fn name(&self) -> &'static str {
        "openai"
    }

    fn speaks(&self) -> &'static [Format] {
        match self.way {
            // A plan is taken on one path only (source: OpenAI docs, "Sign in with ChatGPT", models and inference).
            Way::Plan => &[Format::Responses],
            Way::Key | Way::Unsaid | Way::Neither => &[Format::Responses, Format::Chat],
        }
    }

    fn has_stops(&self) -> bool {
        false
    }

    fn counts_tokens(&self) -> bool {
        false
    }

    fn rules(&self) -> Rules {
        match self.way {
            Way::Plan => Rules::PLAN,
            Way::Key | Way::Unsaid | Way::Neither => Rules::API,
        }
    }

    fn catalogue(&self) -> Catalogue {
        match self.way {
            Way::Plan => Catalogue::Slugs,
            Way::Key | Way::Unsaid | Way::Neither => Catalogue::Openai,
        }
    }

    fn identity(&self) -> String {
        match (self.way, &self.key) {
            (Way::Key, Some(key)) => key.identity.clone(),
            _ => identity(self.tokens.account()),
        }
    }

    fn send(&self, call: Call) -> Sending<'_> {
        Box::pin(self.forward(call))
    }

    fn account(&self) -> Account {
        let why = match (self.way, &self.key) {
            (Way::Key, Some(_)) => return Account::Ready { kind: "API key" },
            (Way::Plan, _) => match self.tokens.bound(BASE_URL, &self.base.origin) {
                Ok(login) if login.may_use_plan => {
                    return Account::Ready {
                        kind: "ChatGPT plan",
                    };
                }
                Ok(_) => NO_PLAN.to_owned(),
                Err(error) => no_login(&error),
            },
            (way, _) => why_not(way).to_owned(),
        };
        Account::Unusable { why }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_from_a_plan_to_paid_use_by_itself() {
        for (said, key, plan, way) in [
            (None, false, false, Way::Neither),
            (None, true, false, Way::Key),
            (None, false, true, Way::Plan),
            (None, true, true, Way::Unsaid),
            (Some(OpenaiUse::Plan), true, false, Way::Plan),
            (Some(OpenaiUse::Plan), true, true, Way::Plan),
            (Some(OpenaiUse::Key), true, true, Way::Key),
            (Some(OpenaiUse::Key), false, true, Way::Key),
        ] {
            assert_eq!(Way::of(said, key, plan), way, "{said:?} {key} {plan}");
        }
    }
}
