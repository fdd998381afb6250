use std::time::SystemTime;

use secrecy::{ExposeSecret, SecretString};

use crate::credentials::Document;

/// When an entry was issued, as far as it tells.
struct Age {
    issued: Option<SystemTime>,
    expires: Option<SystemTime>,
}

/// Whether `one` was issued after `other`. What they both tell is compared: when they were issued, else when they
/// expire. One that tells neither, or is broken, is the older; of two equals none is later.
pub(super) fn is_later(one: &SecretString, other: &SecretString) -> bool {
    let (one, other) = (Age::of(one), Age::of(other));
    match (one.issued, other.issued) {
        (Some(one), Some(other)) if one != other => return one > other,
        _ => {}
    }
    match (one.expires, other.expires) {
        (Some(one), Some(other)) if one != other => one > other,
        (Some(_), Some(_)) => false,
        _ => one.tells() && !other.tells(),
    }
}

impl Age {
    fn of(text: &SecretString) -> Self {
        let document = Document::parse(text.expose_secret()).unwrap_or_default();
        Self {
            issued: document.time("issuedAt").ok().flatten(),
            expires: document.time("expiresAt").ok().flatten(),
        }
    }

    fn tells(&self) -> bool {
        self.issued.is_some() || self.expires.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_tell_is_compared_and_what_tells_nothing_is_older() {
        let order = |later: &str, older: &str| {
            let (later, older) = (SecretString::from(later), SecretString::from(older));
            assert!(is_later(&later, &older), "{later:?}");
            assert!(!is_later(&older, &later), "{older:?}");
        };
        order(
            r#"{"issuedAt":2,"expiresAt":3}"#,
            r#"{"issuedAt":1,"expiresAt":9}"#,
        );
        // Another program's copy tells its end alone.
        order(r#"{"issuedAt":5,"expiresAt":20}"#, r#"{"expiresAt":13}"#);
        order(r#"{"expiresAt":20}"#, r#"{"issuedAt":5,"expiresAt":13}"#);
        order(r#"{"issuedAt":1}"#, "{}");
        order(r#"{"expiresAt":1}"#, "broken");
        for equal in ["{}", r#"{"issuedAt":1}"#, r#"{"issuedAt":1,"expiresAt":1}"#] {
            let equal = SecretString::from(equal);
            assert!(!is_later(&equal, &equal));
        }
    }
}
