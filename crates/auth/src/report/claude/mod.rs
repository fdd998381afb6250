mod info;
mod validation;

pub use info::ClaudeInfo;
pub use validation::{ClaudeValidation, Subscription};

use super::or_unknown;
use crate::credentials::ANTHROPIC;

/// What logs in again.
pub(super) const LOGIN: &str = "ccproxy auth login";

/// The server of a login, where it is not Anthropic's own.
pub(super) fn foreign(origin: &str) -> Option<String> {
    (origin != ANTHROPIC).then(|| origin.to_owned())
}

fn scopes(scopes: &[String]) -> String {
    or_unknown((!scopes.is_empty()).then(|| scopes.join(", ")))
}
