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

/// An error's message as a sentence. A command of the terminal that ends a clause of it is left out: what it does has a
/// button here.
pub(crate) fn sentence(message: &str) -> String {
    let message = without_commands(message);
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

fn without_commands(message: &str) -> String {
    let mut kept = String::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once("`ccproxy ") {
        let (command, after) = after.split_once('`').unwrap_or((after, ""));
        match before.strip_suffix(": ").or(before.strip_suffix(" with ")) {
            Some(before) => kept.push_str(before),
            // It stands in the middle of the words.
            None => kept.extend([before, "`ccproxy ", command, "`"]),
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_no_command_of_the_terminal() {
        assert_eq!(
            sentence(
                "it is locked. Unlock it, or use a file: `ccproxy config set credentials.store file`"
            ),
            "It is locked. Unlock it, or use a file."
        );
        assert_eq!(
            sentence("use a code: `ccproxy auth login --device`, or quit it"),
            "Use a code, or quit it."
        );
        assert_eq!(
            sentence("it ended. Log in again with `ccproxy auth login`. Nothing was deleted"),
            "It ended. Log in again. Nothing was deleted."
        );
        assert_eq!(
            sentence("`ccproxy auth login` shows the terms"),
            "`ccproxy auth login` shows the terms."
        );
    }

    #[test]
    fn a_message_is_shown_as_a_sentence() {
        assert_eq!(sentence("no network"), "No network.");
        assert_eq!(sentence("It ended. Try again."), "It ended. Try again.");
        assert_eq!(sentence(""), ".");
    }
}
