//! One account as a card.

use std::time::SystemTime;

use auth::{
    Entry, Overview,
    report::{Account, State, Table},
};
use serde::{Deserialize, Serialize};
use settings::Loaded;

use super::{milliseconds, sentence, settings::origin};

/// The accounts by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AccountId {
    /// The person's own `claude` command.
    ClaudeCode,
    /// The key of the Anthropic API.
    ClaudeKey,
    /// The Claude plan.
    Claude,
    /// The login in the Codex CLI's `auth.json`.
    Codex,
    /// Sign in with ChatGPT.
    Chatgpt,
    /// The key of the OpenAI API.
    OpenaiKey,
}

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CardState {
    /// It is there, as far as that is known.
    Valid,
    /// It has expired, and renews when it is next used.
    Renews,
    /// It has expired.
    Expired,
    /// It is not there.
    Missing,
    /// The keyring is locked.
    Locked,
    /// Where it is kept cannot be read.
    Unreadable,
    /// Only the person can mend it.
    NeedsLogin,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountCard {
    /// Which.
    pub(crate) id: AccountId,
    /// Its name.
    pub(crate) title: &'static str,
    /// How it stands.
    #[cfg_attr(test, ts(inline))]
    pub(crate) state: CardState,
    /// The same in a word or two.
    pub(crate) word: &'static str,
    /// Whose it is.
    pub(crate) account: Option<String>,
    /// The plan in words.
    pub(crate) plan: Option<String>,
    /// When its token ends.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub(crate) expires_at: Option<u64>,
    /// Where it is kept.
    pub(crate) storage: Option<String>,
    /// What to do, in one sentence.
    pub(crate) next_step: Option<String>,
    /// Claude Code: whether the command is there. True for the others.
    pub(crate) installed: bool,
    /// ChatGPT: whether the plan may be used.
    pub(crate) plan_use: Option<bool>,
    /// All about it, where something is stored.
    pub(crate) table: Option<ReportTable>,
}

/// The credential table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct ReportTable {
    title: &'static str,
    #[cfg_attr(test, ts(inline))]
    pub(super) sections: Vec<ReportSection>,
    #[cfg_attr(test, ts(inline))]
    confirms: Vec<ReportConfirmation>,
}

/// A part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct ReportSection {
    heading: &'static str,
    #[cfg_attr(test, ts(inline))]
    pub(super) rows: Vec<ReportRow>,
    boxed: bool,
}

/// A property and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct ReportRow {
    label: &'static str,
    pub(super) value: String,
}

/// What the report confirms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct ReportConfirmation {
    name: String,
    text: String,
}

impl AccountCard {
    /// All of them, in the order to be shown.
    pub(super) fn all(
        overview: &Overview,
        loaded: &Loaded,
        login_problem: Option<&str>,
    ) -> Vec<Self> {
        let mut cards: Vec<Self> = overview.entries.iter().map(Self::of).collect();
        cards.sort_by_key(|card| card.id as u8);
        for (id, key) in [
            (AccountId::ClaudeKey, "claude.api_key"),
            (AccountId::OpenaiKey, "openai.api_key"),
        ] {
            if let Some(card) = cards.iter_mut().find(|card| card.id == id) {
                card.in_settings(loaded, key);
            }
        }
        if let Some(problem) = login_problem {
            accuse(&mut cards, problem);
        }
        cards
    }

    fn of(entry: &Entry) -> Self {
        let row = &entry.row;
        let (id, title) = name(row.name);
        let state = state(entry);
        Self {
            id,
            title,
            state,
            word: word(id, state),
            account: row.account.clone(),
            plan: row.plan.clone(),
            expires_at: row
                .life
                .expires_at()
                .map(|at| milliseconds(SystemTime::from(at))),
            storage: row.storage.clone(),
            next_step: next_step(entry, state),
            installed: id != AccountId::ClaudeCode || row.storage.is_some(),
            plan_use: entry.plan_use,
            table: entry.table.as_ref().map(ReportTable::of),
        }
        .or_not_installed()
    }

    fn or_not_installed(self) -> Self {
        if self.installed {
            return self;
        }
        Self {
            word: "Not installed",
            next_step: Some("Install Claude Code, then sign in.".into()),
            ..self
        }
    }

