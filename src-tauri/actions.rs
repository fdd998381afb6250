//! What a person can ask for from the tray.

use tauri::{AppHandle, Manager};

use crate::{
    commands::{snippets::CopyTarget, token},
    copying, launching,
    state::{
        Command, Control,
        configuration::{Change, ChangeError, Configuration},
    },
    tray,
    views::app::{Dialog, ShowView},
    window,
};

/// What a person can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Start the proxy.
    Start,
    /// Stop the proxy.
    Stop,
    /// Use the free port that is offered, and start.
    UseNextPort,
    /// Put something on the clipboard.
    Copy(Copied),
    /// Open the window at the ways to log in.
    Login(Dialog),
    /// Switch the Codex provider.
    SetCodex(bool),
    /// Require an auth token of clients, or no longer.
    RequireToken(bool),
    /// Start with the session, or no longer.
    LaunchAtLogin(bool),
    /// Open the window, or bring it forward.
    OpenWindow,
    /// Quit after the open requests.
    Quit,
}

/// What the tray can copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copied {
    /// The base URL of Anthropic clients.
    AnthropicBaseUrl,
    /// The base URL of OpenAI clients.
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
        Action::OpenWindow => window::open(app, None),
        Action::Login(dialog) => window::open(app, Some(ShowView::login(dialog))),
        Action::UseNextPort
        | Action::Copy(_)
        | Action::SetCodex(_)
        | Action::RequireToken(_)
        | Action::LaunchAtLogin(_) => {
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                if let Err(why) = change(&app, action).await {
                    tracing::warn!(%why, ?action, "not done");
                }
                // A mark that the click set by itself shows the truth again.
                tray::follow(&app);
            });
        }
    }
}

/// The actions that take a while and can fail.
async fn change(app: &AppHandle, action: Action) -> Result<(), String> {
    let configuration = app.state::<Configuration>();
    match action {
        Action::UseNextPort => use_next_port(&app.state::<Control>(), &configuration)
            .await
            .map_err(|error| error.to_string()),
        Action::Copy(what) => copying::copy(app, what.into())
            .await
            .map_err(|error| error.to_string()),
        Action::SetCodex(on) => configuration
            .change(Change::set("codex.enabled", on.to_string()))
            .await
            .map_err(|error| error.to_string()),
        Action::RequireToken(on) => token::require(&configuration, on)
            .await
            .map_err(|error| error.to_string()),
        Action::LaunchAtLogin(on) => launching::set(app, on)
            .await
            .map_err(|error| error.to_string()),
        _ => Ok(()),
    }
}

/// Takes the free port that is offered into the settings, and starts. Where a flag or the environment has the last word,
/// the port is used for as long as the program runs.
pub(crate) async fn use_next_port(
    control: &Control,
    configuration: &Configuration,
) -> Result<(), ChangeError> {
    let Some(port) = control.state().next_port() else {
        control.send(Command::Start);
        return Ok(());
    };
    let change = Change::set("server.port", port.to_string());
    let overridden = configuration.write(change).await?;
    control.send(if overridden {
        Command::StartOn(port)
    } else {
        Command::Start
    });
    Ok(())
}

impl From<Copied> for CopyTarget {
    fn from(copied: Copied) -> Self {
        match copied {
            Copied::AnthropicBaseUrl => Self::AnthropicBaseUrl,
            Copied::OpenAiBaseUrl => Self::OpenAiBaseUrl,
            Copied::AuthToken => Self::AuthToken,
        }
    }
}
