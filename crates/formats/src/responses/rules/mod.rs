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
    /// The service tiers that may be asked for; `None`: whichever there are.
    pub(super) tiers: Option<&'static [&'static str]>,
    /// Whether there must be instructions, if only empty ones.
    pub(super) instructed: bool,
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

/// As JSON. The backend refuses others as it refuses members (sources: openai/codex, `ServiceTier`; askalf/dario issue
/// 1009).
const CODEX_TIERS: &[&str] = &["\"priority\"", "\"flex\""];

impl Rules {
    /// The OpenAI API with an API key.
    pub const API: Self = Self {
        members: Members::All,
        limits: true,
        namespaced: false,
        tiers: None,
        instructed: false,
    };
    /// ChatGPT's Codex backend. It answers "Instructions are required" where there are none, and takes empty ones (reports
    /// of users: EasyMetaAu/helm-api pull request 310, PwnKit-Labs/pwnkit pull request 330; router-for-me/CLIProxyAPI
    /// issue 1055).
    pub const CODEX: Self = Self {
        members: Members::Only(BY_CODEX),
        limits: false,
        namespaced: false,
        tiers: Some(CODEX_TIERS),
        instructed: true,
    };
    /// The OpenAI API with Sign in with ChatGPT.
    pub const PLAN: Self = Self {
        members: Members::AllBut(NOT_BY_PLAN),
        limits: false,
        namespaced: true,
        tiers: None,
        instructed: false,
    };

    /// Whether the member `name` of a request is taken with the value that it has.
    pub(super) fn takes(&self, name: &str, value: &str) -> bool {
        let known = match self.members {
            Members::All => true,
            Members::AllBut(not) => !not.contains(&name),
            Members::Only(these) => these.contains(&name),
        };
        let tiers = self.tiers.filter(|_| name == "service_tier");
        known && tiers.is_none_or(|tiers| tiers.contains(&value))
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self::API
    }
}
