//! Logging out: removed here, and ended at the provider where that can be done.

use std::fmt;

use super::{Accounts, slot};
use crate::credentials::{ChatgptLogin, Vendor};
use crate::oauth::{RevokeError, revoke_chatgpt, revoke_codex};
use crate::store::{Slot, StoreError};

/// What can be logged out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The Claude login.
    Claude,
    /// The Codex login, which the Codex CLI shares.
    Codex,
    /// The login of Sign in with ChatGPT.
    Chatgpt,
    /// A stored API key.
    Key(Vendor),
}

/// What became of a logout.
#[derive(Debug)]
pub struct LoggedOut {
    /// Of what.
    pub subject: Subject,
    /// Whether it was there.
    pub found: bool,
    /// Whether the provider ended it; none where it has no way to be told, or there was nothing to tell.
    pub revoked: Option<Result<(), RevokeError>>,
}

impl Accounts {
    /// Removes a login or a key from every store of ours, then ends it at the provider. The Claude CLI's login is never
    /// touched.
    ///
    /// # Errors
    /// It could not be removed; then it is still there, and was not ended.
    pub async fn log_out(&self, subject: Subject) -> Result<LoggedOut, StoreError> {
        let (found, revoked) = match subject {
            Subject::Claude => {
                let _lock = self.lock(&self.claude()).await?;
                (self.vault.remove(Slot::Claude).await?, None)
            }
            Subject::Key(vendor) => (self.vault.remove(slot(vendor)).await?, None),
            Subject::Codex => self.log_out_codex().await?,
            Subject::Chatgpt => self.log_out_chatgpt().await?,
        };
        Ok(LoggedOut {
            subject,
            found,
            revoked,
        })
    }

    async fn log_out_codex(&self) -> Result<(bool, Option<Result<(), RevokeError>>), StoreError> {
        let _lock = self.lock(&self.codex()).await?;
        let Some(mut auth) = self.codex.read().await? else {
            return Ok((false, None));
        };
        let Some(tokens) = auth.tokens.clone() else {
            return Ok((false, None));
        };
        auth.log_out();
        self.codex.write(&auth).await?;
        let revoked = match &tokens.refresh_token {
            Some(token) => Some(revoke_codex(&self.http, &self.setup.openai, token).await),
            None => None,
        };
        Ok((true, revoked))
    }

    async fn log_out_chatgpt(&self) -> Result<(bool, Option<Result<(), RevokeError>>), StoreError> {
        let _lock = self.lock(&self.chatgpt()).await?;
        let stored = self.vault.read(Slot::Chatgpt).await?;
        let found = self.vault.remove(Slot::Chatgpt).await?;
        let login = stored.and_then(|stored| {
            // One that is broken has nothing to end; it is gone all the same.
            crate::credentials::parse(&stored, ChatgptLogin::parse).ok()
        });
        let token = login
            .as_ref()
            .and_then(|login| Some((login, login.refresh_token.as_ref()?)));
        let revoked = match token {
            Some((login, token)) => {
                Some(revoke_chatgpt(&self.http, &self.setup.openai, &login.client_id, token).await)
            }
            None => None,
        };
        Ok((found, revoked))
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Claude => "Claude login",
            Self::Codex => "OpenAI login",
            Self::Chatgpt => "ChatGPT login",
            Self::Key(Vendor::Anthropic) => "Claude API key",
            Self::Key(Vendor::Openai) => "OpenAI API key",
        })
    }
}
