use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a token endpoint answers (RFC 6749, 5.1), with the fields of all three logins. Only the access token must be
/// there: `token_type` is missing in the Codex login's answers (openai/codex, `login/src/server.rs`), and an odd value
/// beside the tokens is no reason to lose them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TokenAnswer {
    access_token: AccessToken,
    refresh_token: Option<RefreshToken>,
    /// Printed as little as the others.
    id_token: Option<AccessToken>,
    #[serde(default)]
    expires_in: Value,
    #[serde(default)]
    scope: Value,
    #[serde(default)]
    earliest_refresh_at: Value,
    /// Claude's.
    #[serde(default)]
    account: Value,
    /// Claude's.
    #[serde(default)]
    organization: Value,
}

impl TokenAnswer {
    pub(crate) fn access_token(&self) -> SecretString {
        SecretString::from(self.access_token.secret().as_str())
    }

    pub(crate) fn refresh_token(&self) -> Option<SecretString> {
        self.refresh_token
            .as_ref()
            .map(|token| token.secret().as_str())
            .filter(|token| !token.is_empty())
            .map(SecretString::from)
    }

    pub(crate) fn id_token(&self) -> Option<SecretString> {
        self.id_token
            .as_ref()
            .map(|token| SecretString::from(token.secret().as_str()))
    }

    pub(crate) fn life(&self) -> Option<Duration> {
        self.expires_in
            .as_f64()
            .or_else(|| self.expires_in.as_str()?.parse().ok())
            .and_then(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)).ok())
    }

    pub(crate) fn scopes(&self) -> Option<Vec<String>> {
        self.scope.as_str().map(words)
    }

    pub(crate) fn earliest_refresh_at(&self) -> Option<u64> {
        self.earliest_refresh_at.as_u64()
    }

    pub(crate) fn account(&self, field: &str) -> Option<String> {
        self.account[field].as_str().map(str::to_owned)
    }

    pub(crate) fn organization(&self, field: &str) -> Option<String> {
        self.organization[field].as_str().map(str::to_owned)
    }
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &BasicTokenType::Bearer
    }

    fn expires_in(&self) -> Option<Duration> {
        self.life()
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        // Ours come as words.
        None
    }
}

/// The words of a scope list (RFC 6749, 3.3).
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_values_beside_the_tokens_do_not_lose_them() {
        let text = r#"{"access_token":"a","refresh_token":"","expires_in":"soon","scope":["x"],"account":7}"#;
        let answer: TokenAnswer = serde_json::from_str(text).unwrap();
        assert!(answer.refresh_token().is_none());
        assert_eq!(answer.life(), None);
        assert_eq!(answer.scopes(), None);
        assert_eq!(answer.account("uuid"), None);
    }

    #[test]
    fn no_token_shows_in_debug_output() {
        let text =
            r#"{"access_token":"secret-a","refresh_token":"secret-r","id_token":"secret-i"}"#;
        let answer: TokenAnswer = serde_json::from_str(text).unwrap();
        let shown = format!("{answer:?}");
        assert!(!shown.contains("secret-"), "{shown}");
    }
}
