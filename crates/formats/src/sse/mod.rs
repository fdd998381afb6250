//! Event streams (source: WHATWG HTML, "Server-sent events"): reading one, and watching one pass by.

mod decoder;
mod watcher;

pub use decoder::{Decoder, Message, Overflow};
pub use watcher::Watcher;
