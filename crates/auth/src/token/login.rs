use std::fmt;
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// A token is handed out only if it lives at least this much longer.
pub(crate) const FRESH: Duration = Duration::from_secs(60);

/// A login that is ready for use.
#[derive(Debug, Clone)]
pub struct Login {
    /// `Bearer …`, marked sensitive, so that neither `Debug` nor a log shows it.
    pub header: HeaderValue,
    /// When the token ends, if that is known.
    pub expires_at: Option<SystemTime>,
    /// When it is time to renew it, ahead of its end.
    pub due_at: Option<SystemTime>,
    /// The server that the login was made for, as `scheme://host[:port]`; none where it is bound otherwise.
    pub origin: Option<String>,
    /// Whether the person let it spend their plan's usage. Sign in with ChatGPT asks for that as a scope of its own.
    pub may_use_plan: bool,
    /// Whose it is, where that is known.
    pub account: Option<AccountId>,
}

/// Whose a login is: it stays the same when tokens are renewed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AccountId(String);

impl AccountId {
    pub(crate) fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The provider's id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not secret, and still nobody's business in a log.
        f.write_str("AccountId")
    }
}

impl Login {
    /// The header value of a token.
    pub(crate) fn bearer(token: &SecretString) -> Option<HeaderValue> {
        let mut header = HeaderValue::try_from(format!("Bearer {}", token.expose_secret())).ok()?;
        header.set_sensitive(true);
        Some(header)
    }

    /// Whether it lives for at least a minute from `now` on.
    pub(crate) fn is_fresh(&self, now: SystemTime) -> bool {
        self.expires_at.is_none_or(|end| end >= now + FRESH)
    }

    /// Whether it lives at all.
    pub(crate) fn is_alive(&self, now: SystemTime) -> bool {
        self.expires_at.is_none_or(|end| end > now)
    }

    /// Whether it is to be renewed, by its own plan or because it is about to end.
    pub(crate) fn is_due(&self, now: SystemTime) -> bool {
        !self.is_fresh(now) || self.due_at.is_some_and(|due| due <= now)
    }
}

/// When a token that was given out at `issued` (if that is known) and ends at `expires` is renewed ahead of its end:
/// five minutes before, or a fifth of its life where that is less.
pub(crate) fn ahead(issued: Option<SystemTime>, expires: SystemTime) -> SystemTime {
    let life = issued.and_then(|issued| expires.duration_since(issued).ok());
    let margin = life.map_or(MARGIN, |life| MARGIN.min(life / 5));
    expires.checked_sub(margin).unwrap_or(expires)
}

const MARGIN: Duration = Duration::from_secs(300);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_life_is_not_renewed_all_the_time() {
        let now = SystemTime::now();
        let in_ = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(ahead(Some(now), in_(28_800)), in_(28_500));
        assert_eq!(ahead(Some(now), in_(100)), in_(80));
        assert_eq!(ahead(None, in_(3600)), in_(3300));
    }

    #[test]
    fn nothing_shows_a_token() {
        let header = Login::bearer(&SecretString::from("canary")).unwrap();
        let login = Login {
            header,
            expires_at: None,
            due_at: None,
            origin: None,
            may_use_plan: true,
            account: Some(AccountId::new("canary")),
        };
        assert!(!format!("{login:?}").contains("canary"));
        assert!(Login::bearer(&SecretString::from("line\nbreak")).is_none());
    }
}
