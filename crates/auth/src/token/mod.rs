//! Tokens that are fresh when a request needs one, and the one refresh that makes them so.
//!
//! ```text
//! request ── login() ── fresh ──────────────────────────────► header value
//!                └─ stale ── flight (one per account) ── refresh() ── lock ─ re-read ─ journal ─ provider ─ store
//! ```

mod account;
mod ahead;
mod chatgpt;
mod claude;
mod clock;
mod codex;
mod error;
mod flight;
mod journal;
mod login;
mod refresh;
mod source;

pub use account::{Account, Kind};
pub use chatgpt::ChatgptAccount;
pub use claude::ClaudeAccount;
pub use clock::Clock;
pub use codex::{CodexAccount, CodexEntry};
pub use error::Error;
pub use login::{AccountId, Login};
pub use source::TokenSource;
