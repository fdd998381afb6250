//! What the window is told: plain data without secrets. `ui/bindings.d.ts` is written from these types.

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod app;
#[cfg(test)]
mod bindings;
pub(crate) mod cards;
pub(crate) mod curl;
pub(crate) mod logins;
pub(crate) mod proxy;
#[cfg(test)]
mod secrets;
pub(crate) mod settings;
pub(crate) mod snippets;

use std::time::{SystemTime, UNIX_EPOCH};

/// Unix milliseconds, as JavaScript's `Date` takes them.
pub(crate) fn milliseconds(at: SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// An error's message as a sentence.
pub(crate) fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let mut sentence: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    if !sentence.ends_with(['.', '?', '…']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_shown_as_a_sentence() {
        assert_eq!(sentence("no network"), "No network.");
        assert_eq!(sentence("It ended. Try again."), "It ended. Try again.");
        assert_eq!(sentence(""), ".");
    }
}
