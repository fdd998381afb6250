//! Secrets: no message ever repeats one.

use secrecy::SecretString;

use super::{Raw, Refusal};

/// The token that clients present. It travels in a header, so RFC 9110 §5.5 bounds its characters;
/// spaces are left out because a client may trim them.
pub(crate) fn auth_token(raw: &Raw) -> Result<SecretString, Refusal> {
    sendable(raw, "one or more visible ASCII characters, without spaces")
}

/// A provider's key, which travels in a header as well.
pub(crate) fn credential(raw: &Raw) -> Result<SecretString, Refusal> {
    sendable(
        raw,
        "a key of visible ASCII characters, without spaces or line breaks",
    )
}

fn sendable(raw: &Raw, expected: &str) -> Result<SecretString, Refusal> {
    raw.text()
        .filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic()))
        .map(SecretString::from)
        .ok_or_else(|| Refusal::hidden(expected))
}
