//! Owns what a gateway runs on: ports, providers, the watch over its files; and takes it down in order.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use auth::TokenSource;
use auth::store::FileStore;
use providers::{Claude, Demo, Provider, Upstream};
use rustls::ServerConfig;
use settings::{ListenHost, Loaded, Settings, TlsFiles, Watch};
use tokio::sync::{oneshot, watch};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::address::Address;
use crate::app::{App, Live};
use crate::connection::Server;
use crate::error::StartError;
use crate::gateway::{Launch, Stopped};
use crate::listen;
use crate::logging::Logging;
use crate::state::{Author, Current, State};
use crate::stop::Stop;
use crate::{routes, tls};

/// What a cut stream gets to send its last event.
const LAST_WORDS: Duration = Duration::from_secs(1);

pub(crate) struct Supervisor {
    server: Server,
    state: Author,
    watch: Watch,
    logging: Option<Logging>,
    claude: ClaudeParts,
    /// The Claude settings in force: with others, somebody else may answer.
    claude_settings: settings::Claude,
    ports: Ports,
    grace: Duration,
}

/// What the Claude provider is made of, beside the settings.
enum ClaudeParts {
    Demo(Arc<Demo>),
    Network {
        upstream: Upstream,
        tokens: Arc<TokenSource>,
    },
}

/// The open ports. `closing` closes them, and lets the connections that came through them end their requests.
struct Ports {
    host: ListenHost,
    port: u16,
    address: std::net::SocketAddr,
    closing: Stop,
}

impl ClaudeParts {
    async fn new(demo: bool, credentials: PathBuf) -> Result<Self, StartError> {
        if demo {
            return Ok(Self::Demo(Arc::new(Demo::new())));
        }
        let upstream = Upstream::new().map_err(|e| StartError::Provider(e.to_string()))?;
        let tokens = Arc::new(TokenSource::open(FileStore::new(credentials)).await);
        Ok(Self::Network { upstream, tokens })
    }

    fn provider(&self, settings: &Settings) -> Result<Arc<dyn Provider>, StartError> {
        match self {
            Self::Demo(demo) => Ok(Arc::clone(demo) as Arc<dyn Provider>),
            Self::Network { upstream, tokens } => {
                Claude::new(&settings.claude, upstream.clone(), Arc::clone(tokens))
                    .map(|claude| Arc::new(claude) as Arc<dyn Provider>)
                    .map_err(StartError::Provider)
            }
        }
    }

    async fn reload(&self) {
        if let Self::Network { tokens, .. } = self {
            tokens.reload().await;
        }
    }
}

impl Supervisor {
    pub(crate) async fn new(launch: Launch, loaded: Loaded) -> Result<Self, StartError> {
        let settings = Arc::clone(&loaded.settings);
        check_reach(&settings)?;
        // Each stream needs two connections. A refusal leaves the limit as it is, and accepting pauses at it.
        let _ = rlimit::increase_nofile_limit(u64::MAX);
        for warning in loaded.warnings() {
            tracing::warn!("{warning}");
        }
        let credentials = launch
            .sources
            .config_file
            .with_file_name("credentials.json");
        let claude = ClaudeParts::new(launch.demo, credentials.clone()).await?;
        let tls = certificate(settings.server.tls.clone()).await?;
        let encrypted = tls.is_some();
        let app = Arc::new(App::new(Live::new(&settings, claude.provider(&settings)?)));
        let server = Server {
            router: routes::router(Arc::clone(&app)),
            app,
            tls: Arc::new(ArcSwapOption::new(tls)),
            tasks: TaskTracker::new(),
            kill: CancellationToken::new(),
        };
        let watch = Watch::start(launch.sources, loaded, vec![credentials])?;
        let ports = Ports::open(&server, settings.server.host, settings.server.port).await?;
        let address = Address::new(ports.address, encrypted);
        tracing::info!(demo = launch.demo, "listening on {}", address.base_url());
        Ok(Self {
            state: Author::new(Current {
                address,
                auth_token: settings.security.auth_token.clone(),
                problem: None,
            }),
            server,
            watch,
            logging: launch.logging,
            claude,
            claude_settings: settings.claude.clone(),
            ports,
            grace: settings.server.grace,
        })
    }

    pub(crate) fn app(&self) -> Arc<App> {
        Arc::clone(&self.server.app)
    }

    pub(crate) fn state(&self) -> State {
        self.state.state()
    }

    pub(crate) fn kill(&self) -> CancellationToken {
        self.server.kill.clone()
    }

