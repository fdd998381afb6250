//! One file per command.

pub(crate) mod auth;
pub(crate) mod client;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod doctor;
pub(crate) mod man;
pub(crate) mod serve;
pub(crate) mod token;
