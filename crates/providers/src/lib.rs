//! Who answers: one file or folder per provider, behind one trait.
//!
//! A provider takes a request that is already in a format that it speaks, adds its own credential and name, and
//! returns the answer as it comes. It never sees the caller's credential, and forwards no header that is not on its
//! list.

mod base;
pub mod claude;
pub mod claude_code;
mod codex;
mod connect;
mod demo;
mod error;
mod headers;
mod key;
mod limits;
pub mod models;
mod openai;
mod plan;
mod request;
mod response;
mod upstream;
mod whole;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

pub use claude::{Claude, ClaudeAuto, SWITCHED, Switch};
pub use claude_code::ClaudeCode;
pub use codex::Codex;
pub use demo::Demo;
pub use error::{ProviderError, UpstreamError};
use formats::Format;
use formats::responses::Rules;
pub use headers::IGNORED;
pub use limits::{LastLimits, PlanLimits, Watched, Window};
pub use openai::{Openai, Way};
pub use request::{Call, Hold, RequestBody};
pub use response::{Answer, AnswerError};
pub use upstream::Upstream;
pub use whole::Resumed;

/// The name under which requests go out, `ccproxy/VERSION`. Never another client's.
pub const AGENT: &str = concat!("ccproxy/", env!("CARGO_PKG_VERSION"));

/// A future that a provider returns.
pub type Sending<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Answer>, ProviderError>> + Send + 'a>>;

/// Somebody who answers requests.
pub trait Provider: Send + Sync + fmt::Debug {
    /// The name by which a client may ask for it outright, as in `claude/claude-sonnet-5`.
    fn name(&self) -> &'static str;

    /// The formats that it takes without translation.
    fn speaks(&self) -> &'static [Format];

    /// Whether it ends an answer at stop sequences by itself.
    fn has_stops(&self) -> bool {
        true
    }

    /// Whether it counts the tokens of a request (`POST /v1/messages/count_tokens`).
    fn counts_tokens(&self) -> bool {
        true
    }

    /// Whether it keeps the requests of a conversation together by [`Call::session`].
    fn keeps_sessions(&self) -> bool {
        false
    }

    /// Which Responses requests it takes, where it speaks that format.
    fn rules(&self) -> Rules {
        Rules::API
    }

    /// How its list of models is written, which `GET /v1/models` brings.
    fn catalogue(&self) -> Catalogue {
        Catalogue::Anthropic
    }

    /// Whose account answers: the same text while it stays the same, and no secret. Signed thoughts are bound to it.
    fn identity(&self) -> String;

    /// What it last said about its plan's limits.
    fn limits(&self) -> Option<Arc<PlanLimits>> {
        None
    }

    /// Sends one request and returns the answer's head, with the body still to come.
    ///
    /// Dropping the future, or the answer's body, cancels the request upstream at once.
    fn send(&self, call: Call) -> Sending<'_>;

    /// How its account is doing, judged without a request.
    fn account(&self) -> Account;
}

/// How a list of models is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Catalogue {
    /// `{"data":[{"id":…,"display_name":…,"created_at":…}],"has_more":…}` (source: Anthropic API docs, "Models").
    Anthropic,
    /// `{"data":[{"id":…,"created":…,"owned_by":…}]}` (source: OpenAI API docs, "Models").
    Openai,
    /// `{"models":[{"slug":…,"visibility":…}]}` (source: openai/codex, `codex-api/src/endpoint/models.rs`; OpenAI docs,
    /// "Sign in with ChatGPT").
    Slugs,
}

/// Whose login it is, for [`Provider::identity`].
pub(crate) fn identity(account: Option<auth::token::AccountId>) -> String {
    account.map_or_else(|| "login".to_owned(), |id| id.as_str().to_owned())
}

/// How a provider's account is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// There is a credential that has not run out.
    Ready {
        /// What kind it is, in words for a person.
        kind: &'static str,
    },
    /// There is none that can be used; says why, and what to do.
    Unusable {
        /// One sentence, without a secret.
        why: String,
    },
}