    /// Follows the files until it is told to stop, then drains.
    pub(crate) async fn run(mut self, mut stop: oneshot::Receiver<()>) -> Stopped {
        let mut loaded = self.watch.loaded();
        let mut problem = self.watch.problem();
        let mut files = self.watch.extra();
        let kill = self.server.kill.clone();
        loop {
            tokio::select! {
                _ = &mut stop => return self.drain().await,
                () = kill.cancelled() => {
                    self.ports.closing.now();
                    return Stopped { finished: 0, cut: self.server.app.open.count() };
                }
                Ok(()) = loaded.changed() => {
                    let new = Arc::clone(&loaded.borrow_and_update());
                    self.apply(&new).await;
                }
                Ok(()) = files.changed() => {
                    files.borrow_and_update();
                    self.claude.reload().await;
                    // Another account's thoughts are refused; they go with the login that they came by.
                    self.server.app.memory.clear();
                    let new = Arc::clone(&loaded.borrow());
                    self.apply(&new).await;
                }
                Ok(()) = problem.changed() => self.report(&mut problem),
            }
        }
    }

    fn report(&self, problem: &mut watch::Receiver<Option<String>>) {
        let problem = problem.borrow_and_update().clone();
        if let Some(problem) = &problem {
            tracing::error!("settings not taken over, the old ones stay in force: {problem}");
        }
        self.state.change(|current| current.problem = problem);
    }

    async fn apply(&mut self, loaded: &Loaded) {
        let settings = &loaded.settings;
        match self.put_in_force(settings).await {
            Ok(()) => tracing::info!("settings taken over"),
            Err(error) => {
                tracing::error!("settings not taken over, the old ones stay in force: {error}");
                self.state
                    .change(|current| current.problem = Some(error.to_string()));
                return;
            }
        }
        if let Some(logging) = &self.logging {
            logging.set_level(settings.log.level);
        }
        self.grace = settings.server.grace;
        let address = Address::new(self.ports.address, self.server.tls.load().is_some());
        self.state.change(|current| {
            current.address = address;
            current.auth_token.clone_from(&settings.security.auth_token);
            current.problem = None;
        });
    }

    /// Everything that can fail comes before anything changes.
    async fn put_in_force(&mut self, settings: &Settings) -> Result<(), StartError> {
        check_reach(settings)?;
        let live = Live::new(settings, self.claude.provider(settings)?);
        let tls = certificate(settings.server.tls.clone()).await?;
        let (host, port) = (settings.server.host, settings.server.port);
        if (host, port) != (self.ports.host, self.ports.port) {
            let new = Ports::open(&self.server, host, port).await?;
            tracing::info!("listening on {} now", new.address);
            let old = std::mem::replace(&mut self.ports, new);
            old.closing.now();
        }
        self.server.tls.store(tls);
        if settings.claude != self.claude_settings {
            self.server.app.memory.clear();
            self.claude_settings = settings.claude.clone();
        }
        self.server.app.replace(live);
        Ok(())
    }

    async fn drain(self) -> Stopped {
        let app = self.app();
        let open = app.open.count();
        if open > 0 {
            tracing::info!(open, "stopping: waiting for open requests");
        }
        let tasks = self.server.tasks.clone();
        self.ports.closing.now();
        tasks.close();
        let mut cut = 0;
        if timeout(self.grace, tasks.wait()).await.is_err() {
            cut = app.open.count();
            tracing::warn!(cut, "stopping: ending what is still open");
            app.stop.now();
            if timeout(LAST_WORDS, tasks.wait()).await.is_err() {
                self.server.kill.cancel();
                tasks.wait().await;
            }
        }
        tracing::info!("stopped");
        Stopped {
            finished: open.saturating_sub(cut),
            cut,
        }
    }
}

impl Ports {
    async fn open(server: &Server, host: ListenHost, port: u16) -> Result<Self, StartError> {
        let listeners = listen::bind(host, port).await?;
        let closing = Stop::default();
        let mut address = None;
        for listener in listeners {
            if address.is_none() {
                address = listener.local_addr().ok();
            }
            let accept = server.clone().accept(listener, closing.clone());
            server.tasks.spawn(accept);
        }
        let unbound = || StartError::Provider("no port could be opened".to_owned());
        Ok(Self {
            host,
            port,
            address: address.ok_or_else(unbound)?,
            closing,
        })
    }
}

async fn certificate(files: Option<TlsFiles>) -> Result<Option<Arc<ServerConfig>>, StartError> {
    let Some(files) = files else {
        return Ok(None);
    };
    tokio::task::spawn_blocking(move || tls::load(&files))
        .await
        .map_err(|e| StartError::Provider(e.to_string()))?
        .map(Some)
}

/// Whoever can reach the port could use the account: beyond this machine, only with the auth token.
fn check_reach(settings: &Settings) -> Result<(), StartError> {
    let host = settings.server.host;
    if host.is_loopback() || settings.security.auth_token.is_some() {
        return Ok(());
    }
    Err(StartError::OpenToAll {
        host: host.to_string(),
    })
}
