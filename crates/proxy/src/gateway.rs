use std::sync::Arc;

use auth::Places;
use providers::{Account, Provider};
use secrecy::SecretString;
use settings::{Loaded, Sources};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::activity::Activity;
use crate::address::Address;
use crate::app::App;
use crate::error::StartError;
use crate::logging::Logging;
use crate::open::OpenRequests;
use crate::state::State;
use crate::supervisor::Supervisor;

/// What a shell asks for at start.
#[derive(Debug, Clone)]
pub struct Launch {
    /// Where the settings come from; they are watched while the gateway runs.
    pub sources: Sources,
    /// Where the accounts lie; their files are watched too.
    pub places: Places,
    /// Answer from the embedded provider: no account, no network.
    pub demo: bool,
    /// The log whose level follows the settings.
    pub logging: Option<Logging>,
    /// Keep a record of the last requests, for a window that shows them ([`Gateway::activity`]).
    pub record: bool,
}

/// A running gateway.
///
/// It follows its settings by itself: a new token, alias or port is in force a moment after its file was saved, and no
/// open stream is lost by it. [`Gateway::stop`] drains; dropping it ends everything at once.
#[derive(Debug)]
pub struct Gateway {
    app: Arc<App>,
    state: State,
    stop: oneshot::Sender<()>,
    supervisor: JoinHandle<Stopped>,
    kill: KillOnDrop,
}

/// What became of the requests that were open when the gateway was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    /// They ended by themselves within the grace time.
    pub finished: usize,
    /// They were ended, each with an error in its own format.
    pub cut: usize,
}

/// Whose models can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Serves {
    /// Claude models.
    pub claude: bool,
    /// GPT models, by a plan or a key.
    pub gpt: bool,
}

#[derive(Debug)]
struct KillOnDrop(CancellationToken);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Gateway {
    /// Loads the settings, opens the ports and begins to serve.
    ///
    /// # Errors
    /// Why it did not start, and what to do; then nothing is left running.
    pub async fn start(launch: Launch) -> Result<Self, StartError> {
        let sources = launch.sources.clone();
        let loaded = tokio::task::spawn_blocking(move || settings::load(&sources))
            .await
            .map_err(|e| StartError::Provider(e.to_string()))??;
        Self::start_with(launch, loaded).await
    }

    /// The same, with settings that the shell has loaded already.
    ///
    /// # Errors
    /// As [`Gateway::start`].
    pub async fn start_with(launch: Launch, loaded: Loaded) -> Result<Self, StartError> {
        let supervisor = Supervisor::new(launch, loaded).await?;
        let (stop, stopped) = oneshot::channel();
        let kill = KillOnDrop(supervisor.kill());
        Ok(Self {
            app: supervisor.app(),
            state: supervisor.state(),
            stop,
            supervisor: tokio::spawn(supervisor.run(stopped)),
            kill,
        })
    }

    /// Where clients reach it.
    #[must_use]
    pub fn address(&self) -> Address {
        self.state.current().address
    }

    /// The requests that are open; the counter can be kept while [`Gateway::stop`] drains them.
    #[must_use]
    pub fn open_requests(&self) -> OpenRequests {
        self.app.open.clone()
    }

    /// Whose models can be asked for now, judged by the accounts.
    #[must_use]
    pub fn serves(&self) -> Serves {
        let providers = self.app.live().providers.clone();
        let ready =
            |provider: &Arc<dyn Provider>| matches!(provider.account(), Account::Ready { .. });
        Serves {
            claude: ready(&providers.claude),
            gpt: providers.codex.as_ref().is_some_and(ready)
                || providers.openai.as_ref().is_some_and(ready),
        }
    }

    /// The auth token that clients must present, if one is set.
    #[must_use]
    pub fn auth_token(&self) -> Option<SecretString> {
        self.state.current().auth_token
    }

    /// What is wrong although it runs, such as a settings file that could not be taken over.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        self.state.current().problem
    }

    /// One sentence when Claude's login has ended and only the person can bring it back; not where none was ever made, and
    /// not while an API key answers in its place.
    #[must_use]
    pub fn login_problem(&self) -> Option<String> {
        self.state.current().login_problem
    }

    /// The last requests and those that are open; empty unless [`Launch::record`] was set.
    #[must_use]
    pub fn activity(&self) -> Activity {
        self.app.activity.clone()
    }

    /// Counts up whenever address, auth token or a problem may have changed; closed when the gateway has ended.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.state.changes()
    }

    /// Takes no new requests, and waits for the open ones as long as `server.grace` allows; those that are left then end
    /// with an error in their own format.
    pub async fn stop(self) -> Stopped {
        let open = self.open_requests().count();
        // If the supervisor is gone already, there is nobody to tell.
        let _ = self.stop.send(());
        let stopped = self.supervisor.await.unwrap_or(Stopped {
            finished: 0,
            cut: open,
        });
        drop(self.kill);
        stopped
    }
}
