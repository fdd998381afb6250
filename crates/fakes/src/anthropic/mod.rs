//! A strict fake of the Anthropic API: Messages, token counting and models, over HTTP or in-process.
//!
//! What it accepts follows the request types that the vendor publishes (`schema/`), then the documented rules that no
//! type says (`validate`). What it answers is chosen by scenarios (`scenario`): see [`Config::default_scenario`].
//!
//! For tests it also serves `GET /__log`, `/__violations`, `/__streams`, `/__connections` and `POST /__reset`.

mod access;
mod asked;
mod catalogue;
mod config;
mod events;
mod headers;
mod hostile;
pub(crate) mod ids;
mod messages;
mod models;
mod refusal;
pub(crate) mod reply;
mod respond;
mod route;
pub(crate) mod scenario;
mod signature;
mod stream;
mod tokens;
mod validate;
mod wire;

use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use tokio::net::TcpListener;

use crate::service::{self, base64, body, flaky, log, spaced};
pub(crate) use asked::Asked;
pub use body::{Body, BodyError};
pub use config::{Config, Mode, Wire};
pub use log::{Entry, StreamEntry};
pub use models::{Limits, Model, current as current_models};

/// Writes the answer to a request that names no scenario, in place of the configured text.
pub(crate) type Author = fn(Asked<'_>, &mut ids::Ids) -> reply::Reply;

/// A fake Anthropic API. Clones share their state.
#[derive(Clone)]
pub struct Anthropic(Arc<Shared>);

/// What all clones share.
struct Shared {
    config: Config,
    author: Option<Author>,
    log: log::Log,
    flaky: flaky::Attempts,
}

impl Anthropic {
    /// A fake that behaves as `config` says.
    pub fn new(config: Config) -> Self {
        Self::written_by(config, None)
    }

    pub(crate) fn written_by(config: Config, author: Option<Author>) -> Self {
        Self(Arc::new(Shared {
            config,
            author,
            log: log::Log::default(),
            flaky: flaky::Attempts::default(),
        }))
    }

    /// Answers one request whose body was already read.
    pub async fn answer(&self, request: Request<Bytes>) -> Response<Body> {
        route::answer(&self.0, request).await
    }

    /// Serves HTTP/1.1 on `listener` until `shutdown` resolves; open connections end with it.
    pub async fn serve(self, listener: TcpListener, shutdown: impl Future<Output = ()> + Send) {
        service::serve(self, listener, shutdown).await;
    }

    /// The requests so far, oldest first.
    pub fn log(&self) -> Vec<Entry> {
        self.0.log.requests()
    }

    /// The streamed answers so far, oldest first.
    pub fn streams(&self) -> Vec<StreamEntry> {
        self.0.log.streams()
    }

    /// What was wrong with requests that should have been the gateway's.
    pub fn violations(&self) -> Vec<String> {
        self.0.log.violations()
    }

    /// Forgets requests, streams, violations and first attempts.
    pub fn reset(&self) {
        self.0.log.clear();
        self.0.flaky.clear();
    }
}

impl service::Service for Anthropic {
    async fn answer(&self, request: Request<Bytes>) -> Response<Body> {
        Self::answer(self, request).await
    }

    fn max_body(&self) -> usize {
        self.0.config.max_body
    }

    fn is_hostile(&self) -> bool {
        self.0.config.mode == Mode::Hostile
    }

    fn connected(&self) {
        self.0.log.connection();
    }
}
