//! Claude Code mode: the person's own, unmodified `claude` command as a provider (measured with claude 2.1.331).
//!
//! Each request has a process of its own, often one that was started ahead. The history is told over standard input,
//! the last turn is asked, and the API's events come back raw. The client's tools are offered over a loopback MCP
//! endpoint; at a call the answer ends and the process goes, and the client's next request begins from its history. The
//! command signs in by itself: no token passes through here.

mod catalogue;
mod census;
mod environment;
mod failure;
mod folder;
mod launch;
mod launcher;
mod limits;
mod lines;
mod members;
mod pool;
mod process;
mod program;
mod refused;
mod relay;
mod request;
mod rules;
mod running;
mod shaping;
mod shared;
mod tools;
mod turns;

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use auth::claude_code::{self as command, ClaudeCode as Found};
use bytes::Bytes;
use formats::conversation::Fold;
use formats::messages::{Decoder, Delivery, encode_answer};
use formats::sse::Message;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Response};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use crate::{Account, Answer, Call, Format, IGNORED, PlanLimits, Provider, Sending};
pub use census::Stats;
use failure::{Failure, REQUEST_ID};
pub use launcher::launched;
use process::RENEWAL;
use request::Asked;
use running::{Next, Running, pump};
use shared::{Shared, Standing};

/// Events that wait for a slow reader; then the command waits, and upstream with it.
const WAITING_EVENTS: usize = 16;
/// How often it is asked again who is signed in, where nobody was.
const AGAIN: Duration = Duration::from_secs(5);
/// How long a stop waits for the processes: for a login that one renews, and then for its end.
const CLOSE_WITHIN: Duration = RENEWAL.saturating_add(Duration::from_secs(4));

/// What the provider is made with.
#[derive(Debug, Clone)]
pub struct Options {
    /// The program; the `claude` on `PATH` where there is none.
    pub cli_path: Option<PathBuf>,
    /// What the command is started through, so that it goes with this process whatever ends that: a program whose `main`
    /// calls [`launched`]. It is started directly where there is none. Linux only.
    pub launcher: Option<PathBuf>,
    /// Where the command asks, instead of its own address.
    pub base_url: Option<String>,
    /// The state folder, below which the processes' private folders are.
    pub state: PathBuf,
    /// The person's environment; the command gets a few of its variables.
    pub environment: Vec<(OsString, OsString)>,
    /// Whether processes are started ahead of requests like the last: it saves half a second, and takes about 170 MB
    /// for each of two.
    pub prewarm: bool,
    /// Whether a request is refused where anything of it is ignored (`translation.strict`).
    pub strict: bool,
}

impl Options {
    /// By the settings, with this process's environment and launcher, prewarmed and not strict. An address that is not Anthropic's own is handed on.
    #[must_use]
    pub fn of(settings: &settings::Claude, state: PathBuf) -> Self {
        let usual = settings::Settings::default().claude.base_url;
        Self {
            cli_path: settings.cli_path.clone(),
            launcher: launcher::known(),
            base_url: (settings.base_url != usual).then(|| settings.base_url.clone()),
            state,
            environment: std::env::vars_os().collect(),
            prewarm: true,
            strict: false,
        }
    }
}

/// The `claude-code` provider. Dropping it ends its processes; [`ClaudeCode::close`] waits for their end.
#[derive(Debug)]
pub struct ClaudeCode {
    shared: Arc<Shared>,
}

