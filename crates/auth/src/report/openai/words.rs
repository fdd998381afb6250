//! The report in the words and the order of ccproxy's documentation, "View Detailed OpenAI Credentials".

use std::path::Path;

use super::{LoginStatus, OpenaiInfo};
use crate::report::confirm::{self, Plan};
use crate::report::table::{Confirmation, Row, Section, Table};
use crate::report::{or_unknown, plan};
use crate::store::Place;

/// What logs in again.
pub(in crate::report) const LOGIN: &str = "ccproxy auth login-openai";

impl OpenaiInfo {
    /// The report in words.
    #[must_use]
    pub fn table(&self) -> Table {
        Table {
            title: "OpenAI Credential Information",
            sections: vec![
                Section {
                    heading: "OpenAI Account",
                    rows: self.account_rows(),
                    boxed: false,
                },
                Section {
                    heading: "Token Details",
                    rows: self.token_rows(),
                    boxed: true,
                },
            ],
            confirms: self.confirms(),
        }
    }

    fn account_rows(&self) -> Vec<Row> {
        let plan = self.plan_type.as_ref().map(|plan| plan.to_uppercase());
        let mut rows = vec![
            Row::new("Account ID", or_unknown(self.account_id.as_ref())),
            Row::new("Status", self.status_in_words()),
            Row::new("Plan Type", or_unknown(plan)),
            Row::new("User ID", or_unknown(self.user_id.as_ref())),
        ];
        let mut known = |label, value: Option<String>| {
            if let Some(value) = value {
                rows.push(Row::new(label, value));
            }
        };
        known("Email", self.email.clone());
        known("Organization", self.organization.clone());
        known(
            "Subscription Until",
            self.subscription_until.map(|at| at.to_string()),
        );
        known("API Key", self.api_key.as_ref().map(ToString::to_string));
        rows
    }

    fn status_in_words(&self) -> String {
        match self.status {
            LoginStatus::Active => "Active".to_owned(),
            LoginStatus::Expired => "Expired".to_owned(),
            LoginStatus::Unknown => "Unknown".to_owned(),
            LoginStatus::ApiKey => "Not used (API key)".to_owned(),
            LoginStatus::Other => format!("Not used ({})", or_unknown(self.other_mode.as_ref())),
            LoginStatus::NotLoggedIn => "Not logged in".to_owned(),
        }
    }

    fn token_rows(&self) -> Vec<Row> {
        let audience = (!self.audience.is_empty()).then(|| self.audience.join(", "));
        let access = match &self.access_token {
            Some(token) => token.to_string(),
            None => "Not available".to_owned(),
        };
        let mut rows = vec![
            Row::new("Storage Location", &self.storage_location),
            Row::new("Algorithm", or_unknown(self.algorithm.as_ref())),
            Row::new("Token Type", or_unknown(self.token_type.as_ref())),
            Row::new("Key ID", or_unknown(self.key_id.as_ref())),
        ];
        rows.extend(self.life.rows());
        rows.extend([
            Row::new("Issued At", or_unknown(self.issued_at)),
            Row::new("Issuer", or_unknown(self.issuer.as_ref())),
            Row::new("Audience", or_unknown(audience)),
            Row::new("JWT ID", or_unknown(self.jwt_id.as_ref())),
            Row::new("Access Token", access),
            Row::refresh_token(self.refresh_token_available),
        ]);
        rows
    }

    fn confirms(&self) -> Vec<Confirmation> {
        let mut list = Vec::new();
        if let Some(unused) = self.unused() {
            list.push(unused);
        }
        if self.access_token.is_some() {
            let until = self.subscription_until.zip(self.subscription_ended);
            let plan = Plan {
                name: self.plan_type.as_deref(),
                vendor: "ChatGPT",
                words: plan::chatgpt,
                paid_until: until,
            };
            list.extend([
                plan.confirmation(&self.life),
                confirm::token(&self.life),
                confirm::renewal(self.refresh_token_available, &self.life, LOGIN),
            ]);
        }
        if self.access_token.is_some() || self.api_key.is_some() {
            list.push(confirm::storage(&self.storage_short));
        }
        list
    }

    /// Why ccproxy does not use what is in the file.
    fn unused(&self) -> Option<Confirmation> {
        let (name, what) = match self.status {
            LoginStatus::ApiKey => ("API Key", "The Codex CLI is set to an API key".to_owned()),
            LoginStatus::Other => {
                let mode = or_unknown(self.other_mode.as_ref());
                ("Login", format!("The Codex CLI is set to {mode}"))
            }
            LoginStatus::NotLoggedIn => {
                let text = format!("No ChatGPT login is stored. Run `{LOGIN}`");
                return Some(Confirmation::new("Login", text));
            }
            _ => return None,
        };
        let text =
            format!("{what}, which ccproxy does not use. Run `{LOGIN}` to use a ChatGPT plan");
        Some(Confirmation::new(name, text))
    }
}

/// The place with `$HOME` for the person's home folder.
pub(super) fn short(place: &Place, home: Option<&Path>) -> String {
    let Place::File(path) = place else {
        return format!("the {place}");
    };
    let below = home
        .filter(|home| !home.as_os_str().is_empty())
        .and_then(|home| path.strip_prefix(home).ok());
    match below {
        Some(below) => Path::new("$HOME").join(below).display().to_string(),
        None => place.to_string(),
    }
}
