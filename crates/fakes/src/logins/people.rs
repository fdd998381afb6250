//! Who has an account.

use serde::{Deserialize, Serialize};

use super::ids;

/// A person with an account at each server. Ids follow from `id`, so that they are the same in every run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// What tests call them.
    pub id: String,
    /// Their full name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their Claude plan: `max`, `pro`, `team`, `enterprise` or `free`.
    pub claude_plan: String,
    /// Their ChatGPT plan: `free`, `go`, `plus`, `pro`, `team`, …
    pub chatgpt_plan: String,
}

impl Person {
    /// The uuid of the Claude account.
    pub fn account_uuid(&self) -> String {
        ids::uuid(&["account", &self.id])
    }

    /// The uuid of the Claude organization.
    pub fn organization_uuid(&self) -> String {
        ids::uuid(&["organization", &self.id])
    }

    /// The name of the Claude organization.
    pub fn organization_name(&self) -> String {
        format!("{}'s Organization", self.email)
    }

    /// The ChatGPT user's id, also the `sub` of their tokens.
    pub fn chatgpt_user_id(&self) -> String {
        format!("user-{}", ids::uuid(&["user", &self.id]).replace('-', ""))
    }

    /// The ChatGPT account's (workspace's) id.
    pub fn chatgpt_account_id(&self) -> String {
        ids::uuid(&["workspace", &self.id])
    }
}

/// Two people: one who pays everywhere, one who pays nowhere.
pub(crate) fn default() -> Vec<Person> {
    [
        ("ada", "Ada Lovelace", "max", "plus"),
        ("grace", "Grace Hopper", "free", "free"),
    ]
    .map(|(id, name, claude, chatgpt)| Person {
        id: id.to_owned(),
        name: name.to_owned(),
        email: format!("{id}@example.test"),
        claude_plan: claude.to_owned(),
        chatgpt_plan: chatgpt.to_owned(),
    })
    .into()
}
