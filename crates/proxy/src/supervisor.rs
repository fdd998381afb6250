//! Owns what a gateway runs on: ports, providers, the watch over its files; and takes it down in order.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
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
use crate::providing::{Changes, Providing};
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
    providing: Providing,
    /// The providers' settings in force: with others, somebody else may answer.
    accounts: (settings::Claude, settings::Openai),
    ports: Ports,
    grace: Duration,
}

/// The open ports. `closing` closes them, and lets the connections that came through them end their requests.
struct Ports {
    host: ListenHost,
    port: u16,
    address: std::net::SocketAddr,
    closing: Stop,
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
        let stores = vec![
            launch.places.credentials.clone(),
            launch.places.generation(),
            launch.places.codex_auth(),
        ];
        let providing = Providing::new(launch.demo, launch.places, &settings).await?;
        let tls = certificate(settings.server.tls.clone()).await?;
        let encrypted = tls.is_some();
        let app = Arc::new(App::new(
            Live::new(&settings, providing.providers(&settings)?),
            launch.record,
        ));
        let server = Server {
            router: routes::router(Arc::clone(&app)),
            app,
            tls: Arc::new(ArcSwapOption::new(tls)),
            tasks: TaskTracker::new(),
            kill: CancellationToken::new(),
        };
        let watch = Watch::start(launch.sources, loaded, stores)?;
        let ports = Ports::open(&server, settings.server.host, settings.server.port).await?;
        let address = Address::new(ports.address, encrypted);
        tracing::info!(demo = launch.demo, "listening on {}", address.base_url());
        Ok(Self {
            state: Author::new(Current {
                address,
                auth_token: settings.security.auth_token.clone(),
                problem: None,
                login_problem: None,
            }),
            server,
            watch,
            logging: launch.logging,
            providing,
            accounts: (settings.claude.clone(), settings.openai.clone()),
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
        let mut logins = self.providing.login_changes();
        self.tell_login();
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
                    logins = self.providing.login_changes();
                    self.tell_login();
                }
                Ok(()) = files.changed() => {
                    files.borrow_and_update();
                    if self.providing.reload().await {
                        // Another account's thoughts are refused; they go with the login that they came by.
                        self.server.app.memory.clear();
                    }
                    let new = Arc::clone(&loaded.borrow());
                    self.apply(&new).await;
                    logins = self.providing.login_changes();
                    self.tell_login();
                }
                () = tick(&mut logins) => self.tell_login(),
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

    /// Says whether a login needs the person; one in whose place a key answers does not.
    fn tell_login(&self) {
        let live = self.server.app.live();
        let problem = self.providing.login_problem(&live.providers);
        self.state.change_if(|current| {
            let changed = current.login_problem != problem;
            current.login_problem = problem;
            changed
        });
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
        let tls = certificate(settings.server.tls.clone()).await?;
        let (host, port) = (settings.server.host, settings.server.port);
        let moved = if (host, port) == (self.ports.host, self.ports.port) {
            None
        } else {
            Some(Ports::open(&self.server, host, port).await?)
        };
        let followed = self.follow(settings).await;
        if let Some(new) = moved {
            if followed.is_err() {
                new.closing.now();
            } else {
                tracing::info!("listening on {} now", new.address);
                std::mem::replace(&mut self.ports, new).closing.now();
            }
        }
        let (live, others) = followed?;
        self.server.tls.store(tls);
        let accounts = (settings.claude.clone(), settings.openai.clone());
        if others || accounts != self.accounts {
            self.server.app.memory.clear();
            self.accounts = accounts;
        }
        self.server.app.replace(live);
        self.server.app.catalogue.clear();
        Ok(())
    }

    /// What answers with these settings, and whether other accounts may answer then.
    async fn follow(&mut self, settings: &Settings) -> Result<(Live, bool), StartError> {
        let others = self.providing.follow(settings).await?;
        let live = Live::new(settings, self.providing.providers(settings)?);
        Ok((live, others))
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
        self.providing.finish(self.grace).await;
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

/// Waits for the next change; for ever where there is nothing to wait for.
async fn tick(changes: &mut Option<Changes>) {
    match changes {
        Some(changes) => changes.next().await,
        None => std::future::pending().await,
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
