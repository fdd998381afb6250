use std::time::SystemTime;

use secrecy::{ExposeSecret, SecretString};

use super::claude::{optional, time};
use super::{Document, Malformed};

/// The scope without which a login may not use the plan
/// (source: developers.openai.com/siwc, "Registration and sign-in").
pub const PLAN_SCOPE: &str = "chatgpt.tokens.use.direct";

/// A Sign in with ChatGPT login as it is stored.
#[derive(Debug, Clone)]
pub struct ChatgptLogin {
    /// The bearer token.
    pub access_token: SecretString,
    /// What renews it.
    pub refresh_token: Option<SecretString>,
    /// When the access token ends.
    pub expires_at: Option<SystemTime>,
    /// Before when a renewal is not welcome.
    pub earliest_refresh_at: Option<SystemTime>,
    /// When the provider gave out these tokens.
    pub issued_at: Option<SystemTime>,
    /// What was granted.
    pub scopes: Vec<String>,
    /// Whose account it is: the id token's `sub`.
    pub subject: String,
    /// The account's address, where the id token names one.
    pub email: Option<String>,
    /// The person's name, where the id token has it.
    pub name: Option<String>,
    /// The plan, such as `plus`, where the id token names one.
    pub plan: Option<String>,
    /// The client that the tokens are for.
    pub client_id: String,
    /// The issuer that made the login: its tokens are renewed nowhere else.
    pub issuer: String,
    /// All of it, with what we do not know.
    pub rest: Document,
}

/// What lives longer than a login: which installation this is (facts of the token-sharing preview).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatgptClient {
    /// The installation's id, `urn:uuid:…`; not secret.
    pub host_id: String,
    /// The client id that registration gave out, once there was one.
    pub client_id: Option<String>,
    /// The issuer that gave it out.
    pub issuer: Option<String>,
}

impl ChatgptLogin {
    /// Whether the person granted the use of their plan.
    #[must_use]
    pub fn may_use_plan(&self) -> bool {
        self.scopes.iter().any(|scope| scope == PLAN_SCOPE)
    }

    /// Reads the stored text.
    ///
    /// # Errors
    /// What was expected, without any part of the text itself.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let rest = Document::parse(text)?;
        Ok(Self {
            access_token: rest.require("accessToken")?,
            refresh_token: rest.get("refreshToken")?,
            expires_at: rest.time("expiresAt")?,
            earliest_refresh_at: rest.time("earliestRefreshAt")?,
            issued_at: rest.time("issuedAt")?,
            scopes: rest.get("scopes")?.unwrap_or_default(),
            subject: rest.require("subject")?,
            email: rest.get("email")?,
            name: rest.get("name")?,
            plan: rest.get("plan")?,
            client_id: rest.require("clientId")?,
            issuer: rest.require("issuer")?,
            rest,
        })
    }

    /// The text to store.
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
        time(&mut document, "earliestRefreshAt", self.earliest_refresh_at);
        time(&mut document, "issuedAt", self.issued_at);
        document.set("scopes", &self.scopes);
        document.set("subject", &self.subject);
        optional(&mut document, "email", self.email.as_deref());
        optional(&mut document, "name", self.name.as_deref());
        optional(&mut document, "plan", self.plan.as_deref());
        document.set("clientId", &self.client_id);
        document.set("issuer", &self.issuer);
        SecretString::from(document.to_text())
    }
}

impl ChatgptClient {
    /// Reads the stored text.
    ///
    /// # Errors
    /// What was expected.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let document = Document::parse(text)?;
        Ok(Self {
            host_id: document.require("hostId")?,
            client_id: document.get("clientId")?,
            issuer: document.get("issuer")?,
        })
    }

    /// The text to store.
    #[must_use]
    pub fn to_text(&self) -> SecretString {
        let mut document = Document::default();
        document.set("hostId", &self.host_id);
        optional(&mut document, "clientId", self.client_id.as_deref());
        optional(&mut document, "issuer", self.issuer.as_deref());
        SecretString::from(document.to_text())
    }
}
