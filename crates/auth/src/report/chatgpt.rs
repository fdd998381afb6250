use std::time::SystemTime;

use super::confirm::{self, Plan};
use super::table::{Confirmation, Row, Section, Table};
use super::{Lifetime, Masked, Moment, or_unknown, plan};
use crate::credentials::ChatgptLogin;
use crate::store::Place;

/// What logs in again.
const LOGIN: &str = "ccproxy auth login-chatgpt";

/// All about a stored Sign in with ChatGPT, but for its tokens.
#[must_use]
pub fn chatgpt_table(login: &ChatgptLogin, place: &Place, now: SystemTime) -> Table {
    let life = Lifetime::new(login.expires_at, now);
    let renewable = login.refresh_token.is_some();
    let name = login.plan.as_deref();
    let its_plan = Plan {
        name,
        vendor: "ChatGPT",
        words: plan::chatgpt,
        paid_until: None,
    };
    let storage = match place {
        Place::Keyring => format!("the {place}"),
        Place::File(_) => place.to_string(),
    };
    Table {
        title: "ChatGPT Credential Information",
        sections: vec![
            Section {
                heading: "ChatGPT Account",
                rows: account(login),
                boxed: false,
            },
            Section {
                heading: "Token Details",
                rows: token(login, place, &life),
                boxed: true,
            },
        ],
        confirms: vec![
            its_plan.confirmation(&life),
            plan_use(login.may_use_plan()),
            confirm::token(&life),
            confirm::renewal(renewable, &life, LOGIN),
            confirm::storage(&storage),
        ],
    }
}

fn account(login: &ChatgptLogin) -> Vec<Row> {
    let use_of_plan = if login.may_use_plan() { "Yes" } else { "No" };
    vec![
        Row::new("Email", or_unknown(login.email.as_ref())),
        Row::new("Name", or_unknown(login.name.as_ref())),
        Row::new(
            "Plan Type",
            or_unknown(login.plan.as_ref().map(|p| p.to_uppercase())),
        ),
        Row::new("Plan May Be Used", use_of_plan),
        Row::new("Subject", &login.subject),
    ]
}

fn token(login: &ChatgptLogin, place: &Place, life: &Lifetime) -> Vec<Row> {
    let scopes = (!login.scopes.is_empty()).then(|| login.scopes.join(", "));
    let mut rows = vec![Row::new("Storage Location", place.to_string())];
    rows.extend(life.rows());
    rows.extend([
        Row::new("Issued At", or_unknown(login.issued_at.map(Moment::from))),
        Row::new("Issuer", &login.issuer),
        Row::new("Scopes", or_unknown(scopes)),
        Row::new("Access Token", Masked::of(&login.access_token).to_string()),
        Row::refresh_token(login.refresh_token.is_some()),
    ]);
    rows
}

fn plan_use(granted: bool) -> Confirmation {
    let text = if granted {
        "You allowed ccproxy to use your ChatGPT plan"
    } else {
        "The use of the plan was not granted, so this login answers nothing"
    };
    Confirmation::new("Plan Use", text)
}
