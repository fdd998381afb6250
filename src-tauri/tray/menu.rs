//! The tray's menu as a pure function of the state.

use crate::{
    actions::{Action, Copied},
    state::ProxyState,
};

/// One line of the menu. Which lines there are, and their order, never changes: Linux cannot replace a menu.
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
    /// The same in every state.
    pub(crate) id: &'static str,
    /// What stands on it.
    pub(crate) label: String,
    /// What a click does; without one the line is greyed out.
    pub(crate) action: Option<Action>,
}

/// The menu in this state.
pub(crate) fn menu(state: &ProxyState) -> Vec<Entry> {
    vec![
        Entry::Item(item("status", &state.headline(), None)),
        Entry::Item(power(state)),
        Entry::Submenu {
            label: "Copy endpoint",
            items: endpoint(state),
        },
        Entry::Separator,
        Entry::Item(item("window", "Open window", Some(Action::OpenWindow))),
        Entry::Separator,
        Entry::Item(item("quit", "Quit", Some(Action::Quit))),
    ]
}

/// All lines with words that can change, in order.
pub(crate) fn items(menu: &[Entry]) -> impl Iterator<Item = &Item> {
    menu.iter().flat_map(|entry| match entry {
        Entry::Item(item) => std::slice::from_ref(item),
        Entry::Submenu { items, .. } => items,
        Entry::Separator => &[],
    })
}

fn power(state: &ProxyState) -> Item {
    let (label, action) = match state {
        ProxyState::Stopped | ProxyState::Failed(_) => ("Start", Some(Action::Start)),
        ProxyState::Starting | ProxyState::Running(_) => ("Stop", Some(Action::Stop)),
        ProxyState::Finishing { .. } => ("Stop", None),
    };
    item("power", label, action)
}

fn endpoint(state: &ProxyState) -> Vec<Item> {
    let running = state.running();
    let url = |copied| running.map(|_| Action::Copy(copied));
    let token = running
        .and_then(|running| running.token.as_ref())
        .map(|_| Action::Copy(Copied::AuthToken));
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

fn item(id: &'static str, label: &str, action: Option<Action>) -> Item {
    Item {
        id,
        label: label.to_owned(),
        action,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Failure, Running};

    fn running(token: Option<&str>) -> ProxyState {
        ProxyState::Running(Running {
            address: "127.0.0.1:8000".into(),
            base_url: "http://127.0.0.1:8000".into(),
            token: token.map(Into::into),
            open: 0,
            problem: None,
        })
    }

    fn taken() -> ProxyState {
        ProxyState::Failed(Failure::PortTaken {
            port: 8000,
            message: "Port 8000 is taken by python3. Quit it and try again.".into(),
        })
    }

    fn every_state() -> Vec<ProxyState> {
        vec![
            ProxyState::Stopped,
            ProxyState::Starting,
            running(None),
            running(Some("secret")),
            ProxyState::Finishing { open: 2 },
            taken(),
            ProxyState::Failed(Failure::CannotStart("a reason".into())),
            ProxyState::Failed(Failure::Crashed),
        ]
    }

    fn find(state: &ProxyState, id: &str) -> Item {
        let menu = menu(state);
        let mut found = items(&menu).filter(|item| item.id == id);
        let item = found.next().expect("the line is there").clone();
        assert!(found.next().is_none(), "{id} stands twice");
        item
    }

    /// What must stay the same from state to state.
    fn shape(menu: &[Entry]) -> Vec<Vec<&'static str>> {
        let line = |entry: &Entry| match entry {
            Entry::Item(item) => vec![item.id],
            Entry::Submenu { label, items } => std::iter::once(*label)
                .chain(items.iter().map(|item| item.id))
                .collect(),
            Entry::Separator => vec![],
        };
        menu.iter().map(line).collect()
    }

    #[test]
    fn the_lines_are_the_same_in_every_state() {
        let first = shape(&menu(&ProxyState::Stopped));
        for state in every_state() {
            assert_eq!(shape(&menu(&state)), first, "{state:?}");
        }
    }

    #[test]
    fn the_status_line_tells_the_state_and_cannot_be_clicked() {
        let lines: Vec<_> = every_state()
            .iter()
            .map(|state| find(state, "status"))
            .collect();
        assert!(lines.iter().all(|line| line.action.is_none()));
        let labels: Vec<_> = lines.iter().map(|line| line.label.as_str()).collect();
        let running = "Running on 127.0.0.1:8000";
        let expected = [
            "Stopped",
            "Starting…",
            running,
            running,
            "Finishing 2 requests…",
            "Port 8000 is taken",
            "Can’t start",
            "Stopped by itself",
        ];
        assert_eq!(labels, expected);
    }

    #[test]
    fn one_line_starts_or_stops() {
        let power = |state: &ProxyState| {
            let item = find(state, "power");
            (item.label, item.action)
        };
        let start = ("Start".to_owned(), Some(Action::Start));
        let stop = ("Stop".to_owned(), Some(Action::Stop));
        assert_eq!(power(&ProxyState::Stopped), start);
        assert_eq!(power(&taken()), start);
        assert_eq!(power(&ProxyState::Starting), stop);
        assert_eq!(power(&running(None)), stop);
        let finishing = ProxyState::Finishing { open: 1 };
        assert_eq!(power(&finishing), ("Stop".to_owned(), None));
    }

    #[test]
    fn only_what_is_there_can_be_copied() {
        let can = |state: &ProxyState, id| find(state, id).action.is_some();
        assert!(!can(&ProxyState::Stopped, "copy-anthropic"));
        assert!(can(&running(None), "copy-anthropic"));
        assert!(can(&running(None), "copy-openai"));
        assert!(!can(&running(None), "copy-token"));
        assert!(can(&running(Some("secret")), "copy-token"));
    }

    #[test]
    fn the_token_stands_nowhere_in_the_menu() {
        let menu = menu(&running(Some("hunter2")));
        assert!(!format!("{menu:?}").contains("hunter2"));
    }
}
