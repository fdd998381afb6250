//! The API formats that clients and providers speak, and the neutral conversation between them.
//!
//! This crate is pure. It never does I/O and never awaits, so each of its promises can be tested on bytes alone.
//!
//! A codec per format ([`messages`], [`chat`], [`responses`]) decodes requests and events into the [`conversation`] model,
//! and encodes the model as its own format. Text is never unescaped on the way (see [`json`]).

pub mod chat;
pub mod conversation;
mod error;
mod format;
pub mod json;
pub mod messages;
pub mod models;
mod openai;
pub mod responses;
pub mod sse;

pub use error::{Detail, ErrorKind, Failure, error_body, error_event, failure_body};
pub use format::Format;
