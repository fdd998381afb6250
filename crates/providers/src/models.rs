//! What is known about models without asking anybody: names to suggest, and names that are gone.

/// Current Claude models, newest first (source: anthropic-python 2.13.0 types, `ModelParam`). Only for suggestions in
/// errors: what is really served is the provider's to say.
pub const CLAUDE: [&str; 8] = [
    "claude-opus-5-5",
    "claude-sonnet-5-5",
    "claude-haiku-5-5",
    "claude-opus-5",
    "claude-sonnet-5",
    "claude-opus-4-8",
    "claude-sonnet-4-6",
    "claude-haiku-4-5",
];

/// Retired models by the beginning of their names, and who took their place (source: Anthropic API docs, "Model
/// deprecations").
const RETIRED: [(&str, &str); 10] = [
    ("claude-instant-1", "claude-haiku-5-5"),
    ("claude-1", "claude-sonnet-5-5"),
    ("claude-2", "claude-sonnet-5-5"),
    ("claude-3-sonnet-", "claude-sonnet-5-5"),
    ("claude-3-opus-", "claude-opus-5-5"),
    ("claude-3-haiku-", "claude-haiku-5-5"),
    ("claude-3-5-sonnet-", "claude-sonnet-5-5"),
    ("claude-3-5-haiku-", "claude-haiku-5-5"),
    ("claude-3-7-sonnet-", "claude-sonnet-5-5"),
    ("claude-3.5-", "claude-sonnet-5-5"),
];

/// Who took the place of a retired model.
///
/// ```
/// assert_eq!(providers::models::heir("claude-3-opus-20240229"), Some("claude-opus-5-5"));
/// assert_eq!(providers::models::heir("claude-opus-5"), None);
/// ```
#[must_use]
pub fn heir(model: &str) -> Option<&'static str> {
    RETIRED
        .iter()
        .find(|(start, _)| model.starts_with(start))
        .map(|(_, heir)| *heir)
}

/// Whether a model's name says that Claude serves it.
#[must_use]
pub fn is_claude(model: &str) -> bool {
    model.starts_with("claude-")
}

/// Whether a name is one of OpenAI's: `gpt-…`, `o1`, `o3-mini`, `codex-…`, `chatgpt-…`.
///
/// ```
/// use providers::models::is_openai;
/// assert!(is_openai("gpt-6.1-sol") && is_openai("o3") && is_openai("codex-mini-latest"));
/// assert!(!is_openai("opus") && !is_openai("o-model"));
/// ```
#[must_use]
pub fn is_openai(model: &str) -> bool {
    let numbered = |rest: &str| rest.starts_with(|first: char| first.is_ascii_digit());
    ["gpt-", "codex-", "chatgpt-"]
        .iter()
        .any(|start| model.starts_with(start))
        || model.strip_prefix('o').is_some_and(numbered)
}
