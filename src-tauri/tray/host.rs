//! Whether anything on this desktop shows tray icons.

/// The name that a desktop with a tray holds on the session bus.
///
/// Source: the StatusNotifierItem specification, with the `kde` prefix that all desktops use.
#[cfg(target_os = "linux")]
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// Whether tray icons are shown now; `false` too where there is no session bus.
#[cfg(target_os = "linux")]
pub(crate) async fn present() -> bool {
    match watched().await {
        Ok(present) => present,
        Err(error) => {
            tracing::debug!(%error, "the session bus does not answer");
            false
        }
    }
}

#[cfg(target_os = "linux")]
async fn watched() -> zbus::Result<bool> {
    let bus = zbus::Connection::session().await?;
    let names = zbus::fdo::DBusProxy::new(&bus).await?;
    Ok(names.name_has_owner(WATCHER.try_into()?).await?)
}

/// Whether tray icons are shown now: other systems always have a place for them.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn present() -> bool {
    true
}
