//! The window and the app around it.

use std::path::PathBuf;

use serde::Deserialize;
use tauri::{AppHandle, Manager as _, State};
use tauri_plugin_opener::OpenerExt as _;

use super::{Told, logins, told};
use crate::{
    log,
    state::{Command, Control, accounts::AccountsDesk, configuration::Configuration},
    tray,
    views::{app::AppInfo, cards::CardState},
    window,
};

/// The pages that the window may have opened in the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Link {
    /// What the provider's terms say.
    Terms,
    /// How Claude Code is installed.
    ClaudeCodeInstall,
    /// What the ChatGPT plan was used for.
    ChatgptUsage,
    /// Where Anthropic gives out API keys.
    AnthropicKeys,
    /// Where OpenAI gives out API keys.
    OpenaiKeys,
}

/// The files that the window may have shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ShownFile {
    /// `config.toml`.
    Settings,
    /// The log.
    Log,
    /// Where logins are kept, if in a file.
    Credentials,
}

/// What the window knows of the app.
pub(crate) async fn app_info(app: AppHandle) -> Told<AppInfo> {
    let about = app.state::<crate::About>();
    let first_run = about.first_run(&app) && !has_account(&app).await;
    let state_dir = app.state::<Configuration>().sources().state_dir.clone();
    let log_file = tauri::async_runtime::spawn_blocking(move || log::latest(&state_dir)).await;
    Ok(AppInfo {
        version: env!("CARGO_PKG_VERSION").into(),
        demo: about.demo,
        tray_shown: tray::shown(&app).await,
        platform: match std::env::consts::OS {
            "macos" => "macos",
            "windows" => "windows",
            _ => "linux",
        },
        first_run,
        log_file: log_file
            .ok()
            .flatten()
            .map(|file| file.display().to_string()),
        settings_file: app
            .state::<Configuration>()
            .sources()
            .config_file
            .display()
            .to_string(),
    })
}

/// Whether an account can answer, once the accounts were looked at.
pub(crate) async fn has_account(app: &AppHandle) -> bool {
    let mut views = app.state::<AccountsDesk>().views();
    let Ok(view) = views.wait_for(Option::is_some).await else {
        return false;
    };
    let there = |state| !matches!(state, CardState::Missing | CardState::Locked);
    view.as_ref()
        .is_some_and(|view| view.cards.iter().any(|card| there(card.state)))
}

/// Opens one of a few known pages in the browser.
pub(crate) async fn open_link(app: AppHandle, link: Link) -> Told<()> {
    let address = match link {
        Link::Terms => auth::oauth::terms::LINK,
        Link::ClaudeCodeInstall => "https://code.claude.com/docs/en/setup",
        Link::ChatgptUsage => "https://chatgpt.com/settings/usage",
        Link::AnthropicKeys => "https://platform.claude.com/settings/keys",
        Link::OpenaiKeys => "https://platform.openai.com/api-keys",
    };
    logins::open(&app, address.to_owned()).await
}

/// Shows one of a few known files in the file manager.
pub(crate) async fn show_file(app: AppHandle, which: ShownFile) -> Told<()> {
    let sources = app.state::<Configuration>().sources().clone();
    let places = app.state::<AccountsDesk>().places().clone();
    let shown = tauri::async_runtime::spawn_blocking(move || {
        let file = match which {
            ShownFile::Settings => sources.config_file,
            ShownFile::Log => log::latest(&sources.state_dir).unwrap_or(sources.state_dir),
            ShownFile::Credentials => places.credentials,
        };
        reveal(&app, file)
    });
    let shown = shown.await.map_err(told)?;
    shown.map_err(|error| format!("The file cannot be shown: {error}."))
}

/// A file that is not there yet is shown by its folder.
fn reveal(app: &AppHandle, file: PathBuf) -> Result<(), tauri_plugin_opener::Error> {
    if file.exists() {
        return app.opener().reveal_item_in_dir(file);
    }
    let folder = file
        .parent()
        .unwrap_or(&file)
        .to_string_lossy()
        .into_owned();
    app.opener().open_path(folder, None::<&str>)
}

/// The page has drawn its first state: the window is shown, and told what it was opened for.
pub(crate) async fn window_ready(app: AppHandle) {
    window::ready(&app).await;
}

/// Closes the window; the app stays in the tray.
pub(crate) async fn close_window(app: AppHandle) {
    window::close(&app).await;
}

/// Quits, after the open requests.
pub(crate) fn quit(control: State<'_, Control>) {
    control.send(Command::Quit);
}
