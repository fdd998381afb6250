//! The system's line for an item of the menu.

use tauri::{
    AppHandle, Wry,
    menu::{CheckMenuItem, Menu, MenuItem},
};

use super::menu::Item;

/// A line with words, or with a mark before them.
#[derive(Clone)]
pub(super) enum Line {
    /// Words alone.
    Plain(MenuItem<Wry>),
    /// A switch.
    Switch(CheckMenuItem<Wry>),
}

impl Line {
    /// Makes the line.
    pub(super) fn new(app: &AppHandle, item: &Item) -> tauri::Result<Self> {
        let (id, label, clickable) = (item.id, &item.label, item.action.is_some());
        let key = None::<&str>;
        Ok(match item.checked {
            None => Self::Plain(MenuItem::with_id(app, id, label, clickable, key)?),
            Some(on) => Self::Switch(CheckMenuItem::with_id(app, id, label, clickable, on, key)?),
        })
    }

    /// Brings it from what it shows to what it should show.
    pub(super) fn follow(&self, old: &Item, new: &Item) -> tauri::Result<()> {
        if old.label != new.label {
            self.set_text(&new.label)?;
        }
        if old.action.is_some() != new.action.is_some() {
            self.set_enabled(new.action.is_some())?;
        }
        match (self, new.checked) {
            (Self::Switch(line), Some(on)) if old.checked != new.checked => line.set_checked(on),
            _ => Ok(()),
        }
    }

    /// Puts it into a menu, so many lines from its beginning; or takes it out.
    pub(super) fn set_present(&self, menu: &Menu<Wry>, place: Option<usize>) -> tauri::Result<()> {
        match (self, place) {
            (Self::Plain(line), Some(place)) => menu.insert(line, place),
            (Self::Switch(line), Some(place)) => menu.insert(line, place),
            (Self::Plain(line), None) => menu.remove(line),
            (Self::Switch(line), None) => menu.remove(line),
        }
    }

    fn set_text(&self, label: &str) -> tauri::Result<()> {
        match self {
            Self::Plain(line) => line.set_text(label),
            Self::Switch(line) => line.set_text(label),
        }
    }

    fn set_enabled(&self, enabled: bool) -> tauri::Result<()> {
        match self {
            Self::Plain(line) => line.set_enabled(enabled),
            Self::Switch(line) => line.set_enabled(enabled),
        }
    }
}
