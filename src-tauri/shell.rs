//! The program from start to end.

use std::{
    fmt::Display,
    io::{Write, stderr},
    process::ExitCode,
};

use tauri::{App, AppHandle, RunEvent, generate_context, generate_handler};

use crate::{
    args::Args,
    clipboard::Clipboard,
    commands, display, log, signals,
    state::{Command, GatewayLauncher, supervise},
    tray, window,
};

/// Runs the app until it is quit: 0 then, 1 when it could not start.
///
/// To be called on the main thread.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    if let Err(no_display) = display::open() {
        return refuse(&no_display);
    }
    let sources = match settings::Sources::from_process(args.flags()) {
        Ok(sources) => sources,
        Err(error) => return refuse(&error),
    };
    let logging = log::start(&sources);
    let launch = proxy::Launch {
        places: proxy::accounts::places(&sources),
        sources,
        demo: args.demo,
        logging: logging.clone(),
        record: true,
    };
    let exit = match build(args, launch) {
        Ok(app) => {
            let code = app.run_return(|_, event| keep_running(&event));
            u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => refuse(&error),
    };
    // Last of all: what is queued is written out.
    drop(logging);
    exit
}

fn build(args: &Args, launch: proxy::Launch) -> tauri::Result<App> {
    let (control, supervisor) = supervise(GatewayLauncher(launch));
    if !args.stopped {
        control.send(Command::Start);
    }
    let asked_for_window = args.window;

    tauri::Builder::default()
        // First of all: a second start ends here, before it touches anything, and the first one comes forward.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            window::open(app);
        }))
        .manage(control.clone())
        .manage(Clipboard::default())
        .invoke_handler(generate_handler![
            commands::proxy_state,
            commands::start_proxy,
            commands::stop_proxy,
            commands::copy_endpoint,
            commands::tray_shown,
            commands::close_window,
            commands::quit,
        ])
        .setup(move |app| {
            let app = app.handle();
            tray::put_up(app);
            let end = app.clone();
            tauri::async_runtime::spawn(async move {
                let ended = tokio::spawn(supervisor.run()).await;
                end.exit(i32::from(ended.is_err()));
            });
            tauri::async_runtime::spawn(signals::obey(control));
            tauri::async_runtime::spawn(window::keep_up(app.clone()));
            tauri::async_runtime::spawn(greet(app.clone(), asked_for_window));
            Ok(())
        })
        .build(context())
}

/// The configuration, the pages and the icons, as they were built in.
#[allow(
    clippy::disallowed_methods,
    reason = "the macro ends the program where the thread that unpacks these cannot be started: nothing runs yet"
)]
fn context() -> tauri::Context {
    generate_context!()
}

/// Opens the window at start where it was asked for, or where no tray icon would show that the app runs.
async fn greet(app: AppHandle, asked_for: bool) {
    if asked_for || !tray::shown(&app).await {
        window::open(&app);
    }
}

/// The last window's end is not the program's: it stays in the tray.
fn keep_running(event: &RunEvent) {
    if let RunEvent::ExitRequested {
        code: None, api, ..
    } = event
    {
        api.prevent_exit();
    }
}

/// Says on standard error why the program does not run.
fn refuse(reason: &dyn Display) -> ExitCode {
    // There is nobody left to tell when standard error is closed.
    let _ = writeln!(stderr(), "ccproxy-desktop: {reason}");
    ExitCode::FAILURE
}
