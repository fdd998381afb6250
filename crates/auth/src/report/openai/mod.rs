mod claims;
mod words;

use std::path::Path;
use std::time::SystemTime;

use serde::Serialize;

use super::{Lifetime, Masked, Moment};
use crate::credentials::{CodexAuth, CodexMode};
use crate::jwt::Jwt;
use crate::store::Place;
use claims::Claims;
pub(super) use words::LOGIN;

/// `ccproxy auth openai-info`: all about the login in the Codex CLI's `auth.json`, but for its tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenaiInfo {
    /// The ChatGPT account (workspace) that is used.
    pub account_id: Option<String>,
    /// Whether the login can be used.
    pub status: LoginStatus,
    /// What the Codex CLI uses instead of a ChatGPT login, by its name in the file.
    pub other_mode: Option<String>,
    /// The plan by OpenAI's name, such as `plus`.
    pub plan_type: Option<String>,
    /// The ChatGPT user.
    pub user_id: Option<String>,
    /// The account's address.
    pub email: Option<String>,
    /// The title of the default organization.
    pub organization: Option<String>,
    /// Until when the plan is paid.
    pub subscription_until: Option<Moment>,
    /// Whether that is past.
    pub subscription_ended: Option<bool>,
    /// The file's path.
    pub storage_location: String,
    /// The same as people write it: `$HOME/.codex/auth.json`.
    #[serde(skip)]
    storage_short: String,
    /// How the access token is signed, such as `RS256`.
    pub algorithm: Option<String>,
    /// `JWT`; absent where the access token is none.
    pub token_type: Option<String>,
    /// The key that signed the access token.
    pub key_id: Option<String>,
    /// When the access token ends.
    #[serde(flatten)]
    pub life: Lifetime,
    /// When the access token was given out.
    pub issued_at: Option<Moment>,
    /// When the person signed in.
    pub auth_time: Option<Moment>,
    /// Who gave out the access token.
    pub issuer: Option<String>,
    /// Whom the access token is for.
    pub audience: Vec<String>,
    /// The access token's own id.
    pub jwt_id: Option<String>,
    /// The session that it belongs to.
    pub session_id: Option<String>,
    /// The access token, masked.
    pub access_token: Option<Masked>,
    /// Whether it can be renewed.
    pub refresh_token_available: bool,
    /// The API key in the file, masked. ccproxy does not use it.
    pub api_key: Option<Masked>,
}

/// Whether ccproxy can use the login in `auth.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginStatus {
    /// The access token has not expired.
    Active,
    /// The access token has expired.
    Expired,
    /// The access token does not say when it expires.
    Unknown,
    /// The file is set to an API key, and no ChatGPT login is used.
    ApiKey,
    /// The file is set to something else that ccproxy does not use.
    Other,
    /// The file holds no login.
    NotLoggedIn,
}

impl OpenaiInfo {
    /// The report on what `auth.json` holds, which lies in `place`, at the moment `now`. `home` is the person's home
    /// folder, for paths as people write them.
    #[must_use]
    pub fn new(auth: &CodexAuth, place: &Place, home: Option<&Path>, now: SystemTime) -> Self {
        let tokens = auth.tokens.as_ref();
        let access = tokens.and_then(|tokens| Jwt::read(&tokens.access_token));
        let id = tokens.and_then(|tokens| Jwt::read(&tokens.id_token));
        let claims = Claims::of(access.iter().chain(&id));
        let life = Lifetime::new(access.as_ref().and_then(|jwt| jwt.expires_at), now);
        let mode = auth.mode();
        let jwt = access.as_ref();
        let text = |pick: fn(&Jwt) -> Option<&String>| jwt.and_then(pick).cloned();
        Self {
            account_id: tokens
                .and_then(|tokens| tokens.account_id.clone())
                .or(claims.account_id),
            status: LoginStatus::of(&mode, tokens.is_some(), &life),
            other_mode: match mode {
                CodexMode::Other(name) => Some(name),
                _ => None,
            },
            plan_type: claims.plan,
            user_id: claims.user_id,
            email: claims.email,
            organization: claims.organization,
            subscription_until: claims.subscription_until,
            subscription_ended: claims.subscription_until.map(|at| at <= Moment::from(now)),
            storage_location: place.to_string(),
            storage_short: words::short(place, home),
            algorithm: jwt.map(|jwt| jwt.algorithm.clone()),
            token_type: jwt.map(|jwt| jwt.token_type.clone().unwrap_or_else(|| "JWT".to_owned())),
            key_id: text(|jwt| jwt.key_id.as_ref()),
            life,
            issued_at: jwt.and_then(|jwt| jwt.issued_at).map(Moment::from),
            auth_time: jwt
                .and_then(|jwt| jwt.auth_time)
                .or_else(|| id.as_ref()?.auth_time)
                .map(Moment::from),
            issuer: text(|jwt| jwt.issuer.as_ref()),
            audience: jwt.map(|jwt| jwt.audience.clone()).unwrap_or_default(),
            jwt_id: text(|jwt| jwt.jwt_id.as_ref()),
            session_id: text(|jwt| jwt.session_id.as_ref()),
            access_token: tokens.map(|tokens| Masked::of(&tokens.access_token)),
            refresh_token_available: tokens.is_some_and(|tokens| tokens.refresh_token.is_some()),
            api_key: auth.api_key.as_ref().map(Masked::of),
        }
    }
}

impl LoginStatus {
    fn of(mode: &CodexMode, has_tokens: bool, life: &Lifetime) -> Self {
        match mode {
            CodexMode::ApiKey => Self::ApiKey,
            CodexMode::Other(_) => Self::Other,
            CodexMode::Empty => Self::NotLoggedIn,
            CodexMode::Chatgpt if !has_tokens => Self::NotLoggedIn,
            CodexMode::Chatgpt => match life.expired() {
                Some(false) => Self::Active,
                Some(true) => Self::Expired,
                None => Self::Unknown,
            },
        }
    }
}
