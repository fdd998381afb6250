//! What a fake is like: how strict, how fast, who may ask, which models.

use std::time::Duration;

use super::models::{self, Model};
use crate::logins::{Logins, Server};
pub use crate::service::{Mode, Wire};

/// A token that the fake takes without asking [`Logins`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The access token.
    pub token: String,
    /// [`Server::Openai`] for the Codex login, [`Server::Chatgpt`] for Sign in with ChatGPT.
    pub server: Server,
    /// The ChatGPT account that it belongs to.
    pub account_id: String,
    /// The account's plan: `free`, `plus`, `pro`, …
    pub plan: String,
}

/// Configuration of a fake OpenAI.
#[derive(Clone, Debug)]
pub struct Config {
    /// How strict it is.
    pub mode: Mode,
    /// Whose requests are expected on the wire.
    pub wire: Wire,
    /// The scenario of requests that name none; `text` by default.
    pub default_scenario: String,
    /// The text of the `text` scenario.
    pub reply: String,
    /// The only API key that is accepted; any when absent.
    pub require_key: Option<String>,
    /// Logins that are accepted as they stand.
    pub accepted: Vec<Login>,
    /// Who knows which tokens of logins are live. Without it and without `accepted` the Codex backend takes any token,
    /// and the API takes every token for a key.
    pub logins: Option<Logins>,
    /// Whether the Codex backend tells its rate limits: headers `x-codex-*` and the event `codex.rate_limits`.
    pub limits: bool,
    /// The pause before each event of a stream.
    pub event_pace: Duration,
    /// The largest accepted request body in bytes; 50 MB by default.
    pub max_body: usize,
    /// Strings that must appear in no request's headers or path, such as a client's own credential.
    pub canaries: Vec<String>,
    /// Whether ids and times follow from the request's body (without `stream`), so that equal requests get equal answers.
    pub deterministic_ids: bool,
    /// The models that there are, in the order of the lists.
    pub models: Vec<Model>,
    /// Whether answers carry what the real service's edge adds: cookies, transport rules, rate limits.
    pub edge: bool,
    /// Whether requests are logged and the control endpoints (`/__log`, …) answer.
    pub control: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            mode: Mode::Strict,
            wire: Wire::Any,
            default_scenario: "text".to_owned(),
            reply: "hello from fake upstream".to_owned(),
            require_key: None,
            accepted: Vec::new(),
            logins: None,
            limits: true,
            event_pace: Duration::ZERO,
            max_body: 50 * 1024 * 1024,
            canaries: Vec::new(),
            deterministic_ids: true,
            models: models::current(),
            edge: true,
            control: true,
        }
    }
}
