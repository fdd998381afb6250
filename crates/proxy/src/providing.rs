//! What the providers are made of, beside the settings: connections, accounts, tokens.

use std::sync::Arc;
use std::time::Duration;

use auth::credentials::{ApiKey, Vendor};
use auth::token::{ClaudeAccount, Clock, Error as LoginError, TokenSource};
use auth::{Accounts, Places};
use providers::{Claude, Demo, Provider, Upstream};
use secrecy::ExposeSecret;
use settings::Settings;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::accounts::setup;
use crate::error::StartError;

/// How long new settings wait for a refresh that is under way.
const LAST: Duration = Duration::from_secs(5);

/// Who may answer.
pub(crate) enum Providing {
    /// The embedded provider alone.
    Demo(Arc<Demo>),
    /// The providers on the network.
    Network(Box<Network>),
}

/// Connections, and the accounts that requests go out with.
pub(crate) struct Network {
    upstream: Upstream,
    accounts: Accounts,
    claude: Arc<TokenSource<ClaudeAccount>>,
    claude_key: Option<ApiKey>,
}

impl Providing {
    pub(crate) async fn new(
        demo: bool,
        places: Places,
        settings: &Settings,
    ) -> Result<Self, StartError> {
        if demo {
            return Ok(Self::Demo(Arc::new(Demo::new())));
        }
        let upstream = Upstream::new().map_err(|e| StartError::Provider(e.to_string()))?;
        let accounts = accounts(places, settings)?;
        settle(&accounts).await;
        let claude = tokens(&accounts).await;
        let claude_key = key(&accounts).await;
        Ok(Self::Network(Box::new(Network {
            upstream,
            accounts,
            claude,
            claude_key,
        })))
    }

    /// Takes over the settings that accounts depend on. Says whether other accounts may answer now.
    pub(crate) async fn follow(&mut self, settings: &Settings) -> Result<bool, StartError> {
        let Self::Network(network) = self else {
            return Ok(false);
        };
        if setup(settings) == *network.accounts.setup() {
            return Ok(false);
        }
        let accounts = accounts(network.accounts.places().clone(), settings)?;
        settle(&accounts).await;
        // A refresh under way goes on by itself, and its result is read from the store.
        let _ = timeout(LAST, network.claude.finish()).await;
        network.claude = tokens(&accounts).await;
        network.claude_key = key(&accounts).await;
        network.accounts = accounts;
        Ok(true)
    }

    /// Reads the stores again. Says whether other accounts may answer now; renewed tokens are the same account.
    pub(crate) async fn reload(&mut self) -> bool {
        let Self::Network(network) = self else {
            return false;
        };
        let (before, key_before) = (network.claude.standing(), network.claude_key.take());
        network.claude.reload().await;
        network.claude_key = key(&network.accounts).await;
        let after = network.claude.standing();
        let same_login = match (&before, &after) {
            (Ok(before), Ok(after)) => {
                before.header == after.header
                    || before.account.is_some() && before.account == after.account
            }
            (before, after) => before.is_err() == after.is_err(),
        };
        !(same_login && same_key(key_before.as_ref(), network.claude_key.as_ref()))
    }

    pub(crate) fn claude(&self, settings: &Settings) -> Result<Arc<dyn Provider>, StartError> {
        match self {
            Self::Demo(demo) => Ok(Arc::clone(demo) as Arc<dyn Provider>),
            Self::Network(network) => Claude::new(
                &settings.claude,
                network.upstream.clone(),
                Arc::clone(&network.claude),
                network.claude_key.as_ref(),
            )
            .map(|claude| Arc::new(claude) as Arc<dyn Provider>)
            .map_err(StartError::Provider),
        }
    }

    /// Ticks when the login changes; another one after [`Providing::follow`] may tick in its place.
    pub(crate) fn login_changes(&self) -> Option<watch::Receiver<u64>> {
        match self {
            Self::Demo(_) => None,
            Self::Network(network) => Some(network.claude.changes()),
        }
    }

    /// Why the login that is stored is of no use until the person logs in again.
    pub(crate) fn login_problem(&self) -> Option<String> {
        let Self::Network(network) = self else {
            return None;
        };
        let error = network.claude.standing().err()?;
        ended(&error).map(str::to_owned)
    }

    /// Waits for a refresh that is under way, `within` bounds.
    pub(crate) async fn finish(&self, within: Duration) {
        if let Self::Network(network) = self
            && timeout(within, network.claude.finish()).await.is_err()
        {
            tracing::warn!(
                "a login was being renewed at the end; it is presented once more next time"
            );
        }
    }
}

/// In words for the person. What was never there, or may pass, is no end.
fn ended(error: &LoginError) -> Option<&'static str> {
    match error {
        LoginError::NeedsLogin { .. } => Some("Claude no longer accepts your login."),
        LoginError::Expired(_) => Some("Your Claude login has expired."),
        LoginError::Malformed { .. } => Some("The stored Claude login cannot be read."),
        LoginError::Missing(_)
        | LoginError::Terms(_)
        | LoginError::Later { .. }
        | LoginError::OtherOrigin { .. }
        | LoginError::Store(_) => None,
    }
}

fn accounts(places: Places, settings: &Settings) -> Result<Accounts, StartError> {
    Accounts::new(places, setup(settings)).map_err(|e| StartError::Provider(e.to_string()))
}

async fn tokens(accounts: &Accounts) -> Arc<TokenSource<ClaudeAccount>> {
    let state = accounts.places().state.clone();
    let source = TokenSource::open(accounts.claude(), state, Clock::default()).await;
    source.renew_ahead();
    Arc::new(source)
}

/// Of two copies of a login one goes; what that meets is no reason not to start.
async fn settle(accounts: &Accounts) {
    match accounts.vault().settle().await {
        Ok(moved) => {
            for moved in moved {
                tracing::info!("{moved}");
            }
        }
        Err(error) => tracing::warn!("{error}"),
    }
}

/// The stored key of the Anthropic API; one that cannot be read is told, and is none.
async fn key(accounts: &Accounts) -> Option<ApiKey> {
    match accounts.api_key(Vendor::Anthropic).await {
        Ok(key) => key,
        Err(error) => {
            tracing::warn!("{error}");
            None
        }
    }
}

fn same_key(before: Option<&ApiKey>, after: Option<&ApiKey>) -> bool {
    let text = |key: &ApiKey| key.key.expose_secret().to_owned();
    before.map(text) == after.map(text)
}
