use super::*;
use crate::state::{Failure, Running, tests};

fn at(proxy: ProxyState) -> Situation {
    let off = Switch {
        on: false,
        locked: false,
    };
    Situation {
        proxy,
        codex: off,
        token: off,
        launch_at_login: Some(false),
    }
}

fn running(token: Option<&str>) -> Situation {
    at(ProxyState::Running(Running {
        token: token.map(Into::into),
        ..tests::running()
    }))
}

fn login_needed() -> Situation {
    at(ProxyState::Running(Running {
        login_problem: Some("The Claude login cannot be renewed.".into()),
        ..tests::running()
    }))
}

fn taken(next: Option<u16>) -> Situation {
    at(ProxyState::Failed(Failure::PortTaken {
        port: 8000,
        next,
        message: "python3 is using it.".into(),
    }))
}

fn every_situation() -> Vec<Situation> {
    vec![
        at(ProxyState::Stopped),
        at(ProxyState::Starting),
        running(None),
        running(Some("secret")),
        login_needed(),
        at(ProxyState::Finishing { open: 2 }),
        taken(Some(8001)),
        at(ProxyState::Failed(Failure::CannotStart("a reason".into()))),
        at(ProxyState::Failed(Failure::Crashed)),
    ]
}

fn find(situation: &Situation, id: &str) -> Item {
    let menu = menu(situation);
    let mut found = items(&menu).filter(|item| item.id == id);
    let item = found.next().expect("the line is there").clone();
    assert!(found.next().is_none(), "{id} stands twice");
    item
}

/// What must stay the same from one situation to the next.
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
fn the_lines_are_the_same_in_every_situation() {
    let first = shape(&menu(&at(ProxyState::Stopped)));
    for situation in every_situation() {
        assert_eq!(shape(&menu(&situation)), first, "{situation:?}");
    }
}

#[test]
fn the_worst_wins_the_status_line_which_cannot_be_clicked() {
    let lines: Vec<_> = every_situation()
        .iter()
        .map(|situation| find(situation, "status"))
        .collect();
    assert!(lines.iter().all(|line| line.action.is_none()));
    let labels: Vec<_> = lines.iter().map(|line| line.label.as_str()).collect();
    let running = "Running on 127.0.0.1:8000";
    let expected = [
        "Stopped",
        "Starting…",
        running,
        running,
        "Log in to Claude again",
        "Finishing 2 requests…",
        "Port 8000 is taken",
        "Can’t start",
        "Stopped by itself",
    ];
    assert_eq!(labels, expected);
}

#[test]
fn one_line_starts_or_stops() {
    let power = |situation: &Situation| {
        let item = find(situation, "power");
        (item.label, item.action)
    };
    let start = ("Start".to_owned(), Some(Action::Start));
    let stop = ("Stop".to_owned(), Some(Action::Stop));
    assert_eq!(power(&at(ProxyState::Stopped)), start);
    assert_eq!(power(&taken(None)), start);
    assert_eq!(power(&at(ProxyState::Starting)), stop);
    assert_eq!(power(&running(None)), stop);
    let finishing = at(ProxyState::Finishing { open: 1 });
    assert_eq!(power(&finishing), ("Stop".to_owned(), None));
}

#[test]
fn another_port_is_offered_only_while_the_port_is_taken_and_one_is_free() {
    let line = find(&taken(Some(8001)), "next-port");
    assert!(line.present);
    assert_eq!(line.label, "Use port 8001");
    assert_eq!(line.action, Some(Action::UseNextPort));
    assert!(!find(&taken(None), "next-port").present);
    assert!(!find(&running(None), "next-port").present);
}

#[test]
fn a_line_that_comes_has_its_place_under_the_one_before() {
    assert_eq!(place(&menu(&taken(Some(8001))), "next-port"), 2);
    assert_eq!(place(&menu(&running(None)), "login-claude"), 4);
}

#[test]
fn only_what_is_there_can_be_copied() {
    let can = |situation: &Situation, id| find(situation, id).action.is_some();
    assert!(!can(&at(ProxyState::Stopped), "copy-anthropic"));
    assert!(can(&running(None), "copy-anthropic"));
    assert!(can(&running(None), "copy-openai"));
    assert!(!can(&running(None), "copy-token"));
    assert!(can(&running(Some("secret")), "copy-token"));
}

#[test]
fn a_login_opens_the_window_at_its_ways() {
    let situation = at(ProxyState::Stopped);
    let claude = find(&situation, "login-claude");
    assert_eq!(claude.action, Some(Action::Login(Dialog::Claude)));
    let openai = find(&situation, "login-openai");
    assert_eq!(openai.action, Some(Action::Login(Dialog::Openai)));
}

#[test]
fn a_switch_shows_its_state_and_turns_it() {
    let mut situation = at(ProxyState::Stopped);
    situation.codex.on = true;
    let codex = find(&situation, "codex");
    assert_eq!(codex.checked, Some(true));
    assert_eq!(codex.action, Some(Action::SetCodex(false)));
    let token = find(&situation, "require-token");
    assert_eq!(token.checked, Some(false));
    assert_eq!(token.action, Some(Action::RequireToken(true)));
}

#[test]
fn a_switch_that_the_environment_holds_cannot_be_clicked() {
    let mut situation = at(ProxyState::Stopped);
    situation.token = Switch {
        on: true,
        locked: true,
    };
    let token = find(&situation, "require-token");
    assert_eq!((token.checked, token.action), (Some(true), None));
    situation.launch_at_login = None;
    assert_eq!(find(&situation, "launch-at-login").action, None);
}

#[test]
fn the_token_stands_nowhere_in_the_menu() {
    let menu = menu(&running(Some("hunter2")));
    assert!(!format!("{menu:?}").contains("hunter2"));
}
