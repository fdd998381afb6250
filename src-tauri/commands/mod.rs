//! What the window may call: each with a permission in permissions/window.toml.
#![allow(
    clippy::needless_pass_by_value,
    reason = "Tauri hands a command its arguments by value"
)]

mod view;

use tauri::{AppHandle, State};

pub(crate) use view::View;

use crate::{
    actions::{self, Copied},
    state::{Command, Control},
    tray, window,
};

/// The present state; asks for a fresh count of open requests, which comes as an event.
#[tauri::command]
pub(crate) fn proxy_state(control: State<'_, Control>) -> View {
    control.send(Command::Refresh);
    View::of(&control.state())
}

/// Starts the proxy.
#[tauri::command]
pub(crate) fn start_proxy(control: State<'_, Control>) {
    control.send(Command::Start);
}

/// Stops the proxy, after its open requests.
#[tauri::command]
pub(crate) fn stop_proxy(control: State<'_, Control>) {
    control.send(Command::Stop);
}

/// Puts a part of the endpoint on the clipboard.
#[tauri::command]
pub(crate) async fn copy_endpoint(app: AppHandle, what: Copied) -> Result<(), String> {
    actions::copy(&app, what)
        .await
        .map_err(|error| error.to_string())
}

/// Whether this desktop shows the tray icon.
#[tauri::command]
pub(crate) async fn tray_shown(app: AppHandle) -> bool {
    tray::shown(&app).await
}

/// Closes the window; the app stays in the tray.
#[tauri::command]
pub(crate) async fn close_window(app: AppHandle) -> Result<(), String> {
    window::close(&app).map_err(|error| error.to_string())
}

/// Quits, after the open requests.
#[tauri::command]
pub(crate) fn quit(control: State<'_, Control>) {
    control.send(Command::Quit);
}
