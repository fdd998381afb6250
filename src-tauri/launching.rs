//! Whether the app starts with the person's session.

use tauri::{AppHandle, Manager as _};
use tauri_plugin_autostart::ManagerExt as _;

use crate::state::situation::Situations;

/// It could not be changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LaunchError {
    /// The system's reason.
    #[error("Not changed: {0}.")]
    System(#[from] tauri_plugin_autostart::Error),
    /// The program is ending.
    #[error("Not changed. Try again.")]
    Interrupted,
}

/// Has the app start with the session, or no longer.
pub(crate) async fn set(app: &AppHandle, on: bool) -> Result<(), LaunchError> {
    let changed = on_disk(app, move |app| {
        let manager = app.autolaunch();
        if on {
            manager.enable()
        } else {
            manager.disable()
        }
    });
    let changed = changed.await;
    look(app).await;
    changed
}

/// Looks whether it does, and tells everybody.
pub(crate) async fn look(app: &AppHandle) {
    let on = on_disk(app, |app| app.autolaunch().is_enabled()).await.ok();
    app.state::<Situations>().set_launch_at_login(on);
}

/// It is a file or an entry of the registry.
async fn on_disk<T: Send + 'static>(
    app: &AppHandle,
    work: impl FnOnce(&AppHandle) -> Result<T, tauri_plugin_autostart::Error> + Send + 'static,
) -> Result<T, LaunchError> {
    let app = app.clone();
    let done = tauri::async_runtime::spawn_blocking(move || work(&app));
    Ok(done.await.map_err(|_| LaunchError::Interrupted)??)
}
