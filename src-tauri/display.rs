//! Whether there is a display to show anything on.

/// There is none; the program cannot go on.
#[derive(Debug, thiserror::Error)]
#[error(
    "No display: the tray app needs a graphical session. On a machine without one, run `ccproxy serve`."
)]
pub(crate) struct NoDisplay;

/// Opens the display, or says that there is none. To be called first, on the main thread.
#[cfg(target_os = "linux")]
pub(crate) fn open() -> Result<(), NoDisplay> {
    gtk::init().map_err(|_| NoDisplay)
}

/// Other systems show programs of a person's own session only.
#[cfg(not(target_os = "linux"))]
pub(crate) fn open() -> Result<(), NoDisplay> {
    Ok(())
}
