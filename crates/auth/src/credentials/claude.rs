use std::time::SystemTime;

use secrecy::{ExposeSecret, SecretString};

use super::{Document, Malformed};

/// The server of a Claude login without a recorded origin: every login that other programs stored.
pub const ANTHROPIC: &str = "https://api.anthropic.com";

/// A Claude login as it is stored.
///
/// The shape is the one that CCProxy API and the Claude command write (measured with claude 2.1.331):
/// `{"accessToken","refreshToken","expiresAt" (Unix milliseconds),"scopes","subscriptionType","rateLimitTier"}`. Ours
/// adds `origin`, `tokenUrl`, `issuedAt`, `termsAcceptedAt`, `account`, `organization`.
#[derive(Debug, Clone)]
pub struct ClaudeLogin {
    /// The bearer token.
    pub access_token: SecretString,
    /// What renews it, where there is one.
    pub refresh_token: Option<SecretString>,
    /// When the access token ends; absent in files of programs that did not record it.
    pub expires_at: Option<SystemTime>,
    /// What it may be used for.
    pub scopes: Vec<String>,
    /// `pro`, `max`, `team`, `enterprise` or `free`.
    pub subscription: Option<String>,
    /// The plan's limits by Anthropic's name, such as `default_claude_max_5x`.
    pub rate_limit_tier: Option<String>,
    /// The server that the login was made for, as `scheme://host[:port]`: its access token goes nowhere else.
    pub origin: String,
    /// The token endpoint that made it, where that is known: its refresh token goes nowhere else.
    pub token_url: Option<String>,
    /// When the provider gave out these tokens.
    pub issued_at: Option<SystemTime>,
    /// When the person said yes to the notice about the provider's terms.
    pub terms_accepted_at: Option<SystemTime>,
    /// The account's uuid.
    pub account_id: Option<String>,
    /// The account's address.
    pub email: Option<String>,
    /// The organization's uuid.
    pub organization_id: Option<String>,
    /// The organization's name.
    pub organization: Option<String>,
    /// All of it, with what we do not know.
    pub rest: Document,
}

impl ClaudeLogin {
    /// Reads the stored text.
    ///
    /// # Errors
    /// What was expected, without any part of the text itself.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let rest = Document::parse(text)?;
        let account = rest.get::<Document>("account")?.unwrap_or_default();
        let organization = rest.get::<Document>("organization")?.unwrap_or_default();
        Ok(Self {
            access_token: rest.require("accessToken")?,
            // An empty one is what some versions of other programs wrote where they had none.
            refresh_token: rest
                .get::<SecretString>("refreshToken")?
                .filter(|token| !token.expose_secret().is_empty()),
            expires_at: rest.time("expiresAt")?,
            scopes: rest.get("scopes")?.unwrap_or_default(),
            subscription: rest.get("subscriptionType")?,
            rate_limit_tier: rest.get("rateLimitTier")?,
            origin: rest.get("origin")?.unwrap_or_else(|| ANTHROPIC.to_owned()),
            token_url: rest.get("tokenUrl")?,
            issued_at: rest.time("issuedAt")?,
            terms_accepted_at: rest.time("termsAcceptedAt")?,
            account_id: account.get("uuid")?,
            email: account.get("email")?,
            organization_id: organization.get("uuid")?,
            organization: organization.get("name")?,
            rest,
        })
    }

    /// The text to store: every field that is set here, and those of `rest` that we do not know.
    #[must_use]
    pub fn to_text(&self) -> SecretString {
        let mut document = self.rest.clone();
        document.set("accessToken", &self.access_token.expose_secret());
        optional(
            &mut document,
            "refreshToken",
            self.refresh_token
                .as_ref()
                .map(|token| token.expose_secret()),
        );
        time(&mut document, "expiresAt", self.expires_at);
        document.set("scopes", &self.scopes);
        optional(
            &mut document,
            "subscriptionType",
            self.subscription.as_deref(),
        );
        optional(
            &mut document,
            "rateLimitTier",
            self.rate_limit_tier.as_deref(),
        );
        document.set("origin", &self.origin);
        optional(&mut document, "tokenUrl", self.token_url.as_deref());
        time(&mut document, "issuedAt", self.issued_at);
        time(&mut document, "termsAcceptedAt", self.terms_accepted_at);
        nested(
            &mut document,
            "account",
            [("uuid", &self.account_id), ("email", &self.email)],
        );
        nested(
            &mut document,
            "organization",
            [
                ("uuid", &self.organization_id),
                ("name", &self.organization),
            ],
        );
        SecretString::from(document.to_text())
    }
}

/// Sets a field, or takes it out.
pub(super) fn optional(document: &mut Document, name: &str, value: Option<&str>) {
    match value {
        Some(value) => document.set(name, &value),
        None => {
            document.remove(name);
        }
    }
}

/// Sets a field to Unix milliseconds, or takes it out.
pub(super) fn time(document: &mut Document, name: &str, value: Option<SystemTime>) {
    match value {
        Some(value) => document.set_time(name, value),
        None => {
            document.remove(name);
        }
    }
}

/// Sets fields of an object within, which keeps its others.
fn nested(document: &mut Document, name: &str, fields: [(&str, &Option<String>); 2]) {
    let mut inner = document
        .get::<Document>(name)
        .ok()
        .flatten()
        .unwrap_or_default();
    for (field, value) in fields {
        optional(&mut inner, field, value.as_deref());
    }
    if inner.is_empty() {
        document.remove(name);
    } else {
        document.set(name, &inner);
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_login_that_another_program_stored_is_read_and_belongs_to_anthropic() {
        let text = r#"{"accessToken":"sk-ant-oat01-x","refreshToken":"r","expiresAt":1700000000000,
            "scopes":["user:inference"],"subscriptionType":"max","tokenType":"bearer"}"#;
        let login = ClaudeLogin::parse(text).unwrap();
        assert_eq!(login.access_token.expose_secret(), "sk-ant-oat01-x");
        assert_eq!(login.origin, ANTHROPIC);
        let at = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        assert_eq!(login.expires_at, Some(at));
        assert_eq!(login.terms_accepted_at, None);
    }

    #[test]
    fn what_we_do_not_know_survives_and_the_rest_round_trips() {
        let text = r#"{"tokenType":"bearer","accessToken":"a","scopes":[],"account":{"uuid":"u","more":[1, 2]}}"#;
        let mut login = ClaudeLogin::parse(text).unwrap();
        login.email = Some("ada@example.test".to_owned());
        login.refresh_token = Some(SecretString::from("new"));
        let again = ClaudeLogin::parse(login.to_text().expose_secret()).unwrap();
        assert_eq!(again.rest.raw("tokenType"), Some(r#""bearer""#));
        assert!(again.rest.raw("account").unwrap().contains("[1, 2]"));
        assert_eq!(again.email.as_deref(), Some("ada@example.test"));
        assert_eq!(again.account_id.as_deref(), Some("u"));
        assert_eq!(again.refresh_token.unwrap().expose_secret(), "new");
    }

    #[test]
    fn an_empty_refresh_token_is_none() {
        let login = ClaudeLogin::parse(r#"{"accessToken":"a","refreshToken":""}"#).unwrap();
        assert!(login.refresh_token.is_none());
    }
}
