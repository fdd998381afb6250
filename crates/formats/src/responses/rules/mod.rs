//! What providers of this format take. Each has its own rules, and refuses what is beyond them.

mod fit;
mod input;
#[cfg(test)]
mod tests;
mod tools;

pub use fit::{Fitted, fit};

/// What a provider of this format takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// The members of a request.
    pub(super) members: Members,
    /// Whether it takes a limit of tokens, and sampling.
    pub(super) limits: bool,
    /// Whether functions and custom tools must stand in a namespace.
    pub(super) namespaced: bool,
}

/// The members of a request that a provider takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Members {
    /// All that the format has.
    All,
    /// All but these.
    AllBut(&'static [&'static str]),
    /// These.
    Only(&'static [&'static str]),
}

/// Source: OpenAI docs, "Sign in with ChatGPT: models and inference", what requests must omit.
const NOT_BY_PLAN: &[&str] = &[
    "background",
    "conversation",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
    "moderation",
    "multi_agent",
    "previous_response_id",
    "prompt",
    "prompt_cache_retention",
    "safety_identifier",
    "temperature",
    "top_logprobs",
    "top_p",
    "truncation",
    "user",
];

/// What the Codex CLI sends (measured with 0.169.0; `instructions` and `service_tier`: source: openai/codex,
/// `ResponsesApiRequest`). The backend refuses members that it does not know.
const BY_CODEX: &[&str] = &[
    "client_metadata",
    "include",
    "input",
    "instructions",
    "model",
    "parallel_tool_calls",
    "prompt_cache_key",
    "reasoning",
    "service_tier",
    "text",
    "tool_choice",
    "tools",
];

impl Rules {
    /// The OpenAI API with an API key.
    pub const API: Self = Self {
        members: Members::All,
        limits: true,
        namespaced: false,
    };
    /// ChatGPT's Codex backend.
    pub const CODEX: Self = Self {
        members: Members::Only(BY_CODEX),
        limits: false,
        namespaced: false,
    };
    /// The OpenAI API with Sign in with ChatGPT.
    pub const PLAN: Self = Self {
        members: Members::AllBut(NOT_BY_PLAN),
        limits: false,
        namespaced: true,
    };

    /// Whether the member `name` of a request is taken.
    pub(super) fn takes(&self, name: &str) -> bool {
        match self.members {
            Members::All => true,
            Members::AllBut(not) => !not.contains(&name),
            Members::Only(these) => these.contains(&name),
        }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self::API
    }
}
