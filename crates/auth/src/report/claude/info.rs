use std::time::SystemTime;

use serde::Serialize;

use super::{LOGIN, foreign, scopes};
use crate::credentials::ClaudeLogin;
use crate::report::confirm::{self, Plan};
use crate::report::table::{Row, Section, Table};
use crate::report::{Lifetime, Masked, Moment, or_unknown, plan};
use crate::store::Place;

/// `ccproxy auth info`: all about the stored Claude login, but for its tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaudeInfo {
    /// The account's address.
    pub email: Option<String>,
    /// The organization's name.
    pub organization: Option<String>,
    /// The plan by Anthropic's name, such as `max`.
    pub subscription_type: Option<String>,
    /// The plan in words, such as `Claude Max`.
    pub subscription: Option<String>,
    /// The plan's limits by Anthropic's name.
    pub rate_limit_tier: Option<String>,
    /// `system keyring`, or the file's path.
    pub storage_location: String,
    /// When the access token ends.
    #[serde(flatten)]
    pub life: Lifetime,
    /// What the login may be used for.
    pub scopes: Vec<String>,
    /// The access token, masked.
    pub access_token: Masked,
    /// Whether it can be renewed.
    pub refresh_token_available: bool,
    /// When the tokens were given out.
    pub issued_at: Option<Moment>,
    /// When the person said yes to the notice about the provider's terms.
    pub terms_accepted_at: Option<Moment>,
    /// The server that the login is for, where it is not Anthropic's.
    pub origin: Option<String>,
}

impl ClaudeInfo {
    /// The report on a login that lies in `place`, at the moment `now`.
    #[must_use]
    pub fn new(login: &ClaudeLogin, place: &Place, now: SystemTime) -> Self {
        Self {
            email: login.email.clone(),
            organization: login.organization.clone(),
            subscription_type: login.subscription.clone(),
            subscription: login.subscription.as_deref().map(plan::claude),
            rate_limit_tier: login.rate_limit_tier.clone(),
            storage_location: place.to_string(),
            life: Lifetime::new(login.expires_at, now),
            scopes: login.scopes.clone(),
            access_token: Masked::of(&login.access_token),
            refresh_token_available: login.refresh_token.is_some(),
            issued_at: login.issued_at.map(Moment::from),
            terms_accepted_at: login.terms_accepted_at.map(Moment::from),
            origin: foreign(&login.origin),
        }
    }

    /// The report in words.
    #[must_use]
    pub fn table(&self) -> Table {
        let mut account = vec![
            Row::new("Email", or_unknown(self.email.as_ref())),
            Row::new("Organization", or_unknown(self.organization.as_ref())),
            Row::new("Subscription", or_unknown(self.subscription.as_ref())),
            Row::new("Rate Limit Tier", or_unknown(self.rate_limit_tier.as_ref())),
        ];
        if let Some(origin) = &self.origin {
            account.push(Row::new("Server", origin));
        }
        Table {
            title: "Claude Credential Information",
            sections: vec![
                Section {
                    heading: "Claude Account",
                    rows: account,
                    boxed: false,
                },
                Section {
                    heading: "Token Details",
                    rows: self.token_rows(),
                    boxed: true,
                },
            ],
            confirms: vec![
                claude_plan(self.subscription_type.as_deref()).confirmation(&self.life),
                confirm::token(&self.life),
                confirm::renewal(self.refresh_token_available, &self.life, LOGIN),
                confirm::storage(&in_sentence(&self.storage_location)),
            ],
        }
    }

    fn token_rows(&self) -> Vec<Row> {
        let mut rows = vec![Row::new("Storage Location", &self.storage_location)];
        rows.extend(self.life.rows());
        rows.extend([
            Row::new("Issued At", or_unknown(self.issued_at)),
            Row::new("Terms Accepted At", or_unknown(self.terms_accepted_at)),
            Row::new("Scopes", scopes(&self.scopes)),
            Row::new("Access Token", self.access_token.to_string()),
            Row::refresh_token(self.refresh_token_available),
        ]);
        rows
    }
}

fn claude_plan(name: Option<&str>) -> Plan<'_> {
    Plan {
        name,
        vendor: "Claude",
        words: plan::claude,
        paid_until: None,
    }
}

fn in_sentence(place: &str) -> String {
    if place == Place::Keyring.to_string() {
        format!("the {place}")
    } else {
        place.to_owned()
    }
}
