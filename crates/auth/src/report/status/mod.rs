mod rows;

use std::fmt;

use serde::Serialize;

use super::Lifetime;
use crate::store::{Place, StoreError};

/// What was found where an account is kept: it and its place, nothing, or why that cannot be told.
pub type Found<'a, T> = Result<Option<(&'a T, &'a Place)>, &'a StoreError>;

/// One account in `ccproxy auth status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatusRow {
    /// Which account.
    pub name: Account,
    /// How it stands.
    pub state: State,
    /// Whose it is: an address, a name, or a masked key.
    pub account: Option<String>,
    /// The organization's name.
    pub organization: Option<String>,
    /// The plan in words.
    pub plan: Option<String>,
    /// When it ends. An API key has no end that is known here.
    #[serde(flatten)]
    pub life: Lifetime,
    /// Where it is kept.
    pub storage: Option<String>,
    /// The server that it is for, where that is not the provider's own.
    pub server: Option<String>,
    /// What to do next, where there is something to do.
    pub next_step: Option<String>,
}

/// The accounts that ccproxy can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// The person's own `claude` command.
    ClaudeCode,
    /// The Claude login of the API mode.
    ClaudeLogin,
    /// The key of the Anthropic API.
    ClaudeKey,
    /// The login in the Codex CLI's `auth.json`.
    Codex,
    /// Sign in with ChatGPT.
    Chatgpt,
    /// The key of the OpenAI API.
    OpenaiKey,
}

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is there, and not past its end as far as that is known. Nobody asked the provider.
    Valid,
    /// It has expired, and is renewed when it is next used.
    Renews,
    /// It has expired, and needs a login.
    Expired,
    /// It is not there.
    Missing,
    /// The keyring is locked.
    Locked,
    /// Where it is kept cannot be read, or holds something else.
    Unreadable,
}

impl State {
    /// Of something that ends, and may be renewable.
    pub(super) fn of(life: &Lifetime, renewable: bool) -> Self {
        match life.expired() {
            Some(true) if renewable => Self::Renews,
            Some(true) => Self::Expired,
            _ => Self::Valid,
        }
    }
}

impl StatusRow {
    fn empty(name: Account) -> Self {
        Self {
            name,
            state: State::Missing,
            account: None,
            organization: None,
            plan: None,
            life: Lifetime::unknown(),
            storage: None,
            server: None,
            next_step: None,
        }
    }

    fn next(self, step: String) -> Self {
        Self {
            next_step: Some(step),
            ..self
        }
    }

    /// Something that ends: its state, and the command that logs in again where that is needed.
    fn alive(self, life: Lifetime, renewable: bool, login: &str) -> Self {
        let state = State::of(&life, renewable);
        let next_step = match state {
            State::Expired => Some(format!("Run `{login}`")),
            State::Renews => Some("Nothing to do: it is renewed when it is next used".to_owned()),
            _ => None,
        };
        Self {
            state,
            life,
            next_step,
            ..self
        }
    }

    fn fill<T>(
        self,
        found: Found<'_, T>,
        login: &str,
        with: impl FnOnce(Self, &T) -> Self,
    ) -> Self {
        match found {
            Ok(Some((what, place))) => with(
                Self {
                    storage: Some(place.to_string()),
                    ..self
                },
                what,
            ),
            Ok(None) => self.next(format!("Run `{login}`")),
            Err(error) => Self {
                state: match error {
                    StoreError::Locked => State::Locked,
                    _ => State::Unreadable,
                },
                ..self.next(error.to_string())
            },
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ClaudeCode => "Claude Code",
            Self::ClaudeLogin => "Claude login",
            Self::ClaudeKey => "Claude API key",
            Self::Codex => "OpenAI/Codex",
            Self::Chatgpt => "ChatGPT",
            Self::OpenaiKey => "OpenAI API key",
        })
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Valid => "valid",
            Self::Renews => "renews",
            Self::Expired => "expired",
            Self::Missing => "missing",
            Self::Locked => "locked",
            Self::Unreadable => "unreadable",
        })
    }
}
