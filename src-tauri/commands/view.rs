//! The state as the window sees it: without secrets.

use serde::Serialize;

use crate::state::ProxyState;

/// What the window shows. `ui/proxy.js` describes the same shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct View {
    /// Which of the states it is.
    pub(crate) phase: Phase,
    /// The state in one short line.
    pub(crate) headline: String,
    /// The cause and the next step, where something is wrong.
    pub(crate) problem: Option<String>,
    /// The base URL of Anthropic clients, while the proxy runs.
    pub(crate) base_url: Option<String>,
    /// How many requests are open.
    pub(crate) open: usize,
    /// Whether clients must send an auth token. The token itself stays here.
    pub(crate) has_token: bool,
}

/// The states by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
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

impl View {
    /// The view of a state.
    pub(crate) fn of(state: &ProxyState) -> Self {
        let phase = match state {
            ProxyState::Stopped => Phase::Stopped,
            ProxyState::Starting => Phase::Starting,
            ProxyState::Running(_) => Phase::Running,
            ProxyState::Finishing { .. } => Phase::Finishing,
            ProxyState::Failed(_) => Phase::Failed,
        };
        let running = state.running();
        Self {
            phase,
            headline: state.headline(),
            problem: match state {
                ProxyState::Failed(failure) => Some(failure.to_string()),
                _ => running.and_then(|running| running.problem.clone()),
            },
            base_url: running.map(|running| running.base_url.clone()),
            open: match state {
                ProxyState::Finishing { open } => *open,
                _ => running.map_or(0, |running| running.open),
            },
            has_token: running.is_some_and(|running| running.token.is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Failure, Running};

    #[test]
    fn the_token_does_not_reach_the_window() {
        let state = ProxyState::Running(Running {
            address: "127.0.0.1:8000".into(),
            base_url: "http://127.0.0.1:8000".into(),
            token: Some("hunter2".into()),
            open: 2,
            problem: None,
        });
        let view = View::of(&state);
        assert!(view.has_token && view.open == 2);
        let json = serde_json::to_string(&view).expect("JSON");
        assert!(!json.contains("hunter2"), "{json}");
        assert!(
            json.contains(r#""baseUrl":"http://127.0.0.1:8000""#),
            "{json}"
        );
    }

    #[test]
    fn a_failure_brings_its_next_step() {
        let view = View::of(&ProxyState::Failed(Failure::CannotStart("Do this.".into())));
        assert_eq!(view.phase, Phase::Failed);
        assert_eq!(view.problem.as_deref(), Some("Do this."));
        assert_eq!(view.base_url, None);
    }
}
