//! The window, from the app's side: a process of its own, started when the window is asked for, and gone when it is
//! closed. The app stays in the tray.
//!
//! A web view that was open once leaves tens of MiB in its process; this way the system takes them back. And a web view
//! that crashes takes no request with it.

pub(crate) mod page;
mod pipes;
mod session;
mod wire;

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::value::to_raw_value;
use tauri::{AppHandle, Manager as _};
use tokio::{sync::mpsc, task::JoinHandle};

use self::{
    session::{Process, Session},
    wire::Order,
};
use crate::{
    state::{Command, Control},
    views::app::ShowView,
};

/// The one window; capabilities/window.json names it too.
const LABEL: &str = "main";

/// The event that sends the window to a view.
const SHOW_EVENT: &str = "show";

/// Orders that the window's process has not read yet. Whoever has another one waits.
const ORDERS: usize = 64;

/// The window, where there is one.
#[derive(Debug, Default)]
pub(crate) struct Window(Mutex<Slot>);

#[derive(Debug, Default)]
struct Slot {
    shown: Option<Shown>,
    started: u64,
    /// A process that no window was asked of yet.
    early: Option<Process>,
    /// The last process's task. The next one starts after it: both keep the window's place in one file.
    last: Option<JoinHandle<()>>,
}

/// A window that is there, or on its way.
#[derive(Debug)]
struct Shown {
    number: u64,
    orders: mpsc::Sender<Order>,
    /// Whether its page has drawn something, and listens.
    ready: bool,
    focused: bool,
    /// Where it is to go once it is ready.
    at: Option<ShowView>,
}

/// Opens the window, or brings it forward; at a view, where one is asked for.
pub(crate) fn open(app: &AppHandle, at: Option<ShowView>) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move { show(&app, at).await });
}

/// Closes the window.
pub(crate) async fn close(app: &AppHandle) {
    if let Some(orders) = app.state::<Window>().orders() {
        send(&orders, Order::Close).await;
    }
}

/// Whether there is a window that could show something.
pub(crate) fn is_open(app: &AppHandle) -> bool {
    app.state::<Window>().slot().shown.is_some()
}

/// Whether the person looks at the window.
pub(crate) fn is_focused(app: &AppHandle) -> bool {
    let window = app.state::<Window>();
    let slot = window.slot();
    slot.shown.as_ref().is_some_and(|shown| shown.focused)
}

/// The page has drawn its first state: the window is shown, and told what it was opened for.
pub(crate) async fn ready(app: &AppHandle) {
    let found = app.state::<Window>().slot().shown.as_mut().map(|shown| {
        shown.ready = true;
        (shown.orders.clone(), shown.at.take())
    });
    if let Some((orders, at)) = found {
        bring(&orders, at).await;
    }
}

/// Tells the page something, if there is one.
pub(crate) async fn tell(app: &AppHandle, event: &str, view: impl Serialize) {
    let Some(orders) = app.state::<Window>().orders() else {
        return;
    };
    match to_raw_value(&view) {
        Ok(payload) => {
            let name = event.to_owned();
            send(&orders, Order::Event { name, payload }).await;
        }
        Err(error) => tracing::warn!(%error, event, "the window does not show the present state"),
    }
}

async fn show(app: &AppHandle, at: Option<ShowView>) {
    app.state::<Control>().send(Command::Refresh);
    let ready = app.state::<Window>().slot().find_or_start(app, at);
    if let Some(orders) = ready {
        bring(&orders, at).await;
    }
}

async fn bring(orders: &mpsc::Sender<Order>, at: Option<ShowView>) {
    send(orders, Order::Show).await;
    if let Some(payload) = at.and_then(|at| to_raw_value(&at).ok()) {
        let name = SHOW_EVENT.to_owned();
        send(orders, Order::Event { name, payload }).await;
    }
}

async fn send(orders: &mpsc::Sender<Order>, order: Order) {
    // The window may go at any time.
    let _ = orders.send(order).await;
}

impl Window {
    /// The window of an app that is about to open it: its process starts now, beside the app itself. Where the app turns
    /// out to be the second one, and ends, its process ends with it, and has shown nothing.
    pub(crate) fn soon() -> Self {
        let runtime = tauri::async_runtime::handle();
        let _within = runtime.inner().enter();
        let early = session::start();
        // It is tried again, and told, when the window is opened.
        let early = early.ok();
        Self(Mutex::new(Slot {
            early,
            ..Slot::default()
        }))
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn orders(&self) -> Option<mpsc::Sender<Order>> {
        let slot = self.slot();
        slot.shown.as_ref().map(|shown| shown.orders.clone())
    }

    fn set_focused(&self, number: u64, focused: bool) {
        let mut slot = self.slot();
        if let Some(shown) = slot.shown.as_mut().filter(|shown| shown.number == number) {
            shown.focused = focused;
        }
    }

    /// The window with this number is closed; `false` when it was already.
    fn closed(&self, number: u64) -> bool {
        let gone = |shown: &mut Shown| shown.number == number;
        self.slot().shown.take_if(gone).is_some()
    }
}

impl Slot {
    /// The orders of a window that is ready. One that is not will go to `at` when it is; where there is none, it is
    /// started.
    fn find_or_start(
        &mut self,
        app: &AppHandle,
        at: Option<ShowView>,
    ) -> Option<mpsc::Sender<Order>> {
        if let Some(shown) = &mut self.shown {
            if shown.ready {
                return Some(shown.orders.clone());
            }
            shown.at = at.or(shown.at);
            return None;
        }
        self.started += 1;
        let number = self.started;
        let (orders, inbox) = mpsc::channel(ORDERS);
        self.shown = Some(Shown {
            number,
            orders: orders.clone(),
            ready: false,
            focused: false,
            at,
        });
        let session = Session {
            app: app.clone(),
            number,
            orders,
        };
        let (last, early) = (self.last.take(), self.early.take());
        self.last = Some(tokio::spawn(session.run(inbox, last, early)));
        None
    }
}
