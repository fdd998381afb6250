//! The window: made when it is asked for, gone when it is closed; the app stays in the tray.

use tauri::{
    AppHandle, Emitter, Manager, Url, WebviewUrl, WebviewWindowBuilder, webview::PageLoadEvent,
};

use crate::{
    commands::View,
    state::{Command, Control},
};

/// The one window; capabilities/window.json names it too.
const LABEL: &str = "main";

/// The event that carries each new state to the window.
const STATE_EVENT: &str = "proxy-state";

/// Opens the window, or brings it forward.
pub(crate) fn open(app: &AppHandle) {
    // Not on the caller's thread: an event handler that waits for a new window locks up on Windows.
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = show(&app) {
            tracing::error!(%error, "the window does not open");
        }
    });
}

/// Closes the window.
pub(crate) fn close(app: &AppHandle) -> tauri::Result<()> {
    app.get_webview_window(LABEL)
        .map_or(Ok(()), |window| window.close())
}

/// Sends each new state to the window, until the proxy's task ends.
pub(crate) async fn keep_up(app: AppHandle) {
    let mut states = app.state::<Control>().states();
    while states.changed().await.is_ok() {
        let view = View::of(&states.borrow_and_update());
        if let Err(error) = app.emit_to(LABEL, STATE_EVENT, view) {
            tracing::warn!(%error, "the window does not show the present state");
        }
    }
}

fn show(app: &AppHandle) -> tauri::Result<()> {
    app.state::<Control>().send(Command::Refresh);
    if let Some(window) = app.get_webview_window(LABEL) {
        window.unminimize()?;
        window.show()?;
        return window.set_focus();
    }
    WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("ccproxy")
        .inner_size(560.0, 330.0)
        .min_inner_size(440.0, 280.0)
        // Shown once it has something to show, so that it does not flash white.
        .visible(false)
        .on_page_load(|window, page| {
            if page.event() == PageLoadEvent::Finished {
                let shown = window.show().and_then(|()| window.set_focus());
                if let Err(error) = shown {
                    tracing::warn!(%error, "the window stays hidden");
                }
            }
        })
        .on_navigation(is_own)
        .build()?;
    Ok(())
}

/// Whether an address is one of the app's own pages: the window shows nothing else.
fn is_own(url: &Url) -> bool {
    let custom_scheme = url.scheme() == "tauri" && url.host_str() == Some("localhost");
    let on_windows = cfg!(windows) && url.host_str() == Some("tauri.localhost");
    custom_scheme || on_windows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_shows_only_its_own_pages() {
        let own = |url: &str| is_own(&url.parse().expect("a URL"));
        assert!(own("tauri://localhost/index.html"));
        assert!(!own("tauri://elsewhere/index.html"));
        assert!(!own("https://example.org/"));
        assert!(!own("http://localhost/"));
    }
}
