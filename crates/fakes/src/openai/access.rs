//! Who asks, and whether they may: the credentials of the three faces.

use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::Shared;
use super::config::{Config, Mode};
use super::refusal::Refusal;
use crate::logins::Server;

/// The scope of the plan's use (developers.openai.com/siwc, "Registration and sign-in").
const PLAN_SCOPE: &str = "chatgpt.tokens.use.direct";
/// The plans that can be spent (developers.openai.com/siwc, "Preview limitations").
const PAYING: [&str; 2] = ["plus", "pro"];

/// Which of the three services a request reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// The Codex backend of ChatGPT, with the Codex login's token.
    Codex,
    /// The API with a key.
    Api,
    /// The API with a plan's token.
    Plan,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) face: Face,
    /// Whose encrypted reasoning is taken back: a key or an account.
    pub(crate) holder: String,
    /// The ChatGPT account; empty with a key.
    pub(crate) account_id: String,
    pub(crate) email: String,
    pub(crate) plan: String,
}

/// The credential of the Codex backend. For inference (`session`) it also wants to know who asks, in which session.
///
/// # Errors
/// 401 for a token that is not live or not of the Codex login; what else is wrong by `account`.
pub(crate) fn of_backend(
    fake: &Shared,
    headers: &HeaderMap,
    session: bool,
) -> Result<Caller, Refusal> {
    let config = &fake.config;
    let stated = text(headers, "chatgpt-account-id").unwrap_or_default();
    let token = match bearer(headers) {
        Some(token) => token,
        None if config.mode == Mode::Lenient => "",
        None => return Err(Refusal::detail(401, "Unauthorized")),
    };
    let caller = match known(config, token) {
        Some(known) if known.server == Server::Openai => known.caller(Face::Codex),
        // The two logins' tokens are not interchangeable (openai/codex; developers.openai.com/siwc).
        Some(_) => return Err(Refusal::detail(401, "Unauthorized")),
        None if has_logins(config) => return Err(expired()),
        None => Caller::anybody(stated),
    };
    if config.mode != Mode::Lenient {
        account(headers, stated, &caller)?;
        if session {
            present(headers, "originator")?;
            present(headers, "session-id")?;
        }
    }
    Ok(caller)
}

/// The credential of the API: a key, or a plan's token.
///
/// # Errors
/// 401 where there is none that is live, 403 where the plan cannot be used.
pub(crate) fn of_api(fake: &Shared, headers: &HeaderMap) -> Result<Caller, Refusal> {
    let config = &fake.config;
    let token = match bearer(headers) {
        Some(token) => token,
        None if config.mode == Mode::Lenient && config.require_key.is_none() => "",
        None => {
            // The API's own message.
            let message = "Missing bearer or basic authentication in header";
            return Err(Refusal::new(401, "invalid_request_error", message));
        }
    };
    match known(config, token) {
        Some(known) if known.server == Server::Chatgpt => of_plan(known),
        Some(_) => Err(missing_scope()),
        None if token.starts_with("eyJ") && has_logins(config) => Err(invalid_user()),
        None if config
            .require_key
            .as_deref()
            .is_some_and(|key| key != token) =>
        {
            Err(wrong_key())
        }
        None => Ok(Caller {
            face: Face::Api,
            holder: format!("key {token}"),
            ..Caller::anybody("")
        }),
    }
}

fn of_plan(known: Known) -> Result<Caller, Refusal> {
    if !known.may_spend {
        // developers.openai.com/siwc, "Errors and recovery": `chatpass_v2_*` is about the set-up. The rest of the code is
        // inferred.
        let refusal = Refusal::new(403, "permission_error", "The token lacks the plan's scope.");
        return Err(refusal.code("chatpass_v2_scope_not_granted"));
    }
    if !PAYING.contains(&known.plan.as_str()) {
        let message = "This ChatGPT plan cannot be used by other apps.";
        let refusal = Refusal::new(403, "permission_error", message);
        return Err(refusal.code("subscription_sharing_user_not_eligible"));
    }
    Ok(known.caller(Face::Plan))
}

impl Caller {
    fn anybody(account_id: &str) -> Self {
        Self {
            face: Face::Codex,
            holder: format!("account {account_id}"),
            account_id: account_id.to_owned(),
            email: "user@example.test".to_owned(),
            plan: "plus".to_owned(),
        }
    }
}

/// A login whose token is live.
struct Known {
    server: Server,
    account_id: String,
    email: String,
    plan: String,
    may_spend: bool,
}

impl Known {
    fn caller(self, face: Face) -> Caller {
        Caller {
            face,
            holder: format!("account {}", self.account_id),
            account_id: self.account_id,
            email: self.email,
            plan: self.plan,
        }
    }
}

fn has_logins(config: &Config) -> bool {
    config.logins.is_some() || !config.accepted.is_empty()
}

fn known(config: &Config, token: &str) -> Option<Known> {
    if let Some(login) = config.accepted.iter().find(|login| login.token == token) {
        return Some(Known {
            server: login.server,
            account_id: login.account_id.clone(),
            email: "user@example.test".to_owned(),
            plan: login.plan.clone(),
            may_spend: true,
        });
    }
    let logins = config.logins.as_ref()?;
    let bearer = logins.bearer(token)?;
    let people = logins.config().people;
    let person = people
        .into_iter()
        .find(|person| person.id == bearer.person)?;
    Some(Known {
        server: bearer.server,
        account_id: person.chatgpt_account_id(),
        may_spend: bearer.scopes.iter().any(|scope| scope == PLAN_SCOPE),
        email: person.email,
        plan: person.chatgpt_plan,
    })
}

/// The account's header: it must be there, and be the token's. Status and words are inferred.
fn account(headers: &HeaderMap, stated: &str, caller: &Caller) -> Result<(), Refusal> {
    present(headers, "chatgpt-account-id")?;
    if stated == caller.account_id {
        return Ok(());
    }
    Err(Refusal::detail(
        403,
        "The account does not belong to this token",
    ))
}

/// Headers that the Codex client always sends (measured with codex 0.169). Status and words are inferred, and the real
/// backend may well be laxer.
fn present(headers: &HeaderMap, name: &str) -> Result<(), Refusal> {
    match text(headers, name) {
        Some(value) if !value.is_empty() => Ok(()),
        _ => Err(Refusal::detail(
            400,
            format!("Missing required header: {name}"),
        )),
    }
}

/// What the Codex backend says to a token that has expired (reports of users).
fn expired() -> Refusal {
    let message = "Provided authentication token is expired. Please try signing in again.";
    Refusal::new(401, "invalid_request_error", message).code("token_expired")
}

/// developers.openai.com/siwc, "Errors and recovery": refresh once.
fn invalid_user() -> Refusal {
    let message = "The ChatGPT token is not valid any more.";
    Refusal::new(401, "invalid_request_error", message).code("subscription_sharing_invalid_user")
}

/// What the API says to the Codex login's token (reports of users: openai/codex issues 30351 and 31506).
fn missing_scope() -> Refusal {
    let message = "You have insufficient permissions for this operation. Missing scopes: api.responses.write.";
    Refusal::new(401, "invalid_request_error", message).code("missing_scope")
}

/// The API's own message; the key itself is not repeated.
fn wrong_key() -> Refusal {
    let message = "Incorrect API key provided: ***. You can find your API key at \
                   https://platform.openai.com/account/api-keys.";
    Refusal::new(401, "invalid_request_error", message).code("invalid_api_key")
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = text(headers, AUTHORIZATION.as_str())?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// A header's value without the space around it.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .map(str::trim)
}
