//! The tray's menu as a pure function of the situation.

use crate::{
    actions::{Action, Copied},
    state::{
        ProxyState,
        situation::{Situation, Switch},
    },
    views::app::Dialog,
};

/// One line of the menu. Their order never changes, and a menu is never replaced: Linux cannot do that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A line that can be clicked, or that only tells something.
    Item(Item),
    /// A line that opens further lines.
    Submenu {
        /// What stands on it.
        label: &'static str,
        /// The further lines.
        items: Vec<Item>,
    },
    /// A thin line between groups.
    Separator,
}

/// A line with words on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// The same in every situation.
    pub(crate) id: &'static str,
    /// What stands on it.
    pub(crate) label: String,
    /// What a click does; without one the line is greyed out.
    pub(crate) action: Option<Action>,
    /// The mark of a switch.
    pub(crate) checked: Option<bool>,
    /// Whether the line is there at all.
    pub(crate) present: bool,
}

/// The menu in this situation.
pub(crate) fn menu(situation: &Situation) -> Vec<Entry> {
    let proxy = &situation.proxy;
    vec![
        Entry::Item(item("status", &status(proxy), None)),
        Entry::Item(power(proxy)),
        Entry::Item(next_port(proxy)),
        Entry::Submenu {
            label: "Copy endpoint",
            items: endpoint(situation),
        },
        Entry::Separator,
        Entry::Item(login("login-claude", "Login with Claude…", Dialog::Claude)),
        Entry::Item(login("login-openai", "Login with OpenAI…", Dialog::Openai)),
        Entry::Separator,
        Entry::Item(switch(
            "codex",
            "Codex provider",
            situation.codex,
            Action::SetCodex,
        )),
        Entry::Item(switch(
            "require-token",
            "Require auth token",
            situation.token,
            Action::RequireToken,
        )),
        Entry::Separator,
        Entry::Item(item("window", "Open window", Some(Action::OpenWindow))),
        Entry::Item(launch_at_login(situation.launch_at_login)),
        Entry::Separator,
        Entry::Item(item("quit", "Quit", Some(Action::Quit))),
    ]
}

/// All lines with words, in order.
pub(crate) fn items(menu: &[Entry]) -> impl Iterator<Item = &Item> {
    menu.iter().flat_map(|entry| match entry {
        Entry::Item(item) => std::slice::from_ref(item),
        Entry::Submenu { items, .. } => items,
        Entry::Separator => &[],
    })
}

/// The same, to be changed.
pub(crate) fn items_mut(menu: &mut [Entry]) -> impl Iterator<Item = &mut Item> {
    menu.iter_mut().flat_map(|entry| match entry {
        Entry::Item(item) => std::slice::from_mut(item),
        Entry::Submenu { items, .. } => items.as_mut_slice(),
        Entry::Separator => &mut [],
    })
}

/// How many lines stand before this one, so that it can be put there.
pub(crate) fn place(menu: &[Entry], id: &str) -> usize {
    let before = menu
        .iter()
        .take_while(|entry| !matches!(entry, Entry::Item(item) if item.id == id));
    before
        .filter(|entry| !matches!(entry, Entry::Item(item) if !item.present))
        .count()
}

/// The worst of what there is to tell.
fn status(proxy: &ProxyState) -> String {
    match proxy.login_problem() {
        Some(_) => "Log in to Claude again".into(),
        None => proxy.headline(),
    }
}

fn power(proxy: &ProxyState) -> Item {
    let (label, action) = match proxy {
        ProxyState::Stopped | ProxyState::Failed(_) => ("Start", Some(Action::Start)),
        ProxyState::Starting | ProxyState::Running(_) => ("Stop", Some(Action::Stop)),
        ProxyState::Finishing { .. } => ("Stop", None),
    };
    item("power", label, action)
}

fn next_port(proxy: &ProxyState) -> Item {
    let port = proxy.next_port();
    let label = port.map_or_else(String::new, |port| format!("Use port {port}"));
    Item {
        present: port.is_some(),
        ..item("next-port", &label, Some(Action::UseNextPort))
    }
}

fn endpoint(situation: &Situation) -> Vec<Item> {
    let running = situation.proxy.running();
    let url = |copied| running.map(|_| Action::Copy(copied));
    let has_token = running.map_or(situation.token.on, |running| running.token.is_some());
    let token = has_token.then_some(Action::Copy(Copied::AuthToken));
    vec![
        item(
            "copy-anthropic",
            "Anthropic base URL",
            url(Copied::AnthropicBaseUrl),
        ),
        item("copy-openai", "OpenAI base URL", url(Copied::OpenAiBaseUrl)),
        item("copy-token", "Auth token", token),
    ]
}

fn login(id: &'static str, label: &str, dialog: Dialog) -> Item {
    item(id, label, Some(Action::Login(dialog)))
}

/// A switch that somebody else holds shows its state, and cannot be clicked.
fn switch(id: &'static str, label: &str, switch: Switch, set: fn(bool) -> Action) -> Item {
    let action = (!switch.locked).then(|| set(!switch.on));
    Item {
        checked: Some(switch.on),
        ..item(id, label, action)
    }
}

fn launch_at_login(on: Option<bool>) -> Item {
    let switch_ = Switch {
        on: on.unwrap_or(false),
        locked: on.is_none(),
    };
    switch(
        "launch-at-login",
        "Launch at login",
        switch_,
        Action::LaunchAtLogin,
    )
}

fn item(id: &'static str, label: &str, action: Option<Action>) -> Item {
    Item {
        id,
        label: label.to_owned(),
        action,
        checked: None,
        present: true,
    }
}

#[cfg(test)]
mod tests;
