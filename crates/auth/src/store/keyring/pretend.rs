//! A keyring in memory, for tests: it can be locked, absent, failing, slow, and out of order.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::Keyring;
use super::backend::{Backend, Entries};
use crate::store::{Slot, StoreError};

/// What the tests hold of it.
#[derive(Clone, Default)]
pub(in crate::store) struct Pretend(Arc<Mutex<State>>);

#[derive(Default)]
pub(in crate::store) struct State {
    pub(in crate::store) entries: BTreeMap<String, String>,
    /// What `ready` answers.
    pub(in crate::store) trouble: Option<StoreError>,
    /// Whether the person unlocks it when asked.
    pub(in crate::store) obliging: bool,
    /// How often the person was asked.
    pub(in crate::store) asked: usize,
    /// How many calls there were.
    pub(in crate::store) calls: usize,
    /// Writes go nowhere, and nobody says so.
    pub(in crate::store) forgetful: bool,
    /// Writes fail.
    pub(in crate::store) full: bool,
}

impl Pretend {
    pub(in crate::store) fn keyring(&self, generation: &Path) -> Keyring {
        let shared = self.clone();
        Keyring::over(
            generation.to_owned(),
            Duration::from_secs(5),
            Arc::new(move || Box::new(shared.clone())),
        )
    }

    pub(in crate::store) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    pub(in crate::store) fn put(&self, slot: Slot, text: &str) {
        let user = slot.keyring_user().to_owned();
        self.state().entries.insert(user, text.to_owned());
    }

    pub(in crate::store) fn has(&self, slot: Slot) -> Option<String> {
        self.state().entries.get(slot.keyring_user()).cloned()
    }
}

impl Entries for Pretend {
    fn get(&mut self, user: &str) -> Result<Option<SecretString>, StoreError> {
        let mut state = self.state();
        state.calls += 1;
        Ok(state.entries.get(user).cloned().map(SecretString::from))
    }

    fn set(&mut self, user: &str, text: &SecretString) -> Result<(), StoreError> {
        let mut state = self.state();
        state.calls += 1;
        if state.full {
            return Err(StoreError::Keyring {
                why: "full".to_owned(),
            });
        }
        if !state.forgetful {
            let text = text.expose_secret().to_owned();
            state.entries.insert(user.to_owned(), text);
        }
        Ok(())
    }

    fn delete(&mut self, user: &str) -> Result<bool, StoreError> {
        let mut state = self.state();
        state.calls += 1;
        Ok(state.entries.remove(user).is_some())
    }
}

impl Backend for Pretend {
    fn ready(&mut self) -> Result<(), StoreError> {
        let mut state = self.state();
        state.calls += 1;
        state.trouble.clone().map_or(Ok(()), Err)
    }

    fn unlock(&mut self) -> Result<(), StoreError> {
        {
            let mut state = self.state();
            if state.trouble == Some(StoreError::Locked) {
                state.asked += 1;
                if state.obliging {
                    state.trouble = None;
                }
            }
        }
        self.ready()
    }

    fn shows(&mut self, user: &str) -> Result<bool, StoreError> {
        let mut state = self.state();
        state.calls += 1;
        Ok(state.entries.contains_key(user))
    }
}
