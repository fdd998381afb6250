//! The tray's icon: which one for a state, on which panel.

use tauri::{image::Image, include_image};

use super::panel::Panel;
use crate::state::ProxyState;

/// An empty socket, a full one, or a full one with a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    /// The proxy does not run.
    Stopped,
    /// The proxy runs.
    Running,
    /// A person has to do something.
    Attention,
}

impl Icon {
    /// The icon for this state.
    pub(crate) fn of(state: &ProxyState) -> Self {
        match state {
            state if state.needs_attention() => Self::Attention,
            ProxyState::Running(_) | ProxyState::Finishing { .. } => Self::Running,
            _ => Self::Stopped,
        }
    }

    /// Its picture for a panel.
    pub(crate) fn image(self, panel: Panel) -> Image<'static> {
        match (self, panel) {
            (Self::Stopped, Panel::Light) => include_image!("icons/tray/stopped-light-panel.png"),
            (Self::Stopped, Panel::Dark) => include_image!("icons/tray/stopped-dark-panel.png"),
            (Self::Stopped, Panel::Template) => include_image!("icons/tray/stopped-template.png"),
            (Self::Running, Panel::Light) => include_image!("icons/tray/running-light-panel.png"),
            (Self::Running, Panel::Dark) => include_image!("icons/tray/running-dark-panel.png"),
            (Self::Running, Panel::Template) => include_image!("icons/tray/running-template.png"),
            (Self::Attention, Panel::Light) => {
                include_image!("icons/tray/attention-light-panel.png")
            }
            (Self::Attention, Panel::Dark) => include_image!("icons/tray/attention-dark-panel.png"),
            (Self::Attention, Panel::Template) => {
                include_image!("icons/tray/attention-template.png")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Failure, Running, tests};

    fn running(problem: Option<&str>) -> ProxyState {
        ProxyState::Running(Running {
            problem: problem.map(Into::into),
            ..tests::running()
        })
    }

    #[test]
    fn a_login_that_needs_the_person_is_a_sign() {
        let state = ProxyState::Running(Running {
            login_problem: Some("Log in again.".into()),
            ..tests::running()
        });
        assert_eq!(Icon::of(&state), Icon::Attention);
    }

    #[test]
    fn the_icon_follows_the_state() {
        assert_eq!(Icon::of(&ProxyState::Stopped), Icon::Stopped);
        assert_eq!(Icon::of(&ProxyState::Starting), Icon::Stopped);
        assert_eq!(Icon::of(&running(None)), Icon::Running);
        assert_eq!(Icon::of(&ProxyState::Finishing { open: 1 }), Icon::Running);
        assert_eq!(
            Icon::of(&ProxyState::Failed(Failure::Crashed)),
            Icon::Attention
        );
        assert_eq!(
            Icon::of(&running(Some("settings are wrong"))),
            Icon::Attention
        );
    }

    #[test]
    fn every_icon_has_a_picture_of_its_own() {
        let icons = [Icon::Stopped, Icon::Running, Icon::Attention];
        let panels = [Panel::Light, Panel::Dark, Panel::Template];
        let mut pictures: Vec<Vec<u8>> = icons
            .iter()
            .flat_map(|icon| panels.map(|panel| icon.image(panel).rgba().to_vec()))
            .collect();
        pictures.sort();
        pictures.dedup();
        assert_eq!(pictures.len(), 9);
    }
}
