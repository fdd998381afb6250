//! Who answers: one file or folder per provider, behind one trait.
//!
//! A provider takes a request that is already in a format that it speaks, adds its own credential and name, and
//! returns the answer as it comes. It never sees the caller's credential, and forwards no header that is not on its
//! list.

pub mod claude;
mod connect;
mod demo;
mod error;
mod headers;
pub mod models;
mod request;
mod response;
mod upstream;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

pub use claude::Claude;
pub use demo::Demo;
pub use error::{ProviderError, UpstreamError};
use formats::Format;
pub use headers::IGNORED;
pub use request::{Call, Hold, RequestBody};
pub use response::{Answer, AnswerError};
pub use upstream::Upstream;

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

    /// Sends one request and returns the answer's head, with the body still to come.
    ///
    /// Dropping the future, or the answer's body, cancels the request upstream at once.
    fn send(&self, call: Call) -> Sending<'_>;

    /// How its account is doing, judged without a request.
    fn account(&self) -> Account;
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
