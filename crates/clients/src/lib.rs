//! What client programs need to use the gateway: code to paste, and environment variables.
//!
//! Everything here is a pure function of the gateway's address and of what is to be [`Shown`] of its token: whoever shows
//! the text decides whether the real token goes in, or a mask.

mod endpoint;
mod environment;
mod quote;
mod snippet;

pub use endpoint::{Shown, openai_base_url};
pub use environment::{Shell, environment};
pub use snippet::{Language, Model, Snippet, UnknownSnippet};
