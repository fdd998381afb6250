//! Single words: choices, switches, and the client id.

use super::{Raw, Refusal};
use crate::tree::{CacheMode, ClaudeMode, CredentialStore, LogFormat, LogLevel, OpenaiUse};

/// Which way to Claude is used.
pub(crate) fn claude_mode(raw: &Raw) -> Result<ClaudeMode, Refusal> {
    word(raw, ClaudeMode::WORDS, ClaudeMode::from_word)
}

/// Whether cache breakpoints are set.
pub(crate) fn cache_mode(raw: &Raw) -> Result<CacheMode, Refusal> {
    word(raw, CacheMode::WORDS, CacheMode::from_word)
}

/// Where logins and keys are kept.
pub(crate) fn credential_store(raw: &Raw) -> Result<CredentialStore, Refusal> {
    word(raw, CredentialStore::WORDS, CredentialStore::from_word)
}

/// Which of OpenAI's ways is used.
pub(crate) fn openai_use(raw: &Raw) -> Result<OpenaiUse, Refusal> {
    word(raw, OpenaiUse::WORDS, OpenaiUse::from_word)
}

/// How much the log holds.
pub(crate) fn log_level(raw: &Raw) -> Result<LogLevel, Refusal> {
    word(raw, LogLevel::WORDS, LogLevel::from_word)
}

/// How log lines are written.
pub(crate) fn log_format(raw: &Raw) -> Result<LogFormat, Refusal> {
    word(raw, LogFormat::WORDS, LogFormat::from_word)
}

/// `true` or `false`: a TOML boolean, or the word where values have no type.
pub(crate) fn switch(raw: &Raw) -> Result<bool, Refusal> {
    let value = match raw {
        Raw::Boolean(value) => Some(*value),
        Raw::Plain(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    };
    value.ok_or_else(|| Refusal::must("true or false", raw))
}

/// An OAuth client id (RFC 6749 appendix A.1: visible characters; a space would be a mistake).
pub(crate) fn client_id(raw: &Raw) -> Result<String, Refusal> {
    raw.text()
        .filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic()))
        .map(str::to_owned)
        .ok_or_else(|| Refusal::must("an OAuth client id of visible ASCII characters", raw))
}

/// One of `words`, in any case: `LOG__LEVEL=INFO` is common.
fn word<T>(raw: &Raw, words: &[&str], parse: fn(&str) -> Option<T>) -> Result<T, Refusal> {
    raw.text()
        .and_then(|text| parse(&text.trim().to_ascii_lowercase()))
        .ok_or_else(|| Refusal::must(one_of(words), raw))
}

/// `"a"`, `"b"` or `"c"`, in words.
fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}
