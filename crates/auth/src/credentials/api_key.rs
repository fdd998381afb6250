use std::time::SystemTime;

use secrecy::{ExposeSecret, SecretString};

use super::claude::time;
use super::{Document, Malformed};

/// Whose API a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vendor {
    /// The Anthropic API.
    Anthropic,
    /// The OpenAI API.
    Openai,
}

/// An API key as it is stored.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// The key.
    pub key: SecretString,
    /// The server that it is for, as `scheme://host[:port]`.
    pub origin: String,
    /// When the person gave it.
    pub issued_at: Option<SystemTime>,
}

/// Why a text is no API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// Nothing was given.
    #[error("no key was given. Copy it from the provider's console and try again")]
    Empty,
    /// Spaces, line breaks or other characters that no key has.
    #[error(
        "this is more than a key: it has spaces or characters that no key has. Copy the key alone"
    )]
    Characters,
    /// Of another vendor, or no key at all.
    #[error("this does not begin like a key of this provider: {expected}… . Copy the whole key")]
    Beginning {
        /// How such keys begin.
        expected: &'static str,
    },
    /// A login's token.
    #[error("this is a login's token, not an API key. Make a key in the provider's console")]
    LoginToken,
    /// Too short to be one.
    #[error("this is too short for a key. Copy all of it")]
    Short,
}

impl Vendor {
    /// How its keys begin (Anthropic: `sk-ant-api03-…`; OpenAI: `sk-proj-…`, `sk-svcacct-…`, `sk-…`).
    fn beginning(self) -> &'static str {
        match self {
            Self::Anthropic => "sk-ant-",
            Self::Openai => "sk-",
        }
    }
}

impl ApiKey {
    /// A key from what a person gave, checked for its shape. Whether the provider takes it is another question.
    ///
    /// # Errors
    /// Why it can be none.
    pub fn new(
        vendor: Vendor,
        text: &str,
        origin: String,
        now: SystemTime,
    ) -> Result<Self, KeyProblem> {
        let text = text.trim();
        let expected = vendor.beginning();
        if text.is_empty() {
            return Err(KeyProblem::Empty);
        }
        if !text.bytes().all(|b| b.is_ascii_graphic()) || text.contains(['"', '\'', '=']) {
            return Err(KeyProblem::Characters);
        }
        if text.starts_with("sk-ant-oat")
            || text.starts_with("sk-ant-ort")
            || text.starts_with("eyJ")
        {
            return Err(KeyProblem::LoginToken);
        }
        let foreign = vendor == Vendor::Openai && text.starts_with("sk-ant-");
        if !text.starts_with(expected) || foreign {
            return Err(KeyProblem::Beginning { expected });
        }
        if text.len() < 20 {
            return Err(KeyProblem::Short);
        }
        Ok(Self {
            key: SecretString::from(text),
            origin,
            issued_at: Some(now),
        })
    }

    /// Reads the stored text.
    ///
    /// # Errors
    /// What was expected, without any part of the text itself.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let document = Document::parse(text)?;
        Ok(Self {
            key: document.require("key")?,
            origin: document.require("origin")?,
            issued_at: document.time("issuedAt")?,
        })
    }

    /// The text to store.
    #[must_use]
    pub fn to_text(&self) -> SecretString {
        let mut document = Document::default();
        document.set("key", &self.key.expose_secret());
        document.set("origin", &self.origin);
        time(&mut document, "issuedAt", self.issued_at);
        SecretString::from(document.to_text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(vendor: Vendor, text: &str) -> Result<ApiKey, KeyProblem> {
        ApiKey::new(vendor, text, "https://x.test".to_owned(), SystemTime::now())
    }

    #[test]
    fn what_is_no_key_is_told_by_its_shape() {
        let long = "x".repeat(40);
        for (vendor, text, problem) in [
            (Vendor::Anthropic, String::new(), KeyProblem::Empty),
            (
                Vendor::Anthropic,
                format!("key: sk-ant-{long}"),
                KeyProblem::Characters,
            ),
            (
                Vendor::Anthropic,
                format!("\"sk-ant-{long}\""),
                KeyProblem::Characters,
            ),
            (
                Vendor::Anthropic,
                format!("sk-ant-oat01-{long}"),
                KeyProblem::LoginToken,
            ),
            (Vendor::Openai, format!("eyJ{long}"), KeyProblem::LoginToken),
            (
                Vendor::Anthropic,
                format!("sk-{long}"),
                KeyProblem::Beginning {
                    expected: "sk-ant-",
                },
            ),
            (
                Vendor::Openai,
                format!("sk-ant-api03-{long}"),
                KeyProblem::Beginning { expected: "sk-" },
            ),
            (Vendor::Anthropic, "sk-ant-x".to_owned(), KeyProblem::Short),
        ] {
            assert_eq!(made(vendor, &text).unwrap_err(), problem);
        }
        let key = made(Vendor::Openai, &format!("  sk-proj-{long}\n")).unwrap();
        let again = ApiKey::parse(key.to_text().expose_secret()).unwrap();
        assert_eq!(again.key.expose_secret(), format!("sk-proj-{long}"));
    }
}
