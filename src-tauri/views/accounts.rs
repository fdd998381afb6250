//! The accounts as the window sees them.

use auth::{Overview, oauth::terms, store::KeyringState};
use serde::Serialize;
use settings::Loaded;

use super::{cards::AccountCard, logins::LoginProgress, sentence, settings::locked_by};

/// `accounts`, event `accounts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountsView {
    /// How the system's keyring stands.
    #[cfg_attr(test, ts(inline))]
    pub(crate) keyring: KeyringView,
    /// The notice about the Claude plan's terms.
    #[cfg_attr(test, ts(inline))]
    pub(crate) terms: TermsView,
    /// Which way to Claude is used.
    #[cfg_attr(test, ts(type = "\"auto\" | \"api\" | \"code\""))]
    pub(crate) claude_mode: &'static str,
    /// The accounts, in the order to be shown.
    pub(crate) cards: Vec<AccountCard>,
    /// Whether the Codex provider is on.
    pub(crate) codex_enabled: bool,
    /// Who sets that where the switch cannot.
    pub(crate) codex_locked: Option<String>,
    /// The login that is under way, or has just ended.
    pub(crate) login: Option<LoginProgress>,
}

/// How the keyring stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct KeyringView {
    #[cfg_attr(
        test,
        ts(type = "\"available\" | \"locked\" | \"absent\" | \"failing\" | \"off\"")
    )]
    state: &'static str,
    why: Option<String>,
}

/// What a person says yes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct TermsView {
    notice: &'static str,
    link: &'static str,
}

/// What an accounts view is made of.
pub(crate) struct Ground<'a> {
    /// What was read from the stores.
    pub(crate) overview: &'a Overview,
    /// The settings in force.
    pub(crate) loaded: &'a Loaded,
    /// Why a login needs the person, by the running proxy.
    pub(crate) login_problem: Option<&'a str>,
    /// The login that is under way.
    pub(crate) login: Option<LoginProgress>,
}

impl AccountsView {
    /// The view of the accounts.
    pub(crate) fn of(ground: Ground<'_>) -> Self {
        let Ground {
            overview, loaded, ..
        } = ground;
        Self {
            keyring: KeyringView::of(&overview.keyring),
            terms: TermsView {
                notice: terms::NOTICE,
                link: terms::LINK,
            },
            claude_mode: loaded.settings.claude.mode.as_str(),
            cards: AccountCard::all(overview, loaded, ground.login_problem),
            codex_enabled: loaded.settings.codex.enabled,
            codex_locked: locked_by(loaded, "codex.enabled"),
            login: ground.login,
        }
    }

    /// A value of a card's table, which is copied without the window sending it.
    pub(crate) fn value(
        &self,
        id: super::cards::AccountId,
        section: usize,
        row: usize,
    ) -> Option<&str> {
        let card = self.cards.iter().find(|card| card.id == id)?;
        let section = card.table.as_ref()?.sections.get(section)?;
        section.rows.get(row).map(|row| row.value.as_str())
    }
}

impl KeyringView {
    fn of(state: &KeyringState) -> Self {
        let (state, why) = match state {
            KeyringState::Available => ("available", None),
            KeyringState::Locked => ("locked", None),
            KeyringState::Absent { why } => ("absent", Some(sentence(why))),
            KeyringState::Failing { why } => ("failing", Some(sentence(why))),
            KeyringState::Off => ("off", None),
        };
        Self { state, why }
    }
}
