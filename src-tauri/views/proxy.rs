//! The state of the proxy as the window sees it.

use serde::Serialize;
use settings::Loaded;

use super::settings::locked_by;
use crate::state::{Failure, ProxyState};

/// `proxy_state`, event `proxy-state`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProxyView {
    /// Which of the states it is.
    #[cfg_attr(test, ts(inline))]
    pub(crate) phase: Phase,
    /// The state in one short line: `Running on 127.0.0.1:8000`.
    pub(crate) headline: String,
    /// Where it listens; while stopped, where it would listen.
    pub(crate) address: Option<String>,
    /// The base URL of Anthropic clients, only while it runs.
    pub(crate) base_url: Option<String>,
    /// The base URL of OpenAI clients, only while it runs.
    pub(crate) openai_base_url: Option<String>,
    /// How many requests are open.
    pub(crate) open: usize,
    /// Whether clients must send an auth token. The token itself stays in Rust.
    pub(crate) has_token: bool,
    /// Who sets the auth token where the switch cannot.
    pub(crate) token_locked: Option<String>,
    /// What is wrong, with the next step.
    #[cfg_attr(test, ts(inline))]
    pub(crate) problem: Option<ProblemView>,
}

/// The states by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Phase {
    /// Nothing listens.
    Stopped,
    /// About to answer.
    Starting,
    /// It answers.
    Running,
    /// The open requests finish.
    Finishing,
    /// It could not start, or stopped by itself.
    Failed,
}

/// Something that a person has to mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProblemView {
    /// What, in a few words.
    pub(crate) title: String,
    /// Why, and what to do.
    pub(crate) message: String,
    /// Which way out there is.
    #[cfg_attr(test, ts(inline))]
    pub(crate) kind: ProblemKind,
    /// A free port near the one that is taken.
    pub(crate) next_port: Option<u16>,
}

/// The kinds of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ProblemKind {
    /// Another program has the port.
    Port,
    /// It stopped by itself.
    Crash,
    /// It could not start.
    Start,
    /// It runs, and an edit of the settings was not taken over.
    Settings,
}

impl ProxyView {
    /// The view of a state, with these settings.
    pub(crate) fn of(state: &ProxyState, loaded: &Loaded) -> Self {
        let phase = match state {
            ProxyState::Stopped => Phase::Stopped,
            ProxyState::Starting => Phase::Starting,
            ProxyState::Running(_) => Phase::Running,
            ProxyState::Finishing { .. } => Phase::Finishing,
            ProxyState::Failed(_) => Phase::Failed,
        };
        let running = state.running();
        let settings = &loaded.settings;
        let configured = || proxy::Address::configured(&settings.server).to_string();
        Self {
            phase,
            headline: state.headline(),
            address: Some(running.map_or_else(configured, |running| running.address.clone())),
            base_url: running.map(|running| running.base_url.clone()),
            openai_base_url: running.map(|running| clients::openai_base_url(&running.base_url)),
            open: match state {
                ProxyState::Finishing { open } => *open,
                _ => running.map_or(0, |running| running.open),
            },
            has_token: running.map_or(settings.security.auth_token.is_some(), |running| {
                running.token.is_some()
            }),
            token_locked: locked_by(loaded, "security.auth_token"),
            problem: ProblemView::of(state),
        }
    }
}

impl ProblemView {
    fn of(state: &ProxyState) -> Option<Self> {
        let failure = match state {
            ProxyState::Failed(failure) => failure,
            _ => return state.running()?.problem.as_deref().map(Self::settings),
        };
        let (kind, next_port) = match failure {
            Failure::PortTaken { next, .. } => (ProblemKind::Port, *next),
            Failure::CannotStart(_) => (ProblemKind::Start, None),
            Failure::Crashed => (ProblemKind::Crash, None),
        };
        Some(Self {
            title: state.headline(),
            message: failure.to_string(),
            kind,
            next_port,
        })
    }

    fn settings(message: &str) -> Self {
        Self {
            title: "Settings not taken over".into(),
            message: format!("The old ones stay in force. {}", super::sentence(message)),
            kind: ProblemKind::Settings,
            next_port: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Running, tests::running};

    fn settings() -> Loaded {
        let folder = tempfile::tempdir().expect("a folder");
        settings::load(&settings::Sources::in_folder(folder.path())).expect("the defaults")
    }

    #[test]
    fn the_token_does_not_reach_the_window() {
        let state = ProxyState::Running(Running {
            token: Some("hunter2".into()),
            open: 2,
            ..running()
        });
        let view = ProxyView::of(&state, &settings());
        assert!(view.has_token && view.open == 2);
        let json = serde_json::to_string(&view).expect("JSON");
        assert!(!json.contains("hunter2"), "{json}");
        let url = r#""openaiBaseUrl":"http://127.0.0.1:8000/openai/v1""#;
        assert!(json.contains(url), "{json}");
    }

    #[test]
    fn a_stopped_proxy_says_where_it_would_listen() {
        let view = ProxyView::of(&ProxyState::Stopped, &settings());
        assert_eq!(view.address.as_deref(), Some("127.0.0.1:8000"));
        assert_eq!((view.base_url, view.openai_base_url), (None, None));
    }

    #[test]
    fn a_taken_port_brings_the_port_to_use() {
        let taken = Failure::PortTaken {
            port: 8000,
            next: Some(8001),
            message: "Do this.".into(),
        };
        let view = ProxyView::of(&ProxyState::Failed(taken), &settings());
        let problem = view.problem.expect("a problem");
        assert_eq!(problem.title, "Port 8000 is taken");
        assert_eq!(
            (problem.kind, problem.next_port),
            (ProblemKind::Port, Some(8001))
        );
    }

    #[test]
    fn settings_that_are_not_taken_over_are_a_problem_of_a_running_proxy() {
        let state = ProxyState::Running(Running {
            problem: Some("server.port is no port".into()),
            ..running()
        });
        let problem = ProxyView::of(&state, &settings()).problem.expect("one");
        assert_eq!(problem.kind, ProblemKind::Settings);
        assert!(
            problem.message.ends_with("Server.port is no port."),
            "{problem:?}"
        );
    }
}
