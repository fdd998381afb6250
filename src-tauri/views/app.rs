//! What the window knows of the app itself.

use serde::Serialize;

/// `app_info`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub(crate) struct AppInfo {
    /// The version.
    pub(crate) version: String,
    /// Whether the embedded provider answers.
    pub(crate) demo: bool,
    /// Whether this desktop shows the tray icon.
    pub(crate) tray_shown: bool,
    /// The system.
    #[cfg_attr(test, ts(type = "\"linux\" | \"macos\" | \"windows\""))]
    pub(crate) platform: &'static str,
    /// Whether nothing was set up yet: no account, and the window was never closed.
    pub(crate) first_run: bool,
    /// The present log file.
    pub(crate) log_file: Option<String>,
    /// `config.toml`.
    pub(crate) settings_file: String,
}

/// Event `show`: go to a view, and open a dialog there. It comes from the tray or from a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct ShowView {
    /// Where to go.
    #[cfg_attr(test, ts(inline))]
    pub(crate) view: Place,
    /// The dialog to open there.
    #[cfg_attr(test, ts(inline))]
    pub(crate) dialog: Option<Dialog>,
}

/// The window's views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Place {
    /// Does it run, and how is it used.
    Connect,
    /// Who is logged in.
    Accounts,
}

/// The dialogs that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Dialog {
    /// Login with Claude.
    Claude,
    /// Login with OpenAI.
    Openai,
}

impl ShowView {
    /// Accounts, with the ways to log in with a vendor.
    pub(crate) fn login(dialog: Dialog) -> Self {
        Self {
            view: Place::Accounts,
            dialog: Some(dialog),
        }
    }

    /// A view alone.
    pub(crate) fn place(view: Place) -> Self {
        Self { view, dialog: None }
    }
}
