//! All that the tray and the notifications depend on, in one value.

use settings::Loaded;
use tokio::sync::watch;

use super::{Control, ProxyState, configuration::Configuration};
use crate::views::settings::locked_by;

/// How everything stands.
#[derive(Debug, Clone)]
pub(crate) struct Situation {
    /// What the proxy is doing.
    pub(crate) proxy: ProxyState,
    /// Whether the Codex provider is on.
    pub(crate) codex: Switch,
    /// Whether clients must send an auth token.
    pub(crate) token: Switch,
    /// Whether the app starts with the session; nothing where that cannot be told.
    pub(crate) launch_at_login: Option<bool>,
}

/// A switch of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Switch {
    /// Whether it is on.
    pub(crate) on: bool,
    /// Whether something stronger than a click sets it.
    pub(crate) locked: bool,
}

/// The way to the present situation.
#[derive(Debug)]
pub(crate) struct Situations {
    latest: watch::Sender<Situation>,
    launch_at_login: watch::Sender<Option<bool>>,
}

impl Situation {
    /// The situation with these settings.
    pub(crate) fn of(proxy: ProxyState, loaded: &Loaded, launch_at_login: Option<bool>) -> Self {
        let settings = &loaded.settings;
        let switch = |on, key| Switch {
            on,
            locked: locked_by(loaded, key).is_some(),
        };
        Self {
            proxy,
            codex: switch(settings.codex.enabled, "codex.enabled"),
            token: switch(
                settings.security.auth_token.is_some(),
                "security.auth_token",
            ),
            launch_at_login,
        }
    }
}

impl Situations {
    /// The situation at the start.
    pub(crate) fn new(control: &Control, configuration: &Configuration) -> Self {
        let first = Situation::of(control.state(), &configuration.loaded(), None);
        Self {
            latest: watch::Sender::new(first),
            launch_at_login: watch::Sender::new(None),
        }
    }

    /// How everything stands now.
    pub(crate) fn now(&self) -> Situation {
        self.latest.borrow().clone()
    }

    /// A receiver of each new situation.
    pub(crate) fn changes(&self) -> watch::Receiver<Situation> {
        self.latest.subscribe()
    }

    /// Tells whether the app starts with the session.
    pub(crate) fn set_launch_at_login(&self, on: Option<bool>) {
        self.launch_at_login.send_replace(on);
    }

    /// A receiver of whether the app starts with the session.
    pub(crate) fn launch_at_login(&self) -> watch::Receiver<Option<bool>> {
        self.launch_at_login.subscribe()
    }

    /// Keeps the situation up to date, until the proxy's task ends.
    pub(crate) async fn follow(&self, control: &Control, configuration: &Configuration) {
        let mut states = control.states();
        let mut settings = configuration.changes();
        let mut launch = self.launch_at_login.subscribe();
        loop {
            let proxy = states.borrow_and_update().clone();
            let loaded = settings.borrow_and_update().clone();
            let at_login = *launch.borrow_and_update();
            self.latest
                .send_replace(Situation::of(proxy, &loaded, at_login));
            tokio::select! {
                changed = states.changed() => if changed.is_err() { return },
                Ok(()) = settings.changed() => {}
                Ok(()) = launch.changed() => {}
            }
        }
    }
}
