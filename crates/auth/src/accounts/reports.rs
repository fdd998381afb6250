//! How the accounts stand, read from where they lie.

use std::time::SystemTime;

use secrecy::ExposeSecret;

use super::{Accounts, slot};
use crate::claude_code;
use crate::credentials::{ApiKey, ChatgptLogin, ClaudeLogin, CodexAuth, Malformed, Vendor};
use crate::oauth::describe_claude;
use crate::report::{ClaudeInfo, ClaudeValidation, OpenaiInfo, StatusRow};
use crate::store::{Place, Slot, StoreError};
use crate::token::{Account, Clock, Error, Login, TokenSource};

impl Accounts {
    /// The stored Claude login, and where it lies.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn stored_claude(&self) -> Result<Option<(ClaudeLogin, Place)>, StoreError> {
        self.stored(Slot::Claude, ClaudeLogin::parse).await
    }

    /// The stored login of Sign in with ChatGPT, and where it lies.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn stored_chatgpt(&self) -> Result<Option<(ChatgptLogin, Place)>, StoreError> {
        self.stored(Slot::Chatgpt, ChatgptLogin::parse).await
    }

    /// The Codex CLI's file, and where it lies.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn stored_codex(&self) -> Result<Option<(CodexAuth, Place)>, StoreError> {
        let auth = self.codex.read().await?;
        Ok(auth.map(|auth| (auth, Place::File(self.codex.path().to_owned()))))
    }

    async fn stored<T>(
        &self,
        slot: Slot,
        parser: impl FnOnce(&str) -> Result<T, Malformed>,
    ) -> Result<Option<(T, Place)>, StoreError> {
        let Some(stored) = self.vault.read(slot).await? else {
            return Ok(None);
        };
        match crate::credentials::parse(&stored, parser) {
            Ok(what) => Ok(Some((what, stored.place))),
            Err(why) => Err(stored.malformed(&why)),
        }
    }

    /// `ccproxy auth info`: renews an expired login first, and asks for the profile where none is stored. What could not
    /// be renewed is reported as it is, with the reason.
    ///
    /// # Errors
    /// Nothing is stored, or it could not be read.
    pub async fn claude_info(&self) -> Result<(ClaudeInfo, Option<Error>), Error> {
        let problem = self.renewed(self.claude()).await;
        let missing = Error::Missing(crate::token::Kind::Claude);
        let (mut login, mut place) = self.stored_claude().await?.ok_or(missing)?;
        if let Some((known, at)) = self.with_profile(&login).await {
            (login, place) = (known, at);
        }
        Ok((ClaudeInfo::new(&login, &place, SystemTime::now()), problem))
    }

    /// `ccproxy auth validate`: by what is stored, without asking anybody.
    ///
    /// # Errors
    /// Nothing is stored, or it could not be read.
    pub async fn claude_validation(&self) -> Result<ClaudeValidation, Error> {
        let missing = Error::Missing(crate::token::Kind::Claude);
        let (login, place) = self.stored_claude().await?.ok_or(missing)?;
        Ok(ClaudeValidation::new(&login, &place, SystemTime::now()))
    }

    /// `ccproxy auth openai-info`: renews an expired login first. What could not be renewed is reported as it is, with
    /// the reason.
    ///
    /// # Errors
    /// There is no file, or it could not be read.
    pub async fn openai_info(&self) -> Result<(OpenaiInfo, Option<Error>), Error> {
        let problem = self.renewed(self.codex()).await;
        let missing = Error::Missing(crate::token::Kind::Codex);
        let (auth, place) = self.stored_codex().await?.ok_or(missing)?;
        let home = self.places.home.as_deref();
        let info = OpenaiInfo::new(&auth, &place, home, SystemTime::now());
        Ok((info, problem))
    }

    /// `ccproxy auth status`: every account, one row each.
    pub async fn status(&self) -> Vec<StatusRow> {
        let (code, claude, codex, chatgpt, anthropic, openai) = tokio::join!(
            claude_code::status(self.setup.claude_command.as_deref()),
            self.stored_claude(),
            self.stored_codex(),
            self.stored_chatgpt(),
            self.stored(slot(Vendor::Anthropic), ApiKey::parse),
            self.stored(slot(Vendor::Openai), ApiKey::parse),
        );
        let now = SystemTime::now();
        vec![
            StatusRow::claude_code(&code, now),
            StatusRow::claude(found(&claude), now),
            StatusRow::key(Vendor::Anthropic, found(&anthropic)),
            StatusRow::codex(found(&codex), now),
            StatusRow::chatgpt(found(&chatgpt), now),
            StatusRow::key(Vendor::Openai, found(&openai)),
        ]
    }

    /// Renews a login that has expired; says why that was not possible.
    async fn renewed<A: Account>(&self, account: A) -> Option<Error> {
        let source = TokenSource::open(account, self.places.state.clone(), Clock::default()).await;
        let problem = source.ready().await.err();
        source.finish().await;
        problem
    }

    /// The login with its account's names, where they were not stored yet and can be had.
    async fn with_profile(&self, login: &ClaudeLogin) -> Option<(ClaudeLogin, Place)> {
        let now = SystemTime::now();
        let alive = login.expires_at.is_none_or(|end| end > now);
        if login.email.is_some() || login.terms_accepted_at.is_none() || !alive {
            return None;
        }
        let mut described = login.clone();
        describe_claude(&self.http, &self.setup.claude, &mut described).await;
        described.email.as_ref()?;
        let _lock = self.lock(&self.claude()).await.ok()?;
        // One that was renewed or replaced meanwhile is not overwritten by an older one.
        let (stored, _) = self.stored_claude().await.ok()??;
        if stored.access_token.expose_secret() != login.access_token.expose_secret() {
            return None;
        }
        let text = described.to_text();
        let place = self.vault.write(Slot::Claude, &text).await.ok()?;
        Some((described, place))
    }
}

fn found<T>(
    stored: &Result<Option<(T, Place)>, StoreError>,
) -> Result<Option<(&T, &Place)>, &StoreError> {
    stored
        .as_ref()
        .map(|found| found.as_ref().map(|(what, place)| (what, place)))
}

impl<A: Account> TokenSource<A> {
    /// The login wherever it may be sent, fresh for at least a minute wherever that can be had.
    async fn ready(&self) -> Result<std::sync::Arc<Login>, Error> {
        match self.standing() {
            Ok(login) => match login.origin.clone() {
                Some(origin) => self.login("", &origin).await,
                None => self.login("", "").await,
            },
            Err(error) => Err(error),
        }
    }
}
