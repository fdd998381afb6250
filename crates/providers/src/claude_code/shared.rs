//! What all requests of the provider share.

use std::sync::{self, Arc, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::{ArcSwap, ArcSwapOption};
use serde_json::json;
use tokio::sync::{Mutex, OnceCell, OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Options;
use super::census::Census;
use super::failure::Failure;
use super::launch::Launch;
use super::limits::Limits;
use super::pool::Pool;
use super::program::{self, Program};
use super::tools::{Endpoint, Offered, SERVER};

/// Requests that are answered at one time; each takes a process of about 185 MB.
const AT_ONCE: usize = 8;
/// How long a request waits for its turn.
const TURN_WITHIN: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) options: Options,
    /// Cancelled when the provider is closed or dropped: everything ends.
    pub(super) root: CancellationToken,
    /// Cancelled when no process is started ahead any more; those that wait end then.
    pub(super) ahead: CancellationToken,
    /// Whoever looks who is signed in; others wait for the result.
    pub(super) looking: Mutex<()>,
    pub(super) tasks: TaskTracker,
    pub(super) census: Arc<Census>,
    pub(super) pool: Pool,
    /// What was last said of the plan's limits.
    pub(super) limits: ArcSwapOption<Limits>,
    /// Who is signed in, as far as it was looked at.
    pub(super) standing: ArcSwap<Standing>,
    /// When somebody last looked.
    looked: sync::Mutex<Option<Instant>>,
    places: Arc<Semaphore>,
    endpoint: OnceCell<Endpoint>,
    program: Mutex<Option<Program>>,
}

/// How the person's command stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody has looked.
    Unknown,
    /// Somebody is signed in; told from others by this text.
    SignedIn(String),
    /// It cannot be used, for this reason.
    Unusable(String),
}

impl Standing {
    /// Whether what was known of `before`'s plan says nothing of this one's. Somebody who is not known by name may be the
    /// same.
    pub(super) fn is_another_than(&self, before: &Self) -> bool {
        match (self, before) {
            (Self::SignedIn(now), Self::SignedIn(before)) => !before.is_empty() && now != before,
            (_, Self::SignedIn(_)) => true,
            _ => false,
        }
    }
}

impl Shared {
    pub(super) fn new(options: Options) -> Self {
        let root = CancellationToken::new();
        Self {
            options,
            ahead: root.child_token(),
            looking: Mutex::new(()),
            root,
            tasks: TaskTracker::new(),
            census: Arc::default(),
            pool: Pool::default(),
            limits: ArcSwapOption::default(),
            standing: ArcSwap::from_pointee(Standing::Unknown),
            looked: sync::Mutex::new(None),
            places: Arc::new(Semaphore::new(AT_ONCE)),
            endpoint: OnceCell::new(),
            program: Mutex::new(None),
        }
    }

    /// Somebody looks now.
    pub(super) fn looks(&self) {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        *looked = Some(Instant::now());
    }

    /// Whether nobody has looked for so long.
    pub(super) fn look_is_due(&self, after: Duration) -> bool {
        let looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        looked.is_none_or(|at| at.elapsed() >= after)
    }

    /// Keeps what is said of the plan's limits.
    pub(super) fn note(&self, limits: Option<&Limits>) {
        if let Some(limits) = limits {
            self.limits.store(Some(Arc::new(limits.clone())));
        }
    }

    /// Keeps that nobody is signed in, where a failure says so.
    pub(super) fn judge(&self, failure: &Failure) {
        if failure.status == 401 {
            let why = Standing::Unusable(failure.message.clone());
            self.standing.store(Arc::new(why));
            // Whoever signs in next may be somebody else.
            self.limits.store(None);
        }
    }

    /// Keeps that somebody is signed in, which an answer shows; who it is, only a look tells.
    pub(super) fn answered(&self) {
        if !matches!(**self.standing.load(), Standing::SignedIn(_)) {
            self.standing
                .store(Arc::new(Standing::SignedIn(String::new())));
        }
    }

    /// How many requests are being answered.
    pub(super) fn busy(&self) -> usize {
        AT_ONCE.saturating_sub(self.places.available_permits())
    }

    /// Waits for a place among the requests that are answered.
    ///
    /// # Errors
    /// None came free in time, or the provider stops.
    pub(super) async fn place(&self) -> Result<OwnedSemaphorePermit, Failure> {
        let waiting = tokio::time::timeout(TURN_WITHIN, Arc::clone(&self.places).acquire_owned());
        let place = tokio::select! {
            () = self.root.cancelled() => return Err(stopping()),
            place = waiting => place,
        };
        match place {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) => Err(stopping()),
            Err(_) => Err(Failure::overloaded(format!(
                "Claude Code mode answers {AT_ONCE} requests at one time, and no place came free within {} seconds; try \
                 again",
                TURN_WITHIN.as_secs()
            ))),
        }
    }

    /// The program, found and checked once. What was found wanting, or was taken away since, is looked for again the next
    /// time.
    ///
    /// # Errors
    /// It is not there, or too old.
    pub(super) async fn program(&self) -> Result<Program, Failure> {
        if self.root.is_cancelled() {
            return Err(stopping());
        }
        let mut known = self.program.lock().await;
        if let Some(program) = &*known
            && tokio::fs::try_exists(&program.path).await.unwrap_or(true)
        {
            return Ok(program.clone());
        }
        let options = &self.options;
        let (given, launcher) = (options.cli_path.as_deref(), options.launcher.as_deref());
        let program = program::find(given, launcher, &options.environment).await?;
        *known = Some(program.clone());
        Ok(program)
    }

    /// Has the program looked for anew.
    pub(super) fn forget_program(&self) {
        if let Ok(mut known) = self.program.try_lock() {
            *known = None;
        }
    }

    /// Offers the tools of a launch, where it has any: the command's MCP configuration, and what keeps the offer up.
    ///
    /// # Errors
    /// There is no loopback port, or there are no random numbers.
    pub(super) async fn offer(
        &self,
        launch: &Launch,
    ) -> Result<Option<(String, Offered)>, Failure> {
        if launch.tools.is_empty() {
            return Ok(None);
        }
        let open = || async {
            let (endpoint, serving) = Endpoint::open(self.root.child_token()).await?;
            self.tasks.spawn(serving);
            Ok::<_, std::io::Error>(endpoint)
        };
        let endpoint = self.endpoint.get_or_try_init(open).await.map_err(|error| {
            Failure::unusable(format!(
                "no loopback port can be had for the client's tools: {error}"
            ))
        })?;
        let (url, offered) = endpoint.offer(Arc::clone(&launch.tools)).map_err(|error| {
            Failure::unusable(format!("this system has no random numbers: {error}"))
        })?;
        let configuration = json!({ "mcpServers": { SERVER: { "type": "http", "url": url } } });
        Ok(Some((configuration.to_string(), offered)))
    }
}

fn stopping() -> Failure {
    Failure::new(
        503,
        "overloaded_error",
        "ccproxy is stopping; try again in a moment",
    )
}
