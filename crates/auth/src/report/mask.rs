use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

/// Shorter ones are masked whole: too little would stay hidden.
const SHORTEST: usize = 40;
const FIRST: usize = 12;
const LAST: usize = 8;

/// A token of which enough is shown to recognise it, and too little to use it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Masked(String);

impl Masked {
    /// The first 12 and the last 8 characters, and of a short secret nothing.
    #[must_use]
    pub fn of(secret: &SecretString) -> Self {
        let secret = secret.expose_secret();
        let length = secret.chars().count();
        if length < SHORTEST {
            return Self("…".to_owned());
        }
        let first: String = secret.chars().take(FIRST).collect();
        let last: String = secret.chars().skip(length - LAST).collect();
        Self(format!("{first}...{last}"))
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        Masked::of(&SecretString::from(text)).to_string()
    }

    #[test]
    fn a_long_token_shows_twelve_and_eight_characters() {
        let token = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.middle.xxxIXcUrNE";
        assert_eq!(masked(token), "eyJhbGciOiJS...xIXcUrNE");
        assert_eq!(
            masked(&"é".repeat(40)),
            format!("{}...{}", "é".repeat(12), "é".repeat(8))
        );
    }

    #[test]
    fn a_short_token_shows_nothing() {
        for text in ["", "x", &"x".repeat(20), &"x".repeat(39)] {
            assert_eq!(masked(text), "…");
        }
        assert_eq!(masked(&"x".repeat(40)).len(), 23);
    }
}
