//! Logging in: what a login brings is kept under the lock that refreshes take, so that neither overwrites the other.

use std::time::Duration;

use super::{Accounts, slot};
use crate::credentials::{
    ApiKey, ChatgptClient, ClaudeLogin, CodexAuth, CodexTokens, KeyProblem, Vendor,
};
use crate::oauth::terms::Accepted;
use crate::oauth::{Attempt, ChatgptSignIn, DeviceLogin, LoginError, Prompt};
use crate::store::{Lock, Place, Slot, StoreError, hold};
use crate::token::{Account, Clock};

/// A refresh that is under way has its own deadlines; this is longer.
const WAIT: Duration = Duration::from_secs(75);

impl Accounts {
    /// Begins a Claude login, for a person who said yes to the [notice](crate::oauth::terms::NOTICE).
    ///
    /// # Errors
    /// [`LoginError`]
    pub async fn begin_claude(
        &self,
        accepted: Accepted,
    ) -> Result<Attempt<ClaudeLogin>, LoginError> {
        Attempt::begin_claude(&self.http, &self.setup.claude, accepted).await
    }

    /// Keeps a Claude login in place of the one that there is.
    ///
    /// # Errors
    /// It could not be stored; the old one is still there.
    pub async fn keep_claude(&self, login: ClaudeLogin) -> Result<Place, StoreError> {
        let _lock = self.lock(&self.claude()).await?;
        self.vault.write(Slot::Claude, &login.to_text()).await
    }

    /// The login that another program stored, and whose terms the person has not said yes to here.
    ///
    /// # Errors
    /// The store could not be read.
    pub async fn foreign_claude(&self) -> Result<Option<ClaudeLogin>, StoreError> {
        let stored = self.stored_claude().await?;
        Ok(stored
            .map(|(login, _)| login)
            .filter(|login| login.terms_accepted_at.is_none()))
    }

    /// Takes over the login that another program stored, now that the person has said yes.
    ///
    /// # Errors
    /// It could not be read or stored.
    pub async fn adopt_claude(&self, accepted: Accepted) -> Result<Option<Place>, StoreError> {
        let _lock = self.lock(&self.claude()).await?;
        let Some((mut login, _)) = self.stored_claude().await? else {
            return Ok(None);
        };
        login.terms_accepted_at = Some(accepted.when());
        self.vault
            .write(Slot::Claude, &login.to_text())
            .await
            .map(Some)
    }

    /// Begins the Codex login in the browser.
    ///
    /// # Errors
    /// [`LoginError`]
    pub async fn begin_codex(&self) -> Result<Attempt<CodexTokens>, LoginError> {
        Attempt::begin_codex(&self.http, &self.setup.openai).await
    }

    /// Begins the Codex login with a code that is typed on another machine.
    ///
    /// # Errors
    /// [`LoginError`]
    pub async fn begin_codex_device(&self) -> Result<DeviceLogin, LoginError> {
        DeviceLogin::begin(&self.http, &self.setup.openai).await
    }

    /// Keeps a Codex login in the Codex CLI's file; what else stands there stays.
    ///
    /// # Errors
    /// The file could not be read or written; the old one is still there.
    pub async fn keep_codex(&self, tokens: CodexTokens) -> Result<Place, StoreError> {
        let _lock = self.lock(&self.codex()).await?;
        let mut auth = self.codex.read().await?.unwrap_or_else(CodexAuth::default);
        auth.log_in(tokens, Clock::default().now());
        self.codex.write(&auth).await?;
        Ok(Place::File(self.codex.path().to_owned()))
    }

    /// Begins a sign-in with ChatGPT. The installation's id is made with the first one, and kept.
    ///
    /// # Errors
    /// [`LoginError`]
    pub async fn begin_chatgpt(
        &self,
        prompt: Prompt,
    ) -> Result<Attempt<ChatgptSignIn>, LoginError> {
        let client = self.chatgpt_client().await?;
        Attempt::begin_chatgpt(&self.http, &self.setup.openai, &client, prompt).await
    }

    /// Keeps a sign-in, and the installation that it registered.
    ///
    /// # Errors
    /// It could not be stored; the old one is still there.
    pub async fn keep_chatgpt(&self, sign_in: ChatgptSignIn) -> Result<Place, StoreError> {
        let _lock = self.lock(&self.chatgpt()).await?;
        // First the installation: a login without it could not be renewed under its name.
        self.vault
            .write(Slot::ChatgptClient, &sign_in.client.to_text())
            .await?;
        self.vault
            .write(Slot::Chatgpt, &sign_in.login.to_text())
            .await
    }

    /// Checks and keeps an API key.
    ///
    /// # Errors
    /// It is none by its shape, or could not be stored.
    pub async fn keep_key(&self, vendor: Vendor, text: &str) -> Result<Place, KeyError> {
        let origin = match vendor {
            Vendor::Anthropic => self.setup.claude.origin.clone(),
            Vendor::Openai => self.setup.openai_origin.clone(),
        };
        let key = ApiKey::new(vendor, text, origin, Clock::default().now())?;
        Ok(self.vault.write(slot(vendor), &key.to_text()).await?)
    }

    async fn chatgpt_client(&self) -> Result<ChatgptClient, LoginError> {
        let _lock = self.lock(&self.chatgpt()).await?;
        if let Some(stored) = self.vault.read(Slot::ChatgptClient).await? {
            let client = crate::credentials::parse(&stored, ChatgptClient::parse);
            return client.map_err(|why| stored.malformed(&why).into());
        }
        let client = ChatgptClient::new_installation()?;
        self.vault
            .write(Slot::ChatgptClient, &client.to_text())
            .await?;
        Ok(client)
    }

    pub(super) async fn lock(&self, account: &impl Account) -> Result<Lock, StoreError> {
        hold(&self.places.state, &account.name(), WAIT).await
    }
}

/// Why an API key was not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// By its shape it is none.
    #[error(transparent)]
    Shape(#[from] KeyProblem),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}
