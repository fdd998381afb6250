//! Accounts: logins, where credentials live, and tokens that are fresh when a request needs one.
//!
//! This crate knows nothing of chat messages. [`oauth`] logs a person in, [`store`] keeps what comes of it,
//! [`token`] hands out prepared header values whose secret never shows in a log, and [`report`] says how it all
//! stands, in the words that people read.

pub mod claude_code;
pub mod credentials;
pub mod oauth;
pub mod report;
pub mod store;

mod accounts;
pub mod jwt;
mod places;
pub mod token;

pub use accounts::{Accounts, Entry, KeyError, LoggedOut, Overview, Setup, Subject};
pub use places::Places;
