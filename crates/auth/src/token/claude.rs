use secrecy::SecretString;

use crate::credentials::{ANTHROPIC, ClaudeLogin};
use crate::oauth::{ClaudeProvider, Http, RefreshError, refresh_claude};
use crate::store::{Slot, StoreError, Vault};
use crate::token::login::ahead;
use crate::token::{Account, AccountId, Clock, Error, Kind, Login};

/// The Claude login in the keyring or in `credentials.json`.
#[derive(Debug, Clone)]
pub struct ClaudeAccount {
    vault: Vault,
    http: Http,
    provider: ClaudeProvider,
}

impl ClaudeAccount {
    /// The login in `vault`, renewed at `provider`.
    #[must_use]
    pub fn new(vault: Vault, http: Http, provider: ClaudeProvider) -> Self {
        Self {
            vault,
            http,
            provider,
        }
    }

    /// A login with new tokens; what they do not say stays.
    fn renewed(
        &self,
        old: &ClaudeLogin,
        tokens: crate::oauth::ClaudeTokens,
        clock: &Clock,
    ) -> ClaudeLogin {
        let now = clock.now();
        ClaudeLogin {
            access_token: tokens.access_token,
            refresh_token: tokens.refresh_token.or_else(|| old.refresh_token.clone()),
            expires_at: tokens.expires_in.and_then(|life| now.checked_add(life)),
            scopes: tokens.scopes.unwrap_or_else(|| old.scopes.clone()),
            token_url: Some(self.provider.token_url.clone()),
            issued_at: Some(now),
            account_id: tokens.account_id.or_else(|| old.account_id.clone()),
            email: tokens.email.or_else(|| old.email.clone()),
            organization_id: tokens
                .organization_id
                .or_else(|| old.organization_id.clone()),
            organization: tokens.organization.or_else(|| old.organization.clone()),
            ..old.clone()
        }
    }
}

impl Account for ClaudeAccount {
    type Entry = ClaudeLogin;
    const KIND: Kind = Kind::Claude;
    const AHEAD: bool = true;

    fn name(&self) -> String {
        "claude".to_owned()
    }

    async fn read(&self) -> Result<ClaudeLogin, Error> {
        let stored = self.vault.read(Slot::Claude).await?;
        let stored = stored.ok_or(Error::Missing(Kind::Claude))?;
        crate::credentials::parse(&stored, ClaudeLogin::parse).map_err(|why| Error::Malformed {
            kind: Kind::Claude,
            why,
        })
    }

    fn login(&self, entry: &ClaudeLogin) -> Result<Login, Error> {
        if entry.terms_accepted_at.is_none() {
            return Err(Error::Terms(Kind::Claude));
        }
        let header = Login::bearer(&entry.access_token).ok_or_else(|| Error::Malformed {
            kind: Kind::Claude,
            why: crate::credentials::Malformed::characters(),
        })?;
        Ok(Login {
            header,
            expires_at: entry.expires_at,
            due_at: entry.expires_at.map(|end| ahead(entry.issued_at, end)),
            origin: Some(entry.origin.clone()),
            may_use_plan: true,
            account: entry.account_id.as_deref().map(|account| {
                let organization = entry.organization_id.as_deref().unwrap_or_default();
                AccountId::new(format!("{account}/{organization}"))
            }),
        })
    }

    fn refresh_token<'a>(&self, entry: &'a ClaudeLogin) -> Option<&'a SecretString> {
        entry.refresh_token.as_ref()
    }

    async fn renew(&self, entry: &ClaudeLogin, clock: &Clock) -> Result<ClaudeLogin, RefreshError> {
        let stranger = match &entry.token_url {
            Some(made_at) => *made_at != self.provider.token_url,
            // Other programs record no endpoint, and made their logins at Anthropic's.
            None => entry.origin != ANTHROPIC && entry.origin != self.provider.origin,
        };
        let Some(token) = entry.refresh_token.as_ref().filter(|_| !stranger) else {
            return Err(RefreshError::NotSent {
                host: self.provider.token_url.clone(),
                why:
                    "the login was made at another token endpoint; set claude.oauth.token_url back"
                        .to_owned(),
            });
        };
        let tokens = refresh_claude(&self.http, &self.provider, token, &entry.scopes).await?;
        Ok(self.renewed(entry, tokens, clock))
    }

    async fn keep(&self, _: &ClaudeLogin, new: &ClaudeLogin) -> Result<ClaudeLogin, StoreError> {
        // A login or logout meanwhile is not possible: both take the lock that the refresh holds.
        self.vault
            .write_anyway(Slot::Claude, &new.to_text())
            .await?;
        Ok(new.clone())
    }
}
