use std::sync::Arc;

use auth::token::{Error, Login};
use providers::{Account, Provider};

use super::logins::Logins;
use crate::app::Providers;

/// The first login that its provider needs and that only the person can mend. One in whose place a key answers is not
/// needed.
pub(super) fn of(logins: &Logins, providers: &Providers) -> Option<String> {
    let needed = |provider: Option<&Arc<dyn Provider>>| {
        provider.is_some_and(|provider| !matches!(provider.account(), Account::Ready { .. }))
    };
    let of = |provider, login: Result<Arc<Login>, Error>, name| {
        let error = login.err().filter(|_| needed(provider))?;
        ended(&error, name)
    };
    if logins.switch.is_on() {
        return Some(SWITCHED.to_owned());
    }
    of(Some(&providers.claude), logins.claude.standing(), "Claude")
        .or_else(|| of(providers.codex.as_ref(), logins.codex.standing(), "OpenAI"))
        .or_else(|| {
            of(
                providers.openai.as_ref(),
                logins.chatgpt.standing(),
                "ChatGPT",
            )
        })
}

/// What happened to requests with `claude.mode = "auto"`.
const SWITCHED: &str = "Anthropic refused your Claude login for use outside its own programs. Claude Code answers instead.";

/// In words for the person. What was never there, or may pass, is no end.
fn ended(error: &Error, name: &str) -> Option<String> {
    match error {
        Error::NeedsLogin { .. } => Some(format!("{name} no longer accepts your login.")),
        Error::Expired(_) => Some(format!("Your {name} login has expired.")),
        Error::Malformed { .. } => Some(format!("The stored {name} login cannot be read.")),
        Error::Missing(_)
        | Error::Terms(_)
        | Error::Later { .. }
        | Error::OtherOrigin { .. }
        | Error::Store(_) => None,
    }
}
