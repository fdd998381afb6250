//! What the providers are made of, beside the settings: connections, accounts, tokens.

mod command;
mod logins;
mod problem;

use std::sync::Arc;
use std::time::Duration;

use auth::{Accounts, Places};
use providers::{Account, Claude, ClaudeAuto, Codex, Demo, Openai, Provider, Upstream};
use settings::{ClaudeMode, Settings};

use crate::accounts::setup;
use crate::app::Providers;
use crate::error::StartError;
use command::Command;
pub(crate) use logins::Changes;
use logins::Logins;

/// How a provider stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its name, as it stands before a model's.
    pub provider: &'static str,
    /// Its account; `None` while it is switched off.
    pub account: Option<Account>,
}

/// How all providers would stand with these settings and the accounts in `places`. Nothing is asked of a provider, and
/// nothing is renewed or moved; the `claude` command is asked who is signed in.
///
/// # Errors
/// A setting, or a key, that cannot be used.
pub async fn standings(places: Places, settings: &Settings) -> Result<Vec<Standing>, StartError> {
    let network = Network::open(accounts(places, settings)?, settings).await?;
    network.command.provider().known().await;
    let providers = network.providers(settings);
    let providers = providers.map_err(StartError::Provider)?;
    let standing = |provider, who: Option<&Arc<dyn Provider>>| Standing {
        provider,
        account: who.map(|who| who.account()),
    };
    Ok(vec![
        standing("claude", Some(&providers.claude)),
        standing("codex", providers.codex.as_ref()),
        standing("openai", providers.openai.as_ref()),
    ])
}

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
    logins: Logins,
    command: Command,
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
        let accounts = accounts(places, settings)?;
        settle(&accounts).await;
        let network = Network::open(accounts, settings).await?;
        network.logins.renew_ahead();
        network.command.look();
        Ok(Self::Network(Box::new(network)))
    }

    /// Takes over the settings that accounts depend on. Says whether other accounts may answer now.
    pub(crate) async fn follow(&mut self, settings: &Settings) -> Result<bool, StartError> {
        let Self::Network(network) = self else {
            return Ok(false);
        };
        network
            .command
            .follow(settings, &network.accounts.places().state);
        if setup(settings) == *network.accounts.setup() {
            return Ok(false);
        }
        let accounts = accounts(network.accounts.places().clone(), settings)?;
        settle(&accounts).await;
        // A refresh under way goes on by itself, and its result is read from the store.
        network.logins.finish(LAST).await;
        network.logins = Logins::open(&accounts).await;
        network.logins.renew_ahead();
        network.accounts = accounts;
        Ok(true)
    }

    /// Reads the stores again. Says whether other accounts may answer now; renewed tokens are the same account.
    pub(crate) async fn reload(&mut self) -> bool {
        let Self::Network(network) = self else {
            return false;
        };
        network.command.look();
        network.logins.reload(&network.accounts).await
    }

    /// Who answers with these settings.
    pub(crate) fn providers(&self, settings: &Settings) -> Result<Providers, StartError> {
        match self {
            Self::Demo(demo) => Ok(Providers {
                claude: Arc::clone(demo) as Arc<dyn Provider>,
                claude_code: None,
                codex: None,
                openai: None,
            }),
            Self::Network(network) => network.providers(settings).map_err(StartError::Provider),
        }
    }

    /// Ticks when a login changes; another one after [`Providing::follow`] may tick in its place.
    pub(crate) fn login_changes(&self) -> Option<Changes> {
        match self {
            Self::Demo(_) => None,
            Self::Network(network) => Some(network.logins.changes()),
        }
    }

    /// Why a login that is stored, and that `providers` need, is of no use until the person logs in again.
    pub(crate) fn login_problem(&self, providers: &Providers) -> Option<String> {
        match self {
            Self::Demo(_) => None,
            Self::Network(network) => problem::of(&network.logins, providers),
        }
    }

    /// Waits for refreshes that are under way, `within` bounds.
    pub(crate) async fn finish(&self, within: Duration) {
        let Self::Network(network) = self else {
            return;
        };
        network.command.close().await;
        if !network.logins.finish(within).await {
            tracing::warn!(
                "a login was being renewed at the end; it is presented once more next time"
            );
        }
    }
}

impl Network {
    async fn open(accounts: Accounts, settings: &Settings) -> Result<Self, StartError> {
        Ok(Self {
            upstream: Upstream::new().map_err(|e| StartError::Provider(e.to_string()))?,
            logins: Logins::open(&accounts).await,
            command: Command::new(settings, &accounts.places().state),
            accounts,
        })
    }

    fn providers(&self, settings: &Settings) -> Result<Providers, String> {
        let logins = &self.logins;
        let api = Claude::new(
            &settings.claude,
            self.upstream.clone(),
            Arc::clone(&logins.claude),
            logins.claude_key.as_ref(),
        )?;
        let code = self.command.provider();
        let claude: Arc<dyn Provider> = match settings.claude.mode {
            ClaudeMode::Api => Arc::new(api),
            ClaudeMode::Code => Arc::clone(&code) as Arc<dyn Provider>,
            ClaudeMode::Auto => {
                let switch = Arc::clone(&logins.switch);
                Arc::new(ClaudeAuto::new(api, Arc::clone(&code), switch))
            }
        };
        let codex = Codex::new(
            &settings.codex,
            self.upstream.clone(),
            Arc::clone(&logins.codex),
            Arc::clone(&logins.codex_limits),
        )?;
        let openai = Openai::new(
            &settings.openai,
            self.upstream.clone(),
            Arc::clone(&logins.chatgpt),
            logins.openai_key.as_ref(),
        )?;
        let codex = Arc::new(codex) as Arc<dyn Provider>;
        let openai = Arc::new(openai) as Arc<dyn Provider>;
        Ok(Providers {
            claude,
            claude_code: Some(code),
            codex: settings.codex.enabled.then_some(codex),
            openai: settings.openai.enabled.then_some(openai),
        })
    }
}

fn accounts(places: Places, settings: &Settings) -> Result<Accounts, StartError> {
    Accounts::new(places, setup(settings)).map_err(|e| StartError::Provider(e.to_string()))
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
