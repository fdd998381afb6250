//! A login on its way, as the window sees it.

use serde::{Deserialize, Serialize};

/// The login that is under way, or has just ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoginProgress {
    /// Which login.
    #[cfg_attr(test, ts(inline))]
    pub(crate) kind: LoginKind,
    /// How far it is.
    #[cfg_attr(test, ts(inline))]
    pub(crate) phase: LoginPhase,
    /// What came of it, or what to do.
    pub(crate) message: Option<String>,
    /// Whether a code from the browser can be pasted.
    pub(crate) can_paste: bool,
    /// Whether a ChatGPT plan is used for the first time, which is said once.
    pub(crate) first_plan_use: bool,
}

/// The logins that go through a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LoginKind {
    /// The Claude plan.
    Claude,
    /// The Codex CLI's login.
    Codex,
    /// Sign in with ChatGPT.
    Chatgpt,
    /// Claude Code's own sign-in.
    ClaudeCode,
}

/// How far a login is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LoginPhase {
    /// The browser is asked.
    Waiting,
    /// The answer came, and is being kept.
    Finishing,
    /// Logged in.
    Done,
    /// It came to nothing.
    Failed,
}

impl LoginProgress {
    /// A login that waits for the browser.
    pub(crate) fn waiting(kind: LoginKind, can_paste: bool) -> Self {
        Self {
            kind,
            phase: LoginPhase::Waiting,
            message: None,
            can_paste,
            first_plan_use: false,
        }
    }

    /// A login that has ended.
    pub(crate) fn ended(kind: LoginKind, phase: LoginPhase, message: String) -> Self {
        Self {
            phase,
            message: Some(message),
            ..Self::waiting(kind, false)
        }
    }
}
