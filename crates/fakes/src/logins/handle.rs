//! The handle that tests hold.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde::Serialize;
use serde_json::Value;
use tokio::net::TcpListener;

use super::endpoint::Server;
use super::exchange::{self, Broken};
use super::state::State;
use super::{Bearer, Config, Entry, Fault, Violation, chatgpt, claude, openai, serve};

/// The fake authorization servers. Clones share their state.
#[derive(Clone)]
pub struct Logins(Arc<Mutex<State>>);

/// The tokens of a login that nobody had to go through.
#[derive(Clone, Debug, Serialize)]
pub struct Issued {
    /// Which server gave them out.
    pub server: Server,
    /// The client that they are for; Sign in with ChatGPT issues one.
    pub client_id: String,
    /// The access token.
    pub access_token: String,
    /// The refresh token.
    pub refresh_token: String,
    /// The id token, where the server has one.
    pub id_token: Option<String>,
    /// The whole answer of the token endpoint.
    pub answer: Value,
}

impl Logins {
    /// Servers that behave as `config` says.
    pub fn new(config: Config) -> Self {
        Self(Arc::new(Mutex::new(State::new(config))))
    }

    /// Answers one request whose body was already read.
    ///
    /// # Errors
    /// Where a fault closes the connection.
    pub async fn answer(&self, request: Request<Bytes>) -> Result<Response<Full<Bytes>>, Broken> {
        exchange::answer(self, &Server::ALL, request).await
    }

    /// Serves those of `servers` over HTTP/1.1 on `listener` until `shutdown` resolves; open connections end with it.
    pub async fn serve(
        self,
        servers: &'static [Server],
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send,
    ) {
        serve::serve(self, servers, listener, shutdown).await;
    }

    /// Whether a server gave out this access token, and still takes it.
    pub fn is_live(&self, token: &str) -> bool {
        self.bearer(token).is_some()
    }

    /// Whose an access token is; `None` if it is not live.
    pub fn bearer(&self, token: &str) -> Option<Bearer> {
        let state = self.lock();
        state.book.bearer(token, state.now())
    }

    /// Gives out the tokens of a login with all scopes. `person` is an id of the configuration, such as `ada`; with any
    /// other the tokens are nobody's.
    pub fn issue(&self, server: Server, person: &str) -> Issued {
        let mut state = self.lock();
        let (client_id, answer) = match server {
            Server::Claude => claude::issue(&mut state, person),
            Server::Openai => openai::issue(&mut state, person),
            Server::Chatgpt => chatgpt::issue(&mut state, person),
        };
        let text = |name: &str| answer[name].as_str().map(str::to_owned);
        Issued {
            server,
            client_id,
            access_token: text("access_token").unwrap_or_default(),
            refresh_token: text("refresh_token").unwrap_or_default(),
            id_token: text("id_token"),
            answer,
        }
    }

    /// Ends the login that a token belongs to, as the person would on the vendor's site; says whether there was one.
    pub fn revoke(&self, token: &str) -> bool {
        let mut state = self.lock();
        let family = state.book.family_of(token).map(|(family, _)| family);
        if let Some(family) = family {
            state.book.revoke(family);
        }
        family.is_some()
    }

    /// Ends all logins at a server.
    pub fn revoke_all(&self, server: Server) {
        self.lock().book.revoke_all(server);
    }

    /// The configuration as it is now.
    pub fn config(&self) -> Config {
        self.lock().config.clone()
    }

    /// Changes the configuration, for what comes.
    pub fn configure(&self, change: impl FnOnce(&mut Config)) {
        let mut state = self.lock();
        let mut config = state.config.clone();
        change(&mut config);
        state.configure(config);
    }

    /// Adds a fault behind those that are still to come.
    pub fn fault(&self, fault: Fault) {
        self.lock().faults.add(fault);
    }

    /// The time by the servers' clock, in Unix seconds.
    pub fn now(&self) -> i64 {
        self.lock().now()
    }

    /// Moves the servers' clock forward.
    pub fn advance(&self, seconds: i64) {
        self.lock().clock.advance(seconds);
    }

    /// The requests so far, oldest first, secrets masked.
    pub fn log(&self) -> Vec<Entry> {
        self.lock().log.entries()
    }

    /// What no careful client does.
    pub fn violations(&self) -> Vec<Violation> {
        self.lock().log.violations()
    }

    /// How often each endpoint was asked, by names such as `claude.token`.
    pub fn counters(&self) -> BTreeMap<String, u64> {
        self.lock().log.counters()
    }

    /// Forgets requests, violations, counters and faults. Logins, clock and configuration stay.
    pub fn reset(&self) {
        let mut state = self.lock();
        state.log = super::log::Log::default();
        state.faults = super::fault::Faults::default();
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere cannot leave a list half-changed: what was recorded is still worth reading.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Logins {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The state holds tokens; they are fakes, and still nobody wants pages of them in a failure.
        formatter.debug_struct("Logins").finish_non_exhaustive()
    }
}
