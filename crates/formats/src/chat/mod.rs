//! OpenAI Chat Completions.

pub mod error;
