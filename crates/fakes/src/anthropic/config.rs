//! What a fake is like: how strict, how fast, which models.

use std::time::Duration;

use super::models::{self, Model};
use crate::logins::Logins;
pub use crate::service::{Mode, Wire};

/// Configuration of a fake Anthropic API.
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
    /// The only key that is accepted, as `x-api-key` or `Bearer`; any key when absent.
    pub require_key: Option<String>,
    /// Who knows which subscription tokens are live; any of the right form is taken when absent.
    pub logins: Option<Logins>,
    /// Whether subscription tokens are refused to every program but Claude Code.
    pub own_programs: bool,
    /// Whether answers carry the plan limit headers (`anthropic-ratelimit-unified-*`) that subscription traffic gets.
    pub unified_limits: bool,
    /// Whether the beta field `thread` is accepted (and ignored) instead of refused.
    pub threads: bool,
    /// The pause before each event of a stream.
    pub event_pace: Duration,
    /// The largest accepted request body in bytes; 32 MB by default (Anthropic API docs, "Request size limits").
    pub max_body: usize,
    /// Strings that must appear in no request's headers or path, such as a client's own credential.
    pub canaries: Vec<String>,
    /// Whether ids follow from the request's body (without `stream`), so that equal requests get equal answers.
    pub deterministic_ids: bool,
    /// The models that there are, newest first.
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
            logins: None,
            own_programs: false,
            unified_limits: false,
            threads: false,
            event_pace: Duration::ZERO,
            max_body: 32 * 1024 * 1024,
            canaries: Vec::new(),
            deterministic_ids: true,
            models: models::current(),
            edge: true,
            control: true,
        }
    }
}
