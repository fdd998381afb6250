//! Notifications: each at most once for each cause.

use tauri::{AppHandle, Manager as _};
use tauri_plugin_notification::NotificationExt as _;

use crate::{
    state::{Failure, ProxyState, memory::Memory, situation::Situations},
    views::app::{Dialog, Place, ShowView},
    window,
};

/// The numbers by which a click finds what to open.
const LOGIN: i32 = 1;
const PORT: i32 = 2;
const TRAY: i32 = 3;

/// A notification's words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Notice {
    id: i32,
    title: String,
    body: String,
}

/// What was told already.
#[derive(Debug, Default)]
struct Told {
    port: Option<u16>,
    login: Option<String>,
}

impl Told {
    /// What is to be told of a state, if that was not told yet. A proxy that runs has ended all causes but its own.
    fn news(&mut self, state: &ProxyState) -> Option<Notice> {
        match state {
            ProxyState::Failed(Failure::PortTaken { port, message, .. }) => {
                (self.port.replace(*port) != Some(*port)).then(|| Notice {
                    id: PORT,
                    title: state.headline(),
                    body: taken(message),
                })
            }
            ProxyState::Running(running) => {
                self.port = None;
                let told = std::mem::replace(&mut self.login, running.login_problem.clone());
                // One cause may be said in other words with each try: told is told, until it is over.
                (told.is_none() && self.login.is_some()).then(|| Notice {
                    id: LOGIN,
                    title: "Log in to Claude again".into(),
                    body: "Claude no longer accepts your login. Nothing was deleted.".into(),
                })
            }
            _ => None,
        }
    }
}

/// Who has the port, and where the way out is.
fn taken(message: &str) -> String {
    let who = message.split(". ").next().unwrap_or(message);
    format!("{who}. Open ccproxy to use another port.")
}

/// Tells what needs the person, until the proxy's task ends.
pub(crate) async fn keep_up(app: AppHandle) {
    let heard = app.clone();
    let listening = app.notification().on_action(move |action| {
        let id = action
            .notification()
            .map(tauri_plugin_notification::ActiveNotification::id);
        window::open(&heard, id.and_then(mends));
    });
    if let Err(error) = listening {
        tracing::debug!(%error, "a click on a notification opens nothing");
    }
    let mut situations = app.state::<Situations>().changes();
    let mut told = Told::default();
    loop {
        let state = situations.borrow_and_update().proxy.clone();
        if let Some(notice) = told.news(&state)
            && !window::is_focused(&app)
        {
            notify(&app, notice);
        }
        if situations.changed().await.is_err() {
            return;
        }
    }
}

/// The window is being closed: the first time, it is told that the app goes on.
pub(crate) fn closed(app: &AppHandle) {
    let first = app.state::<Memory>().first(|now| &mut now.closed_once);
    if first {
        let notice = Notice {
            id: TRAY,
            title: "ccproxy keeps running in the tray".into(),
            body: "Use Quit in its menu to stop it.".into(),
        };
        notify(app, notice);
    }
}

/// The view that mends what a notification told.
fn mends(id: i32) -> Option<ShowView> {
    match id {
        LOGIN => Some(ShowView::login(Dialog::Claude)),
        PORT => Some(ShowView::place(Place::Connect)),
        _ => None,
    }
}

/// It may wait for the desktop's notification service.
fn notify(app: &AppHandle, notice: Notice) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let notification = app.notification().builder().id(notice.id);
        let shown = notification.title(notice.title).body(notice.body).show();
        if let Err(error) = shown {
            tracing::debug!(%error, "a notification was not shown");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Running, tests::running};

    fn port(port: u16) -> ProxyState {
        ProxyState::Failed(Failure::PortTaken {
            port,
            next: Some(port + 1),
            message: "python3 is using it. Use port 8001, or quit that program and try again."
                .into(),
        })
    }

    fn login(problem: Option<&str>) -> ProxyState {
        ProxyState::Running(Running {
            login_problem: problem.map(Into::into),
            ..running()
        })
    }

    #[test]
    fn a_taken_port_is_told_once_until_the_proxy_ran() {
        let mut told = Told::default();
        let notice = told.news(&port(8000)).expect("told");
        assert_eq!(notice.title, "Port 8000 is taken");
        assert_eq!(
            notice.body,
            "python3 is using it. Open ccproxy to use another port."
        );
        assert_eq!(told.news(&ProxyState::Starting), None);
        assert_eq!(told.news(&port(8000)), None);
        assert!(told.news(&port(8001)).is_some());
        assert_eq!(told.news(&login(None)), None);
        assert!(told.news(&port(8001)).is_some());
    }

    #[test]
    fn a_login_that_is_needed_is_told_once_until_it_was_made() {
        let mut told = Told::default();
        assert!(told.news(&login(Some("why"))).is_some());
        assert_eq!(told.news(&login(Some("why, in other words"))), None);
        assert_eq!(told.news(&login(None)), None);
        assert!(told.news(&login(Some("why"))).is_some());
    }

    #[test]
    fn a_click_opens_the_view_that_mends_it() {
        assert_eq!(mends(LOGIN), Some(ShowView::login(Dialog::Claude)));
        assert_eq!(mends(PORT), Some(ShowView::place(Place::Connect)));
        assert_eq!(mends(TRAY), None);
    }
}
