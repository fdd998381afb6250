//! The program from start to end.

use std::{
    fmt::Display,
    io::{Write, stderr},
    process::ExitCode,
};

use std::{sync::Arc, time::Duration};

use tauri::{App, AppHandle, Builder, Manager as _, RunEvent, Wry, generate_context};
use tauri_plugin_deep_link::DeepLinkExt as _;

use crate::{
    about::About,
    args::Args,
    clipboard::Clipboard,
    commands, display, launching, log, notices, signals,
    state::{
        Command, Control, GatewayLauncher, accounts::AccountsDesk, configuration::Configuration,
        logins::Logins, memory::Memory, situation::Situations, supervise,
    },
    telling, tray,
    window::{self, Window},
};

/// A session that has just begun may put its tray up after the programs that it starts.
const TRAY_WITHIN: Duration = Duration::from_secs(30);

/// Runs the app until it is quit: 0 then, 1 when it could not start.
///
/// To be called on the main thread.
#[must_use]
pub fn run(args: &Args) -> ExitCode {
    if args.page {
        return window::page::run();
    }
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

fn build(args: &Args, launch: proxy::Launch) -> Result<App, Box<dyn std::error::Error>> {
    // First of all, since a person waits for it.
    let window = if args.window {
        Window::soon()
    } else {
        Window::default()
    };
    let places = launch.places.clone();
    let watched = vec![
        places.credentials.clone(),
        places.generation(),
        places.codex_auth(),
    ];
    let configuration = Configuration::start(launch.sources.clone(), watched)?;
    let memory = Memory::open(&launch.sources.state_dir);
    let (control, supervisor) = supervise(GatewayLauncher(launch));
    if !args.stopped {
        control.send(Command::Start);
    }
    let app = plugins()
        .manage(Situations::new(&control, &configuration))
        .manage(configuration)
        .manage(control.clone())
        .manage(AccountsDesk::new(places))
        .manage(Arc::new(Logins::default()))
        .manage(window)
        .manage(memory)
        .manage(About::new(args))
        .manage(Clipboard::default())
        .setup(move |app| {
            // The app is in the menu bar alone; its window’s process stands in the Dock while there is one.
            #[cfg(target_os = "macos")]
            app.set_activation_policy(tauri::ActivationPolicy::Accessory);
            let app = app.handle();
            tray::put_up(app);
            let end = app.clone();
            tauri::async_runtime::spawn(async move {
                let ended = tokio::spawn(supervisor.run()).await;
                end.state::<Arc<Logins>>().cancel().await;
                end.exit(i32::from(ended.is_err()));
            });
            tauri::async_runtime::spawn(signals::obey(control));
            follow(app);
            Ok(())
        })
        .build(context())?;
    Ok(app)
}

/// The plugins. The window’s process has none of them.
fn plugins() -> Builder<Wry> {
    let autostart = tauri_plugin_autostart::Builder::new()
        .app_name("ccproxy")
        .arg("--hidden");
    let opener = tauri_plugin_opener::Builder::new().open_js_links_on_click(false);
    Builder::default()
        // First of all: a second start ends here, before it touches anything, and the first one comes forward.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            window::open(app, None);
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(autostart.build())
        .plugin(tauri_plugin_notification::init())
        .plugin(opener.build())
        .plugin(tauri_plugin_shell::init())
}

/// Starts the tasks that follow the state. Each ends with the proxy's task.
fn follow(app: &AppHandle) {
    let linked = app.clone();
    // A link brings the window forward, and nothing that stands in it is looked at.
    app.deep_link()
        .on_open_url(move |_| window::open(&linked, None));
    let situations = app.clone();
    tauri::async_runtime::spawn(async move {
        let (control, configuration) = (
            situations.state::<Control>(),
            situations.state::<Configuration>(),
        );
        situations
            .state::<Situations>()
            .follow(&control, &configuration)
            .await;
    });
    let accounts = app.clone();
    tauri::async_runtime::spawn(async move {
        let (control, configuration) = (
            accounts.state::<Control>(),
            accounts.state::<Configuration>(),
        );
        let logins = accounts.state::<Arc<Logins>>();
        accounts
            .state::<AccountsDesk>()
            .follow(&control, &configuration, &logins)
            .await;
    });
    let launched = app.clone();
    tauri::async_runtime::spawn(async move { launching::look(&launched).await });
    tauri::async_runtime::spawn(telling::keep_up(app.clone()));
    tauri::async_runtime::spawn(telling::keep_up_activity(app.clone()));
    tauri::async_runtime::spawn(notices::keep_up(app.clone()));
    tauri::async_runtime::spawn(greet(app.clone()));
}

/// The configuration, the pages and the icons, as they were built in.
#[allow(
    clippy::disallowed_methods,
    reason = "the macro ends the program where the thread that unpacks these cannot be started: nothing runs yet"
)]
pub(crate) fn context() -> tauri::Context {
    generate_context!()
}

/// Opens the window at start where it was asked for, where no tray icon would show that the app runs, and on the first
/// run, where there is nothing yet that could answer.
async fn greet(app: AppHandle) {
    let about = app.state::<About>();
    if about.window || !has_tray(&app, about.hidden).await {
        return window::open(&app, None);
    }
    let first = !about.hidden && !about.demo && about.first_run(&app);
    if first && !commands::window::has_account(&app).await {
        window::open(&app, None);
    }
}

async fn has_tray(app: &AppHandle, patient: bool) -> bool {
    let shown = async {
        while !tray::shown(app).await {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    if patient {
        tokio::time::timeout(TRAY_WITHIN, shown).await.is_ok()
    } else {
        tray::shown(app).await
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
