//! The fake's own signatures of thinking: enough to tell thinking that this fake gave out, unchanged, from any other.

use super::ids::Ids;

/// How signatures begin in the examples of the Anthropic API docs ("Extended thinking").
const SIGNED: &str = "EqQBCgIYAhIM";
/// How redacted thinking begins there.
const REDACTED: &str = "EmwKAhgB";

/// The signature of `thinking`.
pub(crate) fn of(thinking: &str) -> String {
    format!(
        "{SIGNED}{}",
        Ids::from_bytes(thinking.as_bytes()).opaque(120)
    )
}

/// Whether `signature` is that of `thinking`. Thinking that was omitted comes back empty under its signature
/// (Anthropic API docs, "Controlling thinking display").
pub(crate) fn signs(signature: &str, thinking: &str) -> bool {
    (thinking.is_empty() && signature.starts_with(SIGNED)) || signature == of(thinking)
}

/// Redacted thinking.
pub(crate) fn redacted(ids: &mut Ids) -> String {
    format!("{REDACTED}{}", ids.opaque(160))
}

/// Whether `data` is redacted thinking that this fake gave out.
pub(crate) fn is_redacted(data: &str) -> bool {
    data.starts_with(REDACTED)
}
