//! The tray: a thin adapter that puts the menu and the icon of the present state on the screen.

mod debounce;
pub(crate) mod host;
mod icon;
mod line;
mod menu;
mod panel;

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
    time::Instant,
};

use tauri::{
    AppHandle, Manager, Wry,
    menu::{IsMenuItem, Menu, PredefinedMenuItem, Submenu},
    tray::{TrayIcon, TrayIconBuilder},
};

use self::{
    debounce::Debounce,
    icon::Icon,
    line::Line,
    menu::{Entry, Item},
    panel::Panel,
};
use crate::{
    actions::{self, Action},
    state::situation::{Situation, Situations},
};

/// Names the tray on the bus, so that it can be found there.
const ID: &str = "main";

/// The tray with what it shows.
pub(crate) struct Tray {
    icon: TrayIcon,
    menu: Menu<Wry>,
    items: HashMap<&'static str, Line>,
    shown: Mutex<Shown>,
}

/// What the tray shows, so that only what changes is set again, and a click does what it was labelled with.
struct Shown {
    menu: Vec<Entry>,
    icon: (Icon, Panel),
    clicks: Debounce,
}

/// Puts the tray up and keeps it up to date. Without a tray library the app goes on without one.
pub(crate) fn put_up(app: &AppHandle) {
    // The library is loaded at the first use, and its absence is a panic there.
    let built = catch_unwind(AssertUnwindSafe(|| build(app)));
    match built {
        Ok(Ok(tray)) => app.manage(tray),
        Ok(Err(error)) => return tracing::warn!(%error, "there is no tray icon"),
        Err(_) => {
            return tracing::warn!(
                "there is no tray icon: install libayatana-appindicator3-1 and start again"
            );
        }
    };
    let again = app.clone();
    panel::watch(move || follow(&again));
    tauri::async_runtime::spawn(keep_up(app.clone()));
}

/// Whether a person sees the tray icon now.
pub(crate) async fn shown(app: &AppHandle) -> bool {
    app.try_state::<Tray>().is_some() && host::present().await
}

fn build(app: &AppHandle) -> tauri::Result<Tray> {
    let situation = app.state::<Situations>().now();
    let entries = menu::menu(&situation);
    let look = (Icon::of(&situation.proxy), panel::current());

    let menu = Menu::new(app)?;
    let mut items = HashMap::new();
    for entry in &entries {
        let line = line(app, entry, &mut items)?;
        if !matches!(entry, Entry::Item(item) if !item.present) {
            menu.append(&*line)?;
        }
    }
    let paths = app.path();
    let pictures = paths.runtime_dir().or_else(|_| paths.app_cache_dir())?;
    let icon = TrayIconBuilder::with_id(ID)
        // Linux shows the icon from a file; in the default folder it would meet those of other programs.
        .temp_dir_path(pictures.join("ccproxy-tray"))
        .menu(&menu)
        .icon(look.0.image(look.1))
        .icon_as_template(look.1 == Panel::Template)
        .tooltip("ccproxy")
        .on_menu_event(|app, event| click(app, event.id().as_ref()))
        .build(app)?;
    let shown = Mutex::new(Shown {
        menu: entries,
        icon: look,
        clicks: Debounce::default(),
    });
    Ok(Tray {
        icon,
        menu,
        items,
        shown,
    })
}

/// Makes the system's line for an entry, and remembers the ones whose words change.
fn line(
    app: &AppHandle,
    entry: &Entry,
    items: &mut HashMap<&'static str, Line>,
) -> tauri::Result<Box<dyn IsMenuItem<Wry>>> {
    let mut make = |item: &Item| -> tauri::Result<Box<dyn IsMenuItem<Wry>>> {
        let made = Line::new(app, item)?;
        items.insert(item.id, made.clone());
        Ok(match made {
            Line::Plain(line) => Box::new(line),
            Line::Switch(line) => Box::new(line),
        })
    };
    Ok(match entry {
        Entry::Separator => Box::new(PredefinedMenuItem::separator(app)?),
        Entry::Item(item) => make(item)?,
        Entry::Submenu { label, items } => {
            let submenu = Submenu::new(app, label, true)?;
            for item in items {
                submenu.append(&*make(item)?)?;
            }
            Box::new(submenu)
        }
    })
}

/// Shows each new situation, until the proxy's task ends.
async fn keep_up(app: AppHandle) {
    let mut situations = app.state::<Situations>().changes();
    loop {
        follow(&app);
        if situations.changed().await.is_err() {
            return;
        }
    }
}

/// Brings the tray up to the present situation.
pub(crate) fn follow(app: &AppHandle) {
    let shown = app.clone();
    let queued = app.run_on_main_thread(move || {
        let Some(tray) = shown.try_state::<Tray>() else {
            return;
        };
        if let Err(error) = tray.show(&shown.state::<Situations>().now()) {
            tracing::warn!(%error, "the tray does not show the present situation");
        }
    });
    if let Err(error) = queued {
        tracing::debug!(%error, "the main loop has ended");
    }
}

fn click(app: &AppHandle, id: &str) {
    match app.state::<Tray>().clicked(id, Instant::now()) {
        Some(action) => actions::perform(app, action),
        // The mark that a repeated click set goes back.
        None => follow(app),
    }
}

impl Tray {
    fn show(&self, situation: &Situation) -> tauri::Result<()> {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let menu = menu::menu(situation);
        for (old, new) in menu::items(&shown.menu).zip(menu::items(&menu)) {
            let Some(line) = self.items.get(new.id) else {
                continue;
            };
            line.follow(old, new)?;
            if old.present != new.present {
                let place = new.present.then(|| menu::place(&menu, new.id));
                line.set_present(&self.menu, place)?;
            }
        }
        shown.menu = menu;

        let look = (Icon::of(&situation.proxy), panel::current());
        if shown.icon != look {
            self.icon.set_icon(Some(look.0.image(look.1)))?;
            shown.icon = look;
        }
        Ok(())
    }

    /// What the clicked line stands for, unless the click is a repeat.
    fn clicked(&self, id: &str, now: Instant) -> Option<Action> {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let item = menu::items_mut(&mut shown.menu).find(|item| item.id == id)?;
        // The click itself has turned the mark.
        item.checked = item.checked.map(|on| !on);
        let action = item.action?;
        shown.clicks.accepts(id, now).then_some(action)
    }
}