    /// A key in the settings goes before a stored one.
    fn in_settings(&mut self, loaded: &Loaded, key: &str) {
        let Some(row) = loaded.rows().into_iter().find(|row| row.key == key) else {
            return;
        };
        if row.value.is_some() {
            self.state = CardState::Valid;
            self.word = word(self.id, self.state);
            self.account = row.value;
            self.storage = Some(origin(&row.source));
            self.next_step = None;
        }
    }

    fn is_in_use(&self) -> bool {
        matches!(
            self.state,
            CardState::Valid | CardState::Renews | CardState::Expired
        )
    }
}

/// The running proxy says that a login needs the person: that is the Claude account that would answer.
fn accuse(cards: &mut [AccountCard], problem: &str) {
    let accused = [AccountId::ClaudeKey, AccountId::Claude];
    let card = cards
        .iter_mut()
        .filter(|card| card.is_in_use())
        .find(|card| accused.contains(&card.id));
    if let Some(card) = card {
        card.state = CardState::NeedsLogin;
        card.word = word(card.id, card.state);
        card.next_step = Some(sentence(problem));
    }
}

fn name(account: Account) -> (AccountId, &'static str) {
    match account {
        Account::ClaudeCode => (AccountId::ClaudeCode, "Claude Code"),
        Account::ClaudeKey => (AccountId::ClaudeKey, "Claude API key"),
        Account::ClaudeLogin => (AccountId::Claude, "Claude plan"),
        Account::Codex => (AccountId::Codex, "OpenAI (Codex login)"),
        Account::Chatgpt => (AccountId::Chatgpt, "ChatGPT plan"),
        Account::OpenaiKey => (AccountId::OpenaiKey, "OpenAI API key"),
    }
}

fn state(entry: &Entry) -> CardState {
    match entry.row.state {
        State::Valid | State::Renews | State::Expired if entry.needs_terms => CardState::NeedsLogin,
        State::Valid => CardState::Valid,
        State::Renews => CardState::Renews,
        State::Expired => CardState::Expired,
        State::Missing => CardState::Missing,
        State::Locked => CardState::Locked,
        State::Unreadable => CardState::Unreadable,
    }
}

fn word(id: AccountId, state: CardState) -> &'static str {
    let key = matches!(id, AccountId::ClaudeKey | AccountId::OpenaiKey);
    match state {
        CardState::Valid if id == AccountId::ClaudeCode => "Signed in",
        CardState::Valid if key => "Saved",
        CardState::Valid => "Active",
        CardState::Renews => "Renews when used",
        CardState::Expired | CardState::NeedsLogin if key => "Not accepted",
        CardState::Expired | CardState::NeedsLogin => "Login needed",
        CardState::Missing if key => "No key",
        CardState::Missing => "Not signed in",
        CardState::Locked => "Keyring locked",
        CardState::Unreadable => "Can’t be read",
    }
}

/// The next step in the window's words: the report's are for a terminal.
fn next_step(entry: &Entry, state: CardState) -> Option<String> {
    let plain = match state {
        CardState::Valid if entry.plan_use == Some(false) => {
            "The use of your plan was not allowed. Continue with ChatGPT again and allow it."
        }
        CardState::Valid | CardState::Missing => return None,
        CardState::Renews => "Nothing to do: it renews when it is next used.",
        CardState::Expired => "Log in again. Nothing was deleted.",
        CardState::Locked => "Unlock the keyring, or keep logins in a file.",
        CardState::NeedsLogin => {
            "Another program stored this login. Log in with your Claude plan to use it here."
        }
        CardState::Unreadable => return entry.row.next_step.as_deref().map(sentence),
    };
    Some(plain.into())
}

impl ReportTable {
    fn of(table: &Table) -> Self {
        let section = |section: &auth::report::Section| ReportSection {
            heading: section.heading,
            rows: section
                .rows
                .iter()
                .map(|row| ReportRow {
                    label: row.label,
                    value: row.value.clone(),
                })
                .collect(),
            boxed: section.boxed,
        };
        Self {
            title: table.title,
            sections: table.sections.iter().map(section).collect(),
            confirms: table
                .confirms
                .iter()
                .map(|confirmation| ReportConfirmation {
                    name: confirmation.name.clone(),
                    text: confirmation.text.clone(),
                })
                .collect(),
        }
    }
}
