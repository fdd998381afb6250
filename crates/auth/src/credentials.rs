use std::time::{Duration, SystemTime};

use secrecy::SecretString;
use serde::Deserialize;

/// The server that a Claude login without a recorded origin was made for: every login that other programs stored.
const ANTHROPIC: &str = "https://api.anthropic.com";

/// A Claude login as it is stored.
///
/// The shape is the one that CCProxy API and the Claude command write (measured with claude 2.1.331):
/// `{"claudeAiOauth":{"accessToken","refreshToken","expiresAt" (Unix milliseconds),"scopes","subscriptionType"}}`.
/// Ours adds `origin`.
#[derive(Debug)]
pub struct ClaudeCredentials {
    /// The bearer token.
    pub access_token: SecretString,
    /// When it ends; absent in files of programs that did not record it.
    pub expires_at: Option<SystemTime>,
    /// The server that the login was made for, as `scheme://host[:port]`.
    pub origin: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    claude_ai_oauth: Option<Stored>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    access_token: SecretString,
    expires_at: Option<u64>,
    origin: Option<String>,
}

impl ClaudeCredentials {
    /// Reads the stored text. `Ok(None)` means that the file holds other accounts only.
    ///
    /// # Errors
    /// What was expected and where, without any part of the text itself.
    pub(crate) fn parse(text: &[u8]) -> Result<Option<Self>, String> {
        let file: File = serde_json::from_slice(text).map_err(|e| {
            // serde_json quotes values in some messages; the place alone is safe to show.
            format!(
                "{} at line {}, column {}",
                match e.classify() {
                    serde_json::error::Category::Eof => "the JSON ends too early",
                    serde_json::error::Category::Syntax => "the JSON is broken",
                    _ => "a field has the wrong type or is missing",
                },
                e.line(),
                e.column()
            )
        })?;
        Ok(file.claude_ai_oauth.map(|stored| Self {
            access_token: stored.access_token,
            expires_at: stored
                .expires_at
                .map(|ms| SystemTime::UNIX_EPOCH + Duration::from_millis(ms)),
            origin: stored.origin.unwrap_or_else(|| ANTHROPIC.to_owned()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_predecessors_file_is_read_and_belongs_to_anthropic() {
        let text = br#"{"claudeAiOauth":{"accessToken":"sk-ant-oat01-x","refreshToken":"r",
            "expiresAt":1700000000000,"scopes":["user:inference"],"subscriptionType":"max"},"mcpOAuth":{}}"#;
        let read = ClaudeCredentials::parse(text).unwrap().unwrap();
        assert_eq!(read.access_token.expose_secret(), "sk-ant-oat01-x");
        assert_eq!(read.origin, "https://api.anthropic.com");
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        assert_eq!(read.expires_at, Some(at));
    }

    #[test]
    fn an_error_names_the_place_and_never_the_text() {
        for text in [
            &br#"{"claudeAiOauth":"canary-1"}"#[..],
            br#"{"claudeAiOauth":{"accessToken":["canary-1"]}}"#,
            br#"{"claudeAiOauth":{"accessToken":"canary-1"#,
            br#"{"claudeAiOauth":{"accessToken":"canary-1","expiresAt":"canary-1"}}"#,
        ] {
            let error = ClaudeCredentials::parse(text).unwrap_err();
            assert!(error.contains("line 1"), "{error}");
            assert!(!error.contains("canary"), "{error}");
        }
    }
}
