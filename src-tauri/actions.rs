//! What a person can ask for, from the tray or from the window.

use tauri::{AppHandle, Manager};

use crate::{
    clipboard::{Clipboard, CopyError},
    state::{Command, Control},
    window,
};

/// What a person can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Start the proxy.
    Start,
    /// Stop the proxy.
    Stop,
    /// Put something on the clipboard.
    Copy(Copied),
    /// Open the window, or bring it forward.
    OpenWindow,
    /// Quit after the open requests.
    Quit,
}

/// What can be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Copied {
    /// The base URL of Anthropic clients.
    AnthropicBaseUrl,
    /// The base URL of OpenAI clients.
    #[serde(rename = "openai-base-url")]
    OpenAiBaseUrl,
    /// The auth token that clients must send.
    AuthToken,
}

/// Carries an action out, without waiting for it.
pub(crate) fn perform(app: &AppHandle, action: Action) {
    let control = app.state::<Control>();
    match action {
        Action::Start => control.send(Command::Start),
        Action::Stop => control.send(Command::Stop),
        Action::Quit => control.send(Command::Quit),
        Action::OpenWindow => window::open(app),
        Action::Copy(what) => {
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                if let Err(error) = copy(&app, what).await {
                    tracing::warn!(%error, ?what, "not copied");
                }
            });
        }
    }
}

/// Puts a part of the endpoint on the clipboard. The webview only names it and never sees it.
///
/// # Errors
///
/// When the proxy does not run, no token is set, or the clipboard takes nothing.
pub(crate) async fn copy(app: &AppHandle, what: Copied) -> Result<(), CopyError> {
    let state = app.state::<Control>().state();
    let running = state.running().ok_or(CopyError::NotRunning)?;
    let clipboard = app.state::<Clipboard>();
    match what {
        Copied::AnthropicBaseUrl => clipboard.set(running.base_url.clone()).await,
        Copied::OpenAiBaseUrl => {
            clipboard
                .set(clients::openai_base_url(&running.base_url))
                .await
        }
        Copied::AuthToken => {
            let token = running.token.clone().ok_or(CopyError::NoToken)?;
            clipboard.set_secret(token).await
        }
    }
}
