//! The process from start to end.

use std::{
    error::Error,
    io::{BufReader, Read},
    process::ExitCode,
    sync::{Arc, Mutex},
    time::Duration,
};

use tauri::{
    App, AppHandle, Builder, Emitter as _, Manager as _, Url, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, WindowEvent, Wry, webview::PageLoadEvent,
};
use tauri_plugin_window_state::StateFlags;

use super::{
    super::{
        LABEL, pipes,
        wire::{self, LONGEST_ORDER, Order, Said},
    },
    Calls, Voice,
};
use crate::{display, shell};

/// What the window remembers of itself.
const REMEMBERED: StateFlags = StateFlags::SIZE
    .union(StateFlags::POSITION)
    .union(StateFlags::MAXIMIZED);

/// A page that has not said by then that it drew something is shown as it is.
const DRAWN_WITHIN: Duration = Duration::from_secs(1);

/// Shows the window until it is closed, or the app is gone: 0 then, 1 when it could not be shown.
///
/// To be called on the main thread, before anything else uses the standard streams.
pub(crate) fn run() -> ExitCode {
    let Ok((orders, said)) = pipes::take() else {
        return ExitCode::FAILURE;
    };
    let voice = Voice(Arc::new(Mutex::new(said)));
    let panicking = voice.clone();
    std::panic::set_hook(Box::new(move |panic| {
        panicking.mention(&Said::Trouble(panic.to_string()));
    }));
    match build(&voice, orders) {
        Ok(app) => {
            let code = app.run_return(|_, _| {});
            u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => {
            voice.mention(&Said::Trouble(error.to_string()));
            ExitCode::FAILURE
        }
    }
}

fn build(voice: &Voice, orders: impl Read + Send + 'static) -> Result<App, Box<dyn Error>> {
    display::open()?;
    let calls = Calls::default();
    let (calling, speaking) = (calls.clone(), voice.clone());
    let window_state = tauri_plugin_window_state::Builder::new()
        .with_state_flags(REMEMBERED)
        .with_filename("window.json");
    let app = Builder::default()
        // It writes the window's place down when this process ends.
        .plugin(window_state.build())
        .invoke_handler(move |invoke| {
            calling.pass_on(&speaking, invoke);
            true
        })
        .build(shell::context())?;
    show(&app, voice)?;
    let (listening, speaking) = (app.handle().clone(), voice.clone());
    std::thread::Builder::new()
        .name("orders".into())
        .spawn(move || {
            if let Err(error) = obey(&listening, &calls, orders) {
                speaking.mention(&Said::Trouble(error.to_string()));
            }
            // The app is gone, or not understood.
            listening.exit(0);
        })?;
    Ok(app)
}

fn show(app: &App, voice: &Voice) -> tauri::Result<()> {
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
    let voice = voice.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::CloseRequested { .. } => voice.mention(&Said::Closing),
        WindowEvent::Focused(focused) => voice.mention(&Said::Focused(*focused)),
        _ => {}
    });
    Ok(())
}

/// Shows a page that says nothing, so that no mistake in it hides the window for ever.
async fn show_late(window: WebviewWindow) {
    tokio::time::sleep(DRAWN_WITHIN).await;
    if !window.is_visible().unwrap_or(true) {
        // A window that is gone need not be shown.
        let _ = bring(&window);
    }
}

fn bring(window: &WebviewWindow) -> tauri::Result<()> {
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

/// Does what the app says, until it says no more.
fn obey(
    app: &AppHandle<Wry>,
    calls: &Calls,
    orders: impl Read,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut orders = BufReader::new(orders);
    let mut line = Vec::new();
    while wire::read(&mut orders, &mut line, LONGEST_ORDER)? {
        match wire::message(&line)? {
            Order::Answer { id, answer } => calls.answer(id, answer),
            Order::Event { name, payload } => {
                app.emit_str_to(LABEL, &name, payload.get().to_owned())?;
            }
            Order::Show => app
                .get_webview_window(LABEL)
                .as_ref()
                .map_or(Ok(()), bring)?,
            Order::Close => {
                let window = app.get_webview_window(LABEL);
                window.map_or(Ok(()), |window| window.close())?;
            }
        }
    }
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
