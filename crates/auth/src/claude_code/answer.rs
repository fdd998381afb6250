use std::path::Path;
use std::time::SystemTime;

use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{ClaudeCode, Method, SignedIn};

/// What `claude auth status` writes, as far as it is of use here (measured with claude 2.1.331).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    logged_in: bool,
    auth_method: Option<String>,
    email: Option<String>,
    org_name: Option<String>,
    subscription_type: Option<String>,
    login_expires_at: Option<String>,
}

/// What the answer says; `None` where it is none, or the exit code is none of an answer.
pub(super) fn read(text: &[u8], code: Option<i32>, path: &Path) -> Option<ClaudeCode> {
    let answer = object(text)?;
    let path = path.to_owned();
    match (code, answer.logged_in) {
        (Some(0), true) => Some(ClaudeCode::SignedIn(SignedIn {
            path,
            email: answer.email,
            organization: answer.org_name,
            subscription: answer.subscription_type,
            method: method(answer.auth_method),
            expires_at: answer.login_expires_at.as_deref().and_then(moment),
        })),
        (Some(0 | 1), false) => Some(ClaudeCode::SignedOut { path }),
        _ => None,
    }
}

/// The answer's object, which begins a line. What starts the command may warn of something on lines of its own.
fn object(text: &[u8]) -> Option<Answer> {
    let begins = |at: &usize| text[*at] == b'{' && (*at == 0 || text[*at - 1] == b'\n');
    let mut objects = (0..text.len()).filter(begins);
    objects.find_map(|at| {
        let mut values = serde_json::Deserializer::from_slice(&text[at..]).into_iter();
        values.next()?.ok()
    })
}

fn method(name: Option<String>) -> Method {
    match name.as_deref() {
        Some("claude.ai") => Method::Account,
        Some("api_key" | "api_key_helper") => Method::ApiKey,
        Some("oauth_token") => Method::Token,
        _ => Method::Other(name.unwrap_or_else(|| "unknown".to_owned())),
    }
}

/// The command writes JavaScript's `toISOString`, which is RFC 3339.
fn moment(text: &str) -> Option<SystemTime> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map(SystemTime::from)
        .ok()
}
