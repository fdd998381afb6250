use secrecy::SecretString;

use crate::credentials::ChatgptLogin;
use crate::oauth::{ChatgptTokens, Http, OpenaiProvider, RefreshError, plan_home, refresh_chatgpt};
use crate::store::{Slot, StoreError, Vault};
use crate::token::login::ahead;
use crate::token::{Account, AccountId, Clock, Error, Kind, Login};

/// The login of Sign in with ChatGPT in the keyring or in `credentials.json`.
#[derive(Debug, Clone)]
pub struct ChatgptAccount {
    vault: Vault,
    http: Http,
    provider: OpenaiProvider,
}

impl ChatgptAccount {
    /// The login in `vault`, renewed at `provider`.
    #[must_use]
    pub fn new(vault: Vault, http: Http, provider: OpenaiProvider) -> Self {
        Self {
            vault,
            http,
            provider,
        }
    }
}

impl Account for ChatgptAccount {
    type Entry = ChatgptLogin;
    const KIND: Kind = Kind::Chatgpt;
    const AHEAD: bool = true;

    fn name(&self) -> String {
        "chatgpt".to_owned()
    }

    async fn read(&self) -> Result<ChatgptLogin, Error> {
        let stored = self.vault.read(Slot::Chatgpt).await?;
        let stored = stored.ok_or(Error::Missing(Kind::Chatgpt))?;
        crate::credentials::parse(&stored, ChatgptLogin::parse).map_err(|why| Error::Malformed {
            kind: Kind::Chatgpt,
            why,
        })
    }

    fn login(&self, entry: &ChatgptLogin) -> Result<Login, Error> {
        if entry.issuer != self.provider.issuer {
            return Err(Error::OtherOrigin {
                kind: Kind::Chatgpt,
                setting: "codex.oauth.issuer",
                stored: entry.issuer.clone(),
                configured: self.provider.issuer.clone(),
            });
        }
        let header = Login::bearer(&entry.access_token).ok_or_else(|| Error::Malformed {
            kind: Kind::Chatgpt,
            why: crate::credentials::Malformed::characters(),
        })?;
        let due = entry.expires_at.map(|end| ahead(entry.issued_at, end));
        Ok(Login {
            header,
            expires_at: entry.expires_at,
            // The provider says before when a renewal is not welcome.
            due_at: due.max(entry.earliest_refresh_at.filter(|_| due.is_some())),
            origin: plan_home(&entry.issuer).map(str::to_owned),
            may_use_plan: entry.may_use_plan(),
            account: Some(AccountId::new(entry.subject.clone())),
        })
    }

    fn refresh_token<'a>(&self, entry: &'a ChatgptLogin) -> Option<&'a SecretString> {
        entry.refresh_token.as_ref()
    }

    async fn renew(
        &self,
        entry: &ChatgptLogin,
        clock: &Clock,
    ) -> Result<ChatgptLogin, RefreshError> {
        let Some(token) = &entry.refresh_token else {
            return Err(RefreshError::NotSent {
                host: self.provider.issuer.clone(),
                why: "there is no refresh token".to_owned(),
            });
        };
        let tokens = refresh_chatgpt(&self.http, &self.provider, &entry.client_id, token).await?;
        Ok(renewed(entry, tokens, clock))
    }

    async fn keep(&self, _: &ChatgptLogin, new: &ChatgptLogin) -> Result<ChatgptLogin, StoreError> {
        self.vault
            .write_anyway(Slot::Chatgpt, &new.to_text())
            .await?;
        Ok(new.clone())
    }
}

fn renewed(old: &ChatgptLogin, tokens: ChatgptTokens, clock: &Clock) -> ChatgptLogin {
    let now = clock.now();
    let earliest = tokens
        .earliest_refresh_at
        .map(std::time::Duration::from_secs);
    ChatgptLogin {
        access_token: tokens.access_token,
        refresh_token: tokens.refresh_token.or_else(|| old.refresh_token.clone()),
        expires_at: tokens.expires_in.and_then(|life| now.checked_add(life)),
        earliest_refresh_at: earliest.and_then(|at| std::time::UNIX_EPOCH.checked_add(at)),
        issued_at: Some(now),
        scopes: tokens.scopes.unwrap_or_else(|| old.scopes.clone()),
        ..old.clone()
    }
}
