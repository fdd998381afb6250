use std::time::SystemTime;

use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::claude::optional;
use super::{Document, Malformed};

/// What the Codex CLI's `auth.json` holds, in every shape that its versions wrote (source: openai/codex,
/// `login/src/auth/storage.rs`):
/// `{"auth_mode","OPENAI_API_KEY","tokens":{"id_token","access_token","refresh_token","account_id"},"last_refresh"}`.
#[derive(Debug, Clone, Default)]
pub struct CodexAuth {
    /// The API key, where there is one.
    pub api_key: Option<SecretString>,
    /// The ChatGPT login, where there is one.
    pub tokens: Option<CodexTokens>,
    /// When the tokens were given out or last renewed.
    pub last_refresh: Option<SystemTime>,
    /// All of it, with what we do not know.
    pub rest: Document,
}

/// The tokens of a ChatGPT login.
#[derive(Debug, Clone)]
pub struct CodexTokens {
    /// Who signed in: a JWT.
    pub id_token: SecretString,
    /// The bearer token: a JWT.
    pub access_token: SecretString,
    /// What renews it.
    pub refresh_token: Option<SecretString>,
    /// The ChatGPT account (workspace) that is used.
    pub account_id: Option<String>,
}

/// How the Codex CLI uses the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodexMode {
    /// A ChatGPT login, which ccproxy uses too.
    Chatgpt,
    /// An API key.
    ApiKey,
    /// Something that ccproxy does not use, by its name in the file.
    Other(String),
    /// Nothing.
    Empty,
}

impl CodexAuth {
    /// Reads the file's text.
    ///
    /// # Errors
    /// What was expected, without any part of the text itself.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let rest = Document::parse(text)?;
        let last_refresh: Option<String> = rest.get("last_refresh")?;
        let last_refresh = last_refresh
            .map(|text| {
                OffsetDateTime::parse(&text, &Rfc3339)
                    .map(SystemTime::from)
                    .map_err(|_| Malformed("the field last_refresh is no time".to_owned()))
            })
            .transpose()?;
        let tokens: Option<Document> = rest.get("tokens")?;
        Ok(Self {
            api_key: rest
                .get::<SecretString>("OPENAI_API_KEY")?
                .filter(|key| !key.expose_secret().is_empty()),
            tokens: tokens.as_ref().map(CodexTokens::of).transpose()?,
            last_refresh,
            rest,
        })
    }

    /// How the file is used. Without `auth_mode`: the key, if one is set, else the login (openai/codex,
    /// `login/src/auth/manager.rs`).
    #[must_use]
    pub fn mode(&self) -> CodexMode {
        let named: Option<String> = self.rest.get("auth_mode").ok().flatten();
        match named.as_deref() {
            Some("chatgpt") => CodexMode::Chatgpt,
            Some("apikey" | "api_key" | "apiKey") => CodexMode::ApiKey,
            Some(other) => CodexMode::Other(other.to_owned()),
            None if self.api_key.is_some() => CodexMode::ApiKey,
            None if self.tokens.is_some() => CodexMode::Chatgpt,
            None => CodexMode::Empty,
        }
    }

    /// A new login in place of the old one; what else stands in the file stays, but for an API key that would go before
    /// the login.
    pub fn log_in(&mut self, tokens: CodexTokens, at: SystemTime) {
        self.rest.set("auth_mode", &"chatgpt");
        if self.rest.raw("OPENAI_API_KEY").is_none() {
            self.rest.set("OPENAI_API_KEY", &None::<&str>);
        }
        self.renew(tokens, at);
    }

    /// Renewed tokens of the same login; what else stands in the file stays.
    pub fn renew(&mut self, tokens: CodexTokens, at: SystemTime) {
        self.tokens = Some(tokens);
        self.last_refresh = Some(at);
    }

    /// Takes the login out; what else stands in the file stays.
    pub fn log_out(&mut self) {
        self.tokens = None;
        self.last_refresh = None;
        self.rest.remove("tokens");
        self.rest.remove("last_refresh");
        self.rest.remove("auth_mode");
    }

    /// The text to store: indented, as the Codex CLI writes it.
    #[must_use]
    pub fn to_text(&self) -> SecretString {
        let mut document = self.rest.clone();
        if let Some(tokens) = &self.tokens {
            let mut inner = document
                .get::<Document>("tokens")
                .ok()
                .flatten()
                .unwrap_or_default();
            inner.set("id_token", &tokens.id_token.expose_secret());
            inner.set("access_token", &tokens.access_token.expose_secret());
            // The CLI wants the field, also where there is nothing to renew with.
            let refresh = tokens
                .refresh_token
                .as_ref()
                .map_or("", |t| t.expose_secret());
            inner.set("refresh_token", &refresh);
            optional(&mut inner, "account_id", tokens.account_id.as_deref());
            document.set("tokens", &inner);
        }
        if let Some(at) = self.last_refresh
            && let Ok(text) = OffsetDateTime::from(at).format(&Rfc3339)
        {
            document.set("last_refresh", &text);
        }
        SecretString::from(document.to_pretty())
    }
}

