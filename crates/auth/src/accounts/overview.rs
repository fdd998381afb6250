//! All accounts at once, each read once, for a window that shows them.

use std::time::SystemTime;

use super::{Accounts, slot};
use crate::claude_code::ClaudeCode;
use crate::credentials::{ApiKey, ChatgptLogin, ClaudeLogin, CodexAuth, Malformed, Vendor};
use crate::report::{ClaudeInfo, OpenaiInfo, StatusRow, Table, chatgpt_table};
use crate::store::{Choice, KeyringState, Place, Slot, StoreError};

/// Every account, in the order of `ccproxy auth status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// How the keyring stands.
    pub keyring: KeyringState,
    /// One entry for each account.
    pub entries: Vec<Entry>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// How it stands.
    pub row: StatusRow,
    /// All about it, where something is stored that has more than one line.
    pub table: Option<Table>,
    /// Whether it waits for a yes to the provider's terms: another program stored it.
    pub needs_terms: bool,
    /// Whether the plan may be used, where that is a question.
    pub plan_use: Option<bool>,
}

type Read<T> = Result<Option<(T, Place)>, StoreError>;

impl Accounts {
    /// Reads every account. A locked keyring is not opened and nobody is asked: then the file's copies count, and what
    /// has none is locked.
    pub async fn overview(&self, code: &ClaudeCode) -> Overview {
        let keyring = self.vault.keyring().await;
        let locked = keyring == KeyringState::Locked;
        let (claude, codex, chatgpt, anthropic, openai) = tokio::join!(
            self.quietly(Slot::Claude, locked, ClaudeLogin::parse),
            self.stored_codex(),
            self.quietly(Slot::Chatgpt, locked, ChatgptLogin::parse),
            self.quietly(slot(Vendor::Anthropic), locked, ApiKey::parse),
            self.quietly(slot(Vendor::Openai), locked, ApiKey::parse),
        );
        let now = SystemTime::now();
        let entries = vec![
            Entry::plain(StatusRow::claude_code(code, now)),
            claude_entry(&claude, now),
            Entry::plain(StatusRow::key(Vendor::Anthropic, found(&anthropic))),
            self.codex_entry(&codex, now),
            chatgpt_entry(&chatgpt, now),
            Entry::plain(StatusRow::key(Vendor::Openai, found(&openai))),
        ];
        Overview { keyring, entries }
    }

    /// What is stored, without a prompt.
    async fn quietly<T>(
        &self,
        slot: Slot,
        locked: bool,
        parser: impl FnOnce(&str) -> Result<T, Malformed>,
    ) -> Read<T> {
        let vault = if locked {
            self.vault.choosing(Choice::File)
        } else {
            self.vault.clone()
        };
        match vault.read(slot).await? {
            None if locked => Err(StoreError::Locked),
            None => Ok(None),
            Some(stored) => match crate::credentials::parse(&stored, parser) {
                Ok(what) => Ok(Some((what, stored.place))),
                Err(why) => Err(stored.malformed(&why)),
            },
        }
    }

    fn codex_entry(&self, read: &Read<CodexAuth>, now: SystemTime) -> Entry {
        let home = self.places.home.as_deref();
        let table = found(read)
            .ok()
            .flatten()
            .map(|(auth, place)| OpenaiInfo::new(auth, place, home, now).table());
        Entry {
            table,
            ..Entry::plain(StatusRow::codex(found(read), now))
        }
    }
}

impl Entry {
    fn plain(row: StatusRow) -> Self {
        Self {
            row,
            table: None,
            needs_terms: false,
            plan_use: None,
        }
    }
}

fn claude_entry(read: &Read<ClaudeLogin>, now: SystemTime) -> Entry {
    let there = found(read).ok().flatten();
    Entry {
        table: there.map(|(login, place)| ClaudeInfo::new(login, place, now).table()),
        needs_terms: there.is_some_and(|(login, _)| login.terms_accepted_at.is_none()),
        ..Entry::plain(StatusRow::claude(found(read), now))
    }
}

fn chatgpt_entry(read: &Read<ChatgptLogin>, now: SystemTime) -> Entry {
    let there = found(read).ok().flatten();
    Entry {
        table: there.map(|(login, place)| chatgpt_table(login, place, now)),
        plan_use: there.map(|(login, _)| login.may_use_plan()),
        ..Entry::plain(StatusRow::chatgpt(found(read), now))
    }
}

fn found<T>(read: &Read<T>) -> Result<Option<(&T, &Place)>, &StoreError> {
    read.as_ref()
        .map(|found| found.as_ref().map(|(what, place)| (what, place)))
}
