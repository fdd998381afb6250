//! A strict fake of OpenAI's Responses, in its three faces: the Codex backend of ChatGPT, the API with a key, and the
//! API with the plan token of Sign in with ChatGPT. Over HTTP or in-process.
//!
//! | face | paths | credential |
//! | --- | --- | --- |
//! | [`Face::Codex`] | `/backend-api/codex/{responses,models}`, `/backend-api/wham/usage` | the Codex login's token |
//! | [`Face::Api`] | `/v1/{responses,chat/completions,models}` | a key |
//! | [`Face::Plan`] | `/v1/{responses,models}` | a token with the plan's scope |
//!
//! What it accepts follows the request types that the vendor publishes (`schema/`), then the rules that no type says
//! (`validate`), each with its source. What it answers is chosen by scenarios (`scenario`): see
//! [`Config::default_scenario`].
//!
//! ```no_run
//! # async fn test() -> std::io::Result<()> {
//! use fakes::logins::{Logins, Server};
//! use fakes::openai::{Config, OpenAi, Wire};
//!
//! let logins = Logins::new(fakes::logins::Config::default());
//! let token = logins.issue(Server::Openai, "ada").access_token;
//! let fake = OpenAi::new(Config {
//!     logins: Some(logins),
//!     wire: Wire::Gateway { version: "0.1.0".to_owned() },
//!     ..Config::default()
//! });
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! let base = format!("http://{}/backend-api/codex", listener.local_addr()?);
//! let served = tokio::spawn(fake.clone().serve(listener, std::future::pending()));
//!
//! // The program under test, pointed at `base` with `token`, asks something.
//! # let _ = (base, token);
//! assert_eq!(fake.violations(), Vec::<String>::new());
//! assert!(fake.askers().iter().all(|asker| asker.is_gateway()));
//! served.abort();
//! # Ok(())
//! # }
//! ```
//!
//! For tests it also serves `GET /__log`, `/__violations`, `/__streams`, `/__connections`, `/__askers` and
//! `POST /__reset`.

mod access;
mod answers;
mod asked;
mod config;
mod headers;
mod ids;
mod inference;
mod lists;
mod models;
mod refusal;
mod respond;
mod route;
mod scenario;
mod sealed;
mod tokens;
mod validate;
mod wire;

use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use tokio::net::TcpListener;

use crate::service::{self, body, flaky, log};

pub use crate::service::body::{Body, BodyError};
pub use crate::service::log::{Entry, StreamEntry};
pub use access::Face;
pub use config::{Config, Login, Mode, Wire};
pub use models::{Model, current as current_models};
pub use wire::Asker;

/// A fake OpenAI. Clones share their state.
#[derive(Clone)]
pub struct OpenAi(Arc<Shared>);

/// What all clones share.
struct Shared {
    config: Config,
    log: log::Log,
    flaky: flaky::Attempts,
}

impl OpenAi {
    /// A fake that behaves as `config` says.
    pub fn new(config: Config) -> Self {
        Self(Arc::new(Shared {
            config,
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

    /// Who the requests so far said they were, oldest first.
    pub fn askers(&self) -> Vec<Asker> {
        self.log().iter().map(Asker::of).collect()
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

impl service::Service for OpenAi {
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