impl ClaudeCode {
    /// A provider that starts nothing until it is asked.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            shared: Arc::new(Shared::new(options)),
        }
    }

    /// Asks the command who is signed in, and keeps the answer for [`Provider::account`] and [`Provider::identity`].
    /// `None` where there is no command, or one that is too old: [`Provider::account`] then says so.
    ///
    /// It also removes what a run that was killed has left behind. It takes about a third of a second: call it at the
    /// start, and after each sign-in.
    pub async fn look(&self) -> Option<Found> {
        self.shared.looks();
        let state = self.shared.options.state.clone();
        // Only a runtime that is shutting down refuses.
        let _ = tokio::task::spawn_blocking(move || folder::sweep(&state)).await;
        self.shared.forget_program();
        // They may still know another login.
        self.shared.pool.clear();
        let program = self.shared.program().await;
        let (found, standing) = match program {
            Ok(program) => {
                let environment = environment::of(&self.shared.options.environment, None, 1);
                let found = command::status_in(&program.path, &environment).await;
                let standing = standing(&found);
                (Some(found), standing)
            }
            Err(failure) => (None, Standing::Unusable(failure.message)),
        };
        let before = self.shared.standing.swap(Arc::new(standing.clone()));
        if standing.is_another_than(&before) {
            self.shared.limits.store(None);
        }
        found
    }

    /// Waits until it is known who is signed in. Where nobody was, it is asked again, though not with every request: the
    /// person may have signed in meanwhile, and nobody tells of it.
    pub async fn known(&self) {
        if !self.is_look_due() {
            return;
        }
        // Of many requests at one time, as at the start, one looks.
        let _one = self.shared.looking.lock().await;
        if self.is_look_due() {
            self.look().await;
        }
    }

    fn is_look_due(&self) -> bool {
        match **self.shared.standing.load() {
            Standing::SignedIn(_) => false,
            Standing::Unknown => true,
            Standing::Unusable(_) => self.shared.look_is_due(AGAIN),
        }
    }

    /// Starts nothing ahead any more, and ends what waits: another provider takes over. What is being answered goes on.
    pub fn retire(&self) {
        self.shared.ahead.cancel();
    }

    /// How many processes there are, and what they take.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.shared.census.stats(self.shared.pool.idle())
    }

    /// Ends every process and the tools' endpoint, and waits until they are gone, 12 seconds at most. Open streams get
    /// an error event.
    pub async fn close(&self) {
        self.shared.root.cancel();
        self.shared.pool.clear();
        self.shared.tasks.close();
        if tokio::time::timeout(CLOSE_WITHIN, self.shared.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!(
                "a claude process has not ended within {} seconds",
                CLOSE_WITHIN.as_secs()
            );
        }
    }

    async fn answer(&self, call: Call) -> Result<Response<Answer>, Failure> {
        let path = call.path_and_query.split('?').next().unwrap_or_default();
        match (&call.method, path) {
            (&Method::POST, "/v1/messages") => {
                // What the body counts for in memory counts until the command has it.
                let _hold = call.body.hold();
                let asked = Asked::read(&call.body.into_bytes())?;
                if self.shared.options.strict {
                    let refused = asked.ignored.refuse();
                    refused.map_err(|failure| Failure::invalid(failure.message))?;
                }
                self.messages(asked).await
            }
            (&Method::GET, "/v1/models") => Ok(catalogue::list()),
            (&Method::GET, path) => match path.strip_prefix("/v1/models/") {
                Some(id) => Ok(catalogue::one(id)),
                None => Err(no_such_path(path)),
            },
            _ => Err(no_such_path(path)),
        }
    }

    async fn messages(&self, asked: Asked) -> Result<Response<Answer>, Failure> {
        let (stream, ignored) = (asked.stream, asked.ignored.line());
        let (running, first) = Running::begin(&self.shared, asked).await?;
        let mut response = if stream {
            let (client, events) = mpsc::channel(WAITING_EVENTS);
            self.shared.tasks.spawn(pump(running, first, client));
            events_of(events)
        } else {
            folded(running, first).await?
        };
        let headers = response.headers_mut();
        if let Some(limits) = self.shared.limits.load().as_deref() {
            limits.tell(headers);
        }
        tell_ignored(headers, &ignored);
        Ok(response)
    }
}

