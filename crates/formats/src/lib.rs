//! The API formats that clients and providers speak: error bodies and event streams.
//!
//! This crate is pure. It never does I/O and never awaits, so each of its promises can be tested on bytes alone.

mod error;
mod format;
pub mod sse;

pub use error::{ErrorKind, error_body, error_event};
pub use format::Format;
