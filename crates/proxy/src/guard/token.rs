use formats::ErrorKind;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::refusal::Refusal;

/// How the tokens of Anthropic's own logins begin (measured with claude 2.1.331).
const SUBSCRIPTION: &[u8] = b"sk-ant-oat";

/// The auth token, kept as a digest: comparing digests takes the same time whatever the guess, and its length.
pub(super) struct Token {
    digest: [u8; 32],
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    pub(super) fn new(token: &SecretString) -> Self {
        Self {
            digest: Sha256::digest(token.expose_secret().as_bytes()).into(),
        }
    }

    /// `x-api-key` decides where it is given; `Authorization: Bearer` where it is not.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let Some(given) = given(headers) else {
            return Err(Refusal::new(
                ErrorKind::Authentication,
                "this proxy asks for its auth token: send it as the SDK's api_key (x-api-key, or Authorization: Bearer). \
                 `ccproxy token show` prints it",
            ));
        };
        let digest: [u8; 32] = Sha256::digest(given).into();
        if bool::from(digest.ct_eq(&self.digest)) {
            return Ok(());
        }
        Err(Refusal::new(
            ErrorKind::Authentication,
            if given.starts_with(SUBSCRIPTION) {
                "this is a Claude login's own token, which belongs to Anthropic alone. Set ANTHROPIC_AUTH_TOKEN to this \
                 proxy's auth token (`ccproxy token show`), so that your login is not sent here"
            } else {
                "the auth token is wrong. `ccproxy token show` prints the right one"
            },
        ))
    }
}

fn given(headers: &HeaderMap) -> Option<&[u8]> {
    let key = headers
        .get("x-api-key")
        .map(|v| v.as_bytes().trim_ascii())
        .filter(|v| !v.is_empty());
    key.or_else(|| bearer(headers))
}

/// The scheme's name is case-insensitive (RFC 9110 §11.1).
fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let value = headers.get(AUTHORIZATION)?.as_bytes();
    let (scheme, token) = value.split_at_checked(7)?;
    scheme
        .eq_ignore_ascii_case(b"bearer ")
        .then(|| token.trim_ascii())
        .filter(|t| !t.is_empty())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn x_api_key_comes_first_and_bearer_second() {
        let token = Token::new(&SecretString::from("right"));
        for (key, authorization, passes) in [
            (Some("right"), None, true),
            (None, Some("Bearer right"), true),
            (None, Some("bearer right"), true),
            (None, Some("BEARER  right "), true),
            (Some("right"), Some("Bearer wrong"), true),
            (Some("wrong"), Some("Bearer right"), false),
            (Some(""), Some("Bearer right"), true),
            (Some("  "), Some("Bearer right"), true),
            (Some(""), None, false),
            (None, None, false),
            (None, Some("Basic right"), false),
            (None, Some("Bearer"), false),
            (None, Some("right"), false),
            (Some("righ"), None, false),
            (Some("right2"), None, false),
            (Some("RIGHT"), None, false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(key) = key {
                headers.insert("x-api-key", HeaderValue::from_static(key));
            }
            if let Some(value) = authorization {
                headers.insert(AUTHORIZATION, HeaderValue::from_static(value));
            }
            assert_eq!(
                token.check(&headers).is_ok(),
                passes,
                "{key:?} {authorization:?}"
            );
        }
    }

    #[test]
    fn a_claude_login_that_arrives_here_is_told_so_and_not_repeated() {
        let token = Token::new(&SecretString::from("right"));
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_static("Bearer sk-ant-oat01-canary");
        headers.insert(AUTHORIZATION, value);
        let refusal = token.check(&headers).unwrap_err();
        assert!(refusal.message().contains("ANTHROPIC_AUTH_TOKEN"));
        assert!(!format!("{refusal:?} {token:?}").contains("canary"));
    }
}
