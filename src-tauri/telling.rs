//! Each new state, told to the window: never while there is none.

use std::time::Duration;

use tauri::{AppHandle, Manager as _};
use tokio::{sync::watch, time::sleep};

use crate::{
    commands,
    state::{
        Control, accounts::AccountsDesk, activity::Activity, configuration::Configuration,
        situation::Situations,
    },
    views::{activity::ActivityView, proxy::ProxyView},
    window,
};

/// At most ten updates of the activity a second.
const BETWEEN_UPDATES: Duration = Duration::from_millis(100);

/// Tells the window of the proxy, the accounts and the settings, until the proxy's task ends.
pub(crate) async fn keep_up(app: AppHandle) {
    let control = app.state::<Control>();
    let configuration = app.state::<Configuration>();
    let situations = app.state::<Situations>();
    let mut states = control.states();
    let mut settings = configuration.changes();
    let mut problems = configuration.problems();
    let mut launching = situations.launch_at_login();
    let mut accounts = app.state::<AccountsDesk>().views();
    loop {
        tokio::select! {
            changed = states.changed() => {
                if changed.is_err() {
                    return;
                }
                let state = states.borrow_and_update().clone();
                window::tell(&app, "proxy-state", ProxyView::of(&state, &configuration.loaded())).await;
            }
            Ok(()) = settings.changed() => {
                // A stopped proxy's view depends on them too.
                window::tell(&app, "proxy-state", ProxyView::of(&control.state(), &configuration.loaded())).await;
                window::tell(&app, "settings", commands::settings::view(&configuration, &situations)).await;
            }
            Ok(()) = problems.changed() => {
                window::tell(&app, "settings", commands::settings::view(&configuration, &situations)).await;
            }
            Ok(()) = launching.changed() => {
                window::tell(&app, "settings", commands::settings::view(&configuration, &situations)).await;
            }
            Ok(()) = accounts.changed() => {
                let view = accounts.borrow_and_update().clone();
                if let Some(view) = view {
                    window::tell(&app, "accounts", view).await;
                }
            }
        }
    }
}

/// Tells the window of the requests, until the proxy's task ends.
pub(crate) async fn keep_up_activity(app: AppHandle) {
    let mut activities = app.state::<Control>().activities();
    loop {
        let activity = activities.borrow_and_update().clone();
        tokio::select! {
            changed = activities.changed() => if changed.is_err() { return },
            () = follow(&app, activity) => {}
        }
    }
}

/// Never ends: a new start brings another activity.
async fn follow(app: &AppHandle, activity: Option<Activity>) {
    let Some(activity) = activity else {
        return std::future::pending().await;
    };
    let mut changes: watch::Receiver<u64> = activity.changes();
    let mut seq = 0;
    while changes.changed().await.is_ok() {
        if window::is_open(app) {
            let view;
            (view, seq) = ActivityView::since(&activity, seq);
            window::tell(app, "activity", view).await;
        }
        sleep(BETWEEN_UPDATES).await;
    }
    std::future::pending::<()>().await;
}