impl CodexTokens {
    fn of(document: &Document) -> Result<Self, Malformed> {
        Ok(Self {
            id_token: document.get("id_token")?.unwrap_or_default(),
            access_token: document.require("access_token")?,
            refresh_token: document
                .get::<SecretString>("refresh_token")?
                .filter(|token| !token.expose_secret().is_empty()),
            account_id: document.get("account_id")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(name: &str) -> CodexTokens {
        CodexTokens {
            id_token: SecretString::from(format!("id-{name}")),
            access_token: SecretString::from(format!("access-{name}")),
            refresh_token: Some(SecretString::from(format!("refresh-{name}"))),
            account_id: Some("workspace".to_owned()),
        }
    }

    #[test]
    fn a_renewal_keeps_everything_that_it_does_not_renew() {
        let text = r#"{"auth_mode":"chatgpt","OPENAI_API_KEY":null,"agent_identity":{"k": 1.50},
            "tokens":{"id_token":"i","access_token":"a","refresh_token":"r","account_id":"w","future":[ 1 ]},
            "last_refresh":"2026-11-24T21:00:00.123456Z","unknown":"é"}"#;
        let mut auth = CodexAuth::parse(text).unwrap();
        assert_eq!(auth.mode(), CodexMode::Chatgpt);
        auth.renew(tokens("new"), SystemTime::now());
        let text = auth.to_text();
        let text = text.expose_secret();
        for kept in [
            r#""k": 1.50"#,
            "[ 1 ]",
            r#""unknown": "é""#,
            "access-new",
            "refresh-new",
        ] {
            assert!(text.contains(kept), "{kept} is not in {text}");
        }
        assert!(!text.contains(r#""r""#));
    }

    #[test]
    fn the_mode_is_told_as_the_codex_command_tells_it() {
        for (text, mode) in [
            ("{}", CodexMode::Empty),
            (r#"{"OPENAI_API_KEY":"sk-x"}"#, CodexMode::ApiKey),
            (
                r#"{"OPENAI_API_KEY":"sk-x","tokens":{"access_token":"a"}}"#,
                CodexMode::ApiKey,
            ),
            (
                r#"{"OPENAI_API_KEY":null,"tokens":{"access_token":"a"}}"#,
                CodexMode::Chatgpt,
            ),
            (
                r#"{"auth_mode":"chatgpt","OPENAI_API_KEY":"sk-x","tokens":{"access_token":"a"}}"#,
                CodexMode::Chatgpt,
            ),
            (
                r#"{"auth_mode":"agentIdentity"}"#,
                CodexMode::Other("agentIdentity".to_owned()),
            ),
        ] {
            assert_eq!(CodexAuth::parse(text).unwrap().mode(), mode, "{text}");
        }
    }

    #[test]
    fn a_new_file_has_the_codex_commands_shape() {
        let mut auth = CodexAuth::default();
        auth.log_in(tokens("x"), SystemTime::UNIX_EPOCH);
        let text = auth.to_text();
        let expected = r#"{
  "auth_mode": "chatgpt",
  "OPENAI_API_KEY": null,
  "tokens": {
    "id_token": "id-x",
    "access_token": "access-x",
    "refresh_token": "refresh-x",
    "account_id": "workspace"
  },
  "last_refresh": "1970-01-01T00:00:00Z"
}"#;
        assert_eq!(text.expose_secret(), expected);
    }

    #[test]
    fn logging_out_leaves_what_is_not_the_login() {
        let text = r#"{"auth_mode":"chatgpt","OPENAI_API_KEY":"sk-x","tokens":{"access_token":"a"},"x":1}"#;
        let mut auth = CodexAuth::parse(text).unwrap();
        auth.log_out();
        let again = CodexAuth::parse(auth.to_text().expose_secret()).unwrap();
        assert_eq!(again.mode(), CodexMode::ApiKey);
        assert_eq!(again.rest.raw("x"), Some("1"));
    }
}