impl Drop for ClaudeCode {
    fn drop(&mut self) {
        self.shared.root.cancel();
        self.shared.pool.clear();
    }
}

impl Provider for ClaudeCode {
    fn name(&self) -> &'static str {
        "claude-code"
    }

    fn speaks(&self) -> &'static [Format] {
        &[Format::Messages]
    }

    fn has_stops(&self) -> bool {
        false
    }

    fn counts_tokens(&self) -> bool {
        false
    }

    fn identity(&self) -> String {
        match &**self.shared.standing.load() {
            Standing::SignedIn(who) if !who.is_empty() => format!("claude-code/{who}"),
            _ => "claude-code".to_owned(),
        }
    }

    fn limits(&self) -> Option<Arc<PlanLimits>> {
        let limits = self.shared.limits.load();
        limits.as_deref().map(|limits| Arc::new(limits.plan()))
    }

    fn send(&self, call: Call) -> Sending<'_> {
        Box::pin(async move {
            Ok(self
                .answer(call)
                .await
                .unwrap_or_else(|failure| failure.response()))
        })
    }

    fn account(&self) -> Account {
        match &**self.shared.standing.load() {
            Standing::SignedIn(_) => Account::Ready {
                kind: "Claude Code sign-in",
            },
            Standing::Unknown => Account::Unusable {
                why: "the claude command was not looked at yet".to_owned(),
            },
            Standing::Unusable(why) => Account::Unusable { why: why.clone() },
        }
    }
}

/// The answer of a request that wants no stream: what its events come to.
async fn folded(mut running: Running, first: Bytes) -> Result<Response<Answer>, Failure> {
    let (mut decoder, mut fold) = (Decoder::default(), Fold::default());
    let mut next = Next::Event(first);
    loop {
        let (bytes, last) = match next {
            Next::Event(bytes) => (bytes, false),
            Next::Last(bytes) => (bytes, true),
        };
        let events = std::str::from_utf8(&bytes).unwrap_or_default();
        for data in events
            .lines()
            .filter_map(|line| line.strip_prefix("data: "))
        {
            let message = Message { name: "", data };
            let read = decoder.decode(message, &mut |event| fold.push(&event));
            read.map_err(|failure| Failure::broken(failure.message))?;
        }
        if last {
            break;
        }
        next = running.next().await?;
    }
    let answer = fold
        .finish()
        .map_err(|failure| Failure::broken(failure.message))?;
    let mut response = catalogue::whole(encode_answer(&Delivery::default(), &answer).into());
    if let Some(id) = running
        .request_id()
        .and_then(|id| HeaderValue::try_from(id).ok())
    {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    running.finish();
    Ok(response)
}

fn events_of(events: mpsc::Receiver<Bytes>) -> Response<Answer> {
    let mut response = Response::new(Answer::Piped(events));
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream; charset=utf-8"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn tell_ignored(headers: &mut HeaderMap, ignored: &str) {
    if let Ok(value) = HeaderValue::try_from(ignored)
        && !value.is_empty()
    {
        headers.insert(IGNORED, value);
    }
}

fn no_such_path(path: &str) -> Failure {
    Failure::new(
        404,
        "not_found_error",
        format!("Claude Code mode has no {path}; it answers /v1/messages and /v1/models"),
    )
}

fn standing(found: &Found) -> Standing {
    match found {
        Found::SignedIn(who) => {
            let who = who.email.as_deref().unwrap_or_default();
            let digest = Sha256::digest(who.as_bytes());
            Standing::SignedIn(
                digest
                    .iter()
                    .take(8)
                    .map(|byte| format!("{byte:02x}"))
                    .collect(),
            )
        }
        Found::SignedOut { .. } => Standing::Unusable(Failure::signed_out("").message),
        Found::NotInstalled => Standing::Unusable("there is no `claude` command".to_owned()),
        Found::Unclear { path, why } => Standing::Unusable(format!("{}: {why}", path.display())),
    }
}
