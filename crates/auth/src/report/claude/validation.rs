use std::time::SystemTime;

use serde::Serialize;

use super::{LOGIN, scopes};
use crate::credentials::ClaudeLogin;
use crate::report::table::{Row, Section, Table};
use crate::report::{Lifetime, State, or_unknown, plan};
use crate::store::Place;

/// `ccproxy auth validate`: whether the stored Claude login can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaudeValidation {
    /// Whether it can be used: now, after a renewal, or not before a login.
    pub state: State,
    /// Whether there is a subscription.
    pub subscription_status: Subscription,
    /// The plan by Anthropic's name, such as `max`.
    pub subscription_type: Option<String>,
    /// The plan in words, such as `Claude Max`.
    pub subscription: Option<String>,
    /// `system keyring`, or the file's path.
    pub storage_location: String,
    /// When the access token ends.
    #[serde(flatten)]
    pub life: Lifetime,
    /// What the login may be used for.
    pub scopes: Vec<String>,
}

/// Whether there is a subscription, by what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subscription {
    /// A paid plan, by a login that has not expired.
    Active,
    /// The free plan.
    None,
    /// No plan is recorded, or the login has expired since.
    Unknown,
}

impl ClaudeValidation {
    /// The report on a login that lies in `place`, at the moment `now`.
    #[must_use]
    pub fn new(login: &ClaudeLogin, place: &Place, now: SystemTime) -> Self {
        let life = Lifetime::new(login.expires_at, now);
        Self {
            state: State::of(&life, login.refresh_token.is_some()),
            subscription_status: Subscription::of(login.subscription.as_deref(), &life),
            subscription_type: login.subscription.clone(),
            subscription: login.subscription.as_deref().map(plan::claude),
            storage_location: place.to_string(),
            life,
            scopes: login.scopes.clone(),
        }
    }

    /// The report in words.
    #[must_use]
    pub fn table(&self) -> Table {
        let status = match (self.state, self.life.expired()) {
            (State::Renews, _) => "Expired; it is renewed when it is next used".to_owned(),
            (State::Expired, _) => format!("Expired; run `{LOGIN}`"),
            (_, Some(_)) => "Valid".to_owned(),
            (_, None) => "Stored; when it expires is not known".to_owned(),
        };
        let subscription = match self.subscription_status {
            Subscription::Active => "Active",
            Subscription::None => "None",
            Subscription::Unknown => "Unknown",
        };
        let mut rows = vec![
            Row::new("Status", status),
            Row::new("Subscription Status", subscription),
            Row::new("Subscription Type", or_unknown(self.subscription.as_ref())),
            Row::new("Storage Location", &self.storage_location),
        ];
        rows.extend(self.life.rows());
        rows.push(Row::new("Scopes", scopes(&self.scopes)));
        Table {
            title: "Claude Credentials Validation",
            sections: vec![Section {
                heading: "Credential Status",
                rows,
                boxed: true,
            }],
            confirms: Vec::new(),
        }
    }
}

impl Subscription {
    fn of(plan: Option<&str>, life: &Lifetime) -> Self {
        match plan {
            Some(plan) if plan::is_free(plan) => Self::None,
            Some(_) if life.expired() == Some(false) => Self::Active,
            _ => Self::Unknown,
        }
    }
}
