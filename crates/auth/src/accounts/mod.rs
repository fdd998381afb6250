//! A person's accounts on this machine: what the shells ask for in one place.

mod clock;
mod login;
mod logout;
mod overview;
mod renew;
mod reports;

use std::fmt;
use std::path::PathBuf;

use crate::Places;
use crate::credentials::{ApiKey, Vendor};
use crate::oauth::{ClaudeProvider, Http, HttpError, OpenaiProvider};
use crate::store::{Choice, CodexFile, Slot, StoreError, Vault};
use crate::token::{ChatgptAccount, ClaudeAccount, CodexAccount};

pub use login::KeyError;
pub use logout::{LoggedOut, Subject};
pub use overview::{Entry, Overview};

/// What the accounts depend on, as the settings say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// `credentials.store`.
    pub store: Choice,
    /// Claude's OAuth.
    pub claude: ClaudeProvider,
    /// OpenAI's authorization server.
    pub openai: OpenaiProvider,
    /// The OpenAI API, as `scheme://host[:port]`.
    pub openai_origin: String,
    /// The `claude` command, when it is not the one on the `PATH`.
    pub claude_command: Option<PathBuf>,
}

/// A person's accounts: the stores, and the way to the providers' token endpoints. Cloning is cheap.
#[derive(Clone)]
pub struct Accounts {
    pub(crate) places: Places,
    pub(crate) setup: Setup,
    pub(crate) vault: Vault,
    pub(crate) codex: CodexFile,
    pub(crate) http: Http,
}

impl Accounts {
    /// The accounts that lie in `places`. Nothing is read yet.
    ///
    /// # Errors
    /// The system has no root certificates, so that no provider can be trusted.
    pub fn new(places: Places, setup: Setup) -> Result<Self, HttpError> {
        Ok(Self {
            vault: Vault::new(&places, setup.store),
            codex: CodexFile::new(places.codex_auth()),
            http: Http::new()?,
            places,
            setup,
        })
    }

    /// Where they lie.
    #[must_use]
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// What they depend on.
    #[must_use]
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The keyring and the file.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The Codex CLI's file.
    #[must_use]
    pub fn codex_file(&self) -> &CodexFile {
        &self.codex
    }

    /// The Claude login.
    #[must_use]
    pub fn claude(&self) -> ClaudeAccount {
        ClaudeAccount::new(
            self.vault.clone(),
            self.http.clone(),
            self.setup.claude.clone(),
        )
    }

    /// The Codex login.
    #[must_use]
    pub fn codex(&self) -> CodexAccount {
        CodexAccount::new(
            self.codex.clone(),
            self.http.clone(),
            self.setup.openai.clone(),
        )
    }

    /// The login of Sign in with ChatGPT.
    #[must_use]
    pub fn chatgpt(&self) -> ChatgptAccount {
        ChatgptAccount::new(
            self.vault.clone(),
            self.http.clone(),
            self.setup.openai.clone(),
        )
    }

    /// The stored API key of a vendor.
    ///
    /// # Errors
    /// The store could not be read, or holds something else.
    pub async fn api_key(&self, vendor: Vendor) -> Result<Option<ApiKey>, StoreError> {
        let Some(stored) = self.vault.read(slot(vendor)).await? else {
            return Ok(None);
        };
        let key = crate::credentials::parse(&stored, ApiKey::parse);
        key.map(Some).map_err(|why| stored.malformed(&why))
    }
}

/// Where a vendor's key is stored.
pub(crate) fn slot(vendor: Vendor) -> Slot {
    match vendor {
        Vendor::Anthropic => Slot::ClaudeKey,
        Vendor::Openai => Slot::OpenaiKey,
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts")
            .field("places", &self.places)
            .field("setup", &self.setup)
            .finish_non_exhaustive()
    }
}
