//! The window: made when it is asked for, gone when it is closed; the app stays in the tray.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tauri::{
    AppHandle, Emitter, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    webview::PageLoadEvent,
};
use tauri_plugin_window_state::{AppHandleExt as _, StateFlags};

use crate::{
    notices,
    state::{Command, Control},
    views::app::ShowView,
};

/// The one window; capabilities/window.json names it too.
pub(crate) const LABEL: &str = "main";

/// The event that sends the window to a view.
const SHOW_EVENT: &str = "show";

/// What the window remembers of itself.
pub(crate) const REMEMBERED: StateFlags = StateFlags::SIZE
    .union(StateFlags::POSITION)
    .union(StateFlags::MAXIMIZED);

/// A page that has not said by then that it drew something is shown as it is.
const DRAWN_WITHIN: Duration = Duration::from_secs(1);

/// Where the window is to go once its page is ready.
#[derive(Debug, Default)]
pub(crate) struct Waiting(Mutex<Page>);

#[derive(Debug, Default, Clone, Copy)]
struct Page {
    ready: bool,
    show: Option<ShowView>,
}

/// Opens the window, or brings it forward; at a view, where one is asked for.
pub(crate) fn open(app: &AppHandle, at: Option<ShowView>) {
    // Not on the caller's thread: an event handler that waits for a new window locks up on Windows.
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = show(&app, at) {
            tracing::error!(%error, "the window does not open");
        }
    });
}

/// Closes the window.
pub(crate) fn close(app: &AppHandle) -> tauri::Result<()> {
    find(app).map_or(Ok(()), |window| window.close())
}

/// Whether there is a window that could show something.
pub(crate) fn is_open(app: &AppHandle) -> bool {
    find(app).is_some()
}

/// Whether the person looks at the window.
pub(crate) fn is_focused(app: &AppHandle) -> bool {
    find(app).is_some_and(|window| window.is_focused().unwrap_or(false))
}

/// The page has drawn its first state.
pub(crate) fn ready(app: &AppHandle, waiting: &Waiting) -> tauri::Result<()> {
    let at = {
        let mut page = waiting.page();
        page.ready = true;
        page.show.take()
    };
    if let Some(window) = find(app) {
        bring(&window)?;
    }
    at.map_or(Ok(()), |at| app.emit_to(LABEL, SHOW_EVENT, at))
}

impl Waiting {
    fn page(&self) -> std::sync::MutexGuard<'_, Page> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn find(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window(LABEL)
}

fn bring(window: &WebviewWindow) -> tauri::Result<()> {
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

fn show(app: &AppHandle, at: Option<ShowView>) -> tauri::Result<()> {
    app.state::<Control>().send(Command::Refresh);
    let waiting = app.state::<Arc<Waiting>>();
    if let Some(window) = find(app) {
        bring(&window)?;
        let ready = {
            let mut page = waiting.page();
            page.show = at.or(page.show);
            page.ready
        };
        return if ready {
            self::ready(app, &waiting)
        } else {
            Ok(())
        };
    }
    *waiting.page() = Page {
        ready: false,
        show: at,
    };
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("ccproxy")
        .inner_size(1000.0, 700.0)
        .min_inner_size(720.0, 480.0)
        // Shown once it has something to show, so that it does not flash white.
        .visible(false)
        .devtools(cfg!(debug_assertions))
        .on_page_load(|window, page| {
            if page.event() == PageLoadEvent::Finished {
                tauri::async_runtime::spawn(show_late(window));
            }
        })
        .on_navigation(is_own)
        .build()?;
    let closing = app.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::CloseRequested { .. } => notices::closed(&closing),
        WindowEvent::Destroyed => {
            remember(&closing);
            #[cfg(target_os = "linux")]
            crate::web_processes::end_later(&closing);
        }
        _ => {}
    });
    Ok(())
}

/// Shows a page that says nothing, so that no mistake in it hides the window for ever.
async fn show_late(window: WebviewWindow) {
    tokio::time::sleep(DRAWN_WITHIN).await;
    if window.is_visible().unwrap_or(true) {
        return;
    }
    if let Err(error) = bring(&window) {
        tracing::warn!(%error, "the window stays hidden");
    }
}

/// Writes size and place down, for the next start too.
fn remember(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(error) = app.save_window_state(REMEMBERED) {
            tracing::warn!(%error, "the window's place is not remembered");
        }
    });
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
