//! Strict fake providers: tests, benchmarks and the demo answer from them.
//!
//! [`anthropic`] answers like the Anthropic API, over HTTP or in-process, and shares no type with the crates that it
//! tests: what it accepts is generated from the vendor's own published request types.
//!
//! [`openai`] answers like OpenAI's API, like ChatGPT's Codex backend, and like the API to a ChatGPT plan, in the same
//! manner.
//!
//! [`logins`] are authorization servers that refuse what the real ones refuse, and a scripted browser for their pages.

pub mod anthropic;
pub mod demo;
pub mod logins;
pub mod openai;
mod service;
