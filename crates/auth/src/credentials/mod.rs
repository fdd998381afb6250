//! What is stored for each account, typed. Fields that other programs wrote, and that we do not know, are kept as they
//! are.

mod api_key;
mod chatgpt;
mod claude;
mod codex;
mod document;

pub use api_key::{ApiKey, KeyProblem, Vendor};
pub use chatgpt::{ChatgptClient, ChatgptLogin, PLAN_SCOPE};
pub use claude::{ANTHROPIC, ClaudeLogin};
pub use codex::{CodexAuth, CodexMode, CodexTokens};
pub use document::{Document, Malformed};

use secrecy::ExposeSecret;

use crate::store::Stored;

/// Reads an entry with the parser of its kind.
pub(crate) fn parse<T>(
    stored: &Stored,
    parser: impl FnOnce(&str) -> Result<T, Malformed>,
) -> Result<T, Malformed> {
    parser(stored.text.expose_secret())
}
