//! Accounts: where credentials live, and tokens that are fresh when a request needs one.
//!
//! This crate knows nothing of chat messages. It reads what is stored, and hands out prepared header values whose
//! secret never shows in a log.

mod credentials;
mod error;
pub mod store;
mod token;

pub use credentials::ClaudeCredentials;
pub use error::Error;
pub use token::{Login, TokenSource};
