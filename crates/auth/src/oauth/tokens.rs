use std::time::Duration;

use secrecy::SecretString;

use super::wire::TokenAnswer;

/// What Claude's token endpoint answers
/// (`access_token, refresh_token, expires_in, scope, account{uuid,email_address}, organization{uuid,name}`).
#[derive(Debug, Clone)]
pub struct ClaudeTokens {
    /// The bearer token.
    pub access_token: SecretString,
    /// What renews it next time; absent where the old one goes on.
    pub refresh_token: Option<SecretString>,
    /// How long the access token lives from now on.
    pub expires_in: Option<Duration>,
    /// What was granted; absent where it is what was asked for (RFC 6749, 5.1).
    pub scopes: Option<Vec<String>>,
    /// The account's uuid.
    pub account_id: Option<String>,
    /// The account's address.
    pub email: Option<String>,
    /// The organization's uuid.
    pub organization_id: Option<String>,
    /// The organization's name.
    pub organization: Option<String>,
}

/// What the Codex login's token endpoint answers to a refresh; what is absent stays as it was.
#[derive(Debug, Clone)]
pub struct CodexRenewal {
    /// A new id token.
    pub id_token: Option<SecretString>,
    /// A new access token.
    pub access_token: Option<SecretString>,
    /// A new refresh token.
    pub refresh_token: Option<SecretString>,
}

/// What the token endpoint of Sign in with ChatGPT answers.
#[derive(Debug, Clone)]
pub struct ChatgptTokens {
    /// The bearer token.
    pub access_token: SecretString,
    /// What renews it next time.
    pub refresh_token: Option<SecretString>,
    /// Who signed in; not yet verified. A refresh may leave it out.
    pub id_token: Option<SecretString>,
    /// How long the access token lives from now on.
    pub expires_in: Option<Duration>,
    /// What was granted.
    pub scopes: Option<Vec<String>>,
    /// Before when a renewal is not welcome, in Unix seconds.
    pub earliest_refresh_at: Option<u64>,
}

impl ClaudeTokens {
    pub(crate) fn of(answer: &TokenAnswer) -> Self {
        Self {
            access_token: answer.access_token(),
            refresh_token: answer.refresh_token(),
            expires_in: answer.life(),
            scopes: answer.scopes(),
            account_id: answer.account("uuid"),
            email: answer.account("email_address"),
            organization_id: answer.organization("uuid"),
            organization: answer.organization("name"),
        }
    }
}

impl ChatgptTokens {
    pub(crate) fn of(answer: &TokenAnswer) -> Self {
        Self {
            access_token: answer.access_token(),
            refresh_token: answer.refresh_token(),
            id_token: answer.id_token(),
            expires_in: answer.life(),
            scopes: answer.scopes(),
            earliest_refresh_at: answer.earliest_refresh_at(),
        }
    }
}
