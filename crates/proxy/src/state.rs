use std::sync::{Arc, Mutex, PoisonError};

use secrecy::SecretString;
use tokio::sync::watch;

use crate::address::Address;

/// What a shell shows of a running gateway.
#[derive(Debug, Clone)]
pub(crate) struct State {
    current: Arc<Mutex<Current>>,
    changes: watch::Receiver<u64>,
}

/// The one who changes it: the supervisor. When it is gone, whoever waits for changes hears so.
#[derive(Debug)]
pub(crate) struct Author {
    current: Arc<Mutex<Current>>,
    changes: watch::Sender<u64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Current {
    pub(crate) address: Address,
    pub(crate) auth_token: Option<SecretString>,
    /// What is wrong, although it runs.
    pub(crate) problem: Option<String>,
    /// Why a login needs the person.
    pub(crate) login_problem: Option<String>,
}

impl State {
    pub(crate) fn current(&self) -> Current {
        self.current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }
}

impl Author {
    pub(crate) fn new(current: Current) -> Self {
        Self {
            current: Arc::new(Mutex::new(current)),
            changes: watch::Sender::new(0),
        }
    }

    pub(crate) fn state(&self) -> State {
        State {
            current: Arc::clone(&self.current),
            changes: self.changes.subscribe(),
        }
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Current)) {
        self.change_if(|current| {
            change(current);
            true
        });
    }

    /// Tells of it only if `change` says that something changed.
    pub(crate) fn change_if(&self, change: impl FnOnce(&mut Current) -> bool) {
        let changed = change(&mut self.current.lock().unwrap_or_else(PoisonError::into_inner));
        if changed {
            self.changes.send_modify(|n| *n += 1);
        }
    }
}
