//! The system's keyring. Its calls block, and may wait for a person: one thread makes them, with a bounded queue before
//! it, and nobody waits for it longer than a deadline.

mod backend;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod native;
#[cfg(any(windows, test))]
mod parts;
#[cfg(test)]
pub(super) mod pretend;
#[cfg(target_os = "linux")]
mod prompt;
mod thread;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use self::backend::Backend;
use self::thread::Thread;
use super::{KeyringState, Slot, StoreError, generation};

/// The service of every entry.
const SERVICE: &str = "ccproxy";

/// The keyring of this session. Cheap to clone; the thread ends with the last clone.
#[derive(Clone)]
pub(super) struct Keyring {
    thread: Arc<Thread>,
    generation: PathBuf,
}

impl Keyring {
    /// No thread is started, and no keyring asked, before the first call.
    pub(super) fn new(generation: PathBuf, patience: Duration) -> Self {
        Self::over(generation, patience, Arc::new(open))
    }

    fn over(generation: PathBuf, patience: Duration, open: thread::Open) -> Self {
        Self {
            thread: Arc::new(Thread::new(patience, open)),
            generation,
        }
    }

    /// How it stands. The person is not asked.
    pub(super) async fn state(&self) -> KeyringState {
        match self.ready().await {
            Ok(()) => KeyringState::Available,
            Err(StoreError::Locked) => KeyringState::Locked,
            Err(StoreError::NoKeyring { why }) => KeyringState::Absent { why },
            Err(StoreError::Keyring { why }) => KeyringState::Failing { why },
            Err(other) => KeyringState::Failing {
                why: other.to_string(),
            },
        }
    }

    /// Whether it can be used now. The person is not asked.
    ///
    /// # Errors
    /// `Locked`, `NoKeyring`, or `Keyring` where it fails.
    pub(super) async fn ready(&self) -> Result<(), StoreError> {
        self.thread.call(|keyring| keyring.ready()).await
    }

    /// As [`ready`](Self::ready), but a locked keyring asks the person to unlock it. After a no it does not ask again
    /// for a minute. Never under a lock: it waits for a person.
    ///
    /// # Errors
    /// As `ready`.
    pub(super) async fn unlock(&self) -> Result<(), StoreError> {
        self.thread.call_asking(|keyring| keyring.unlock()).await
    }

    /// Whether it shows an entry of the slot, also while it is locked.
    ///
    /// # Errors
    /// As `ready`, but for `Locked`.
    pub(super) async fn shows(&self, slot: Slot) -> Result<bool, StoreError> {
        let user = slot.keyring_user();
        self.thread.call(move |keyring| keyring.shows(user)).await
    }

    /// An entry's text.
    ///
    /// # Errors
    /// As `ready`.
    pub(super) async fn get(&self, slot: Slot) -> Result<Option<SecretString>, StoreError> {
        let user = slot.keyring_user();
        self.thread
            .call(move |keyring| {
                keyring.ready()?;
                keyring.get(user)
            })
            .await
    }

    /// Sets an entry's text, and makes the generation grow.
    ///
    /// # Errors
    /// As `ready`.
    pub(super) async fn set(&self, slot: Slot, text: &SecretString) -> Result<(), StoreError> {
        let user = slot.keyring_user();
        let text = text.clone();
        let generation = self.generation.clone();
        self.thread
            .call(move |keyring| {
                keyring.ready()?;
                keyring.set(user, &text)?;
                grow(&generation);
                Ok(())
            })
            .await
    }

    /// Takes an entry away; says whether it was there. Makes the generation grow.
    ///
    /// # Errors
    /// As `ready`.
    pub(super) async fn delete(&self, slot: Slot) -> Result<bool, StoreError> {
        let user = slot.keyring_user();
        let generation = self.generation.clone();
        self.thread
            .call(move |keyring| {
                keyring.ready()?;
                let was_there = keyring.delete(user)?;
                if was_there {
                    grow(&generation);
                }
                Ok(was_there)
            })
            .await
    }
}

/// In the keyring's thread, so that a call which comes to its end after its deadline is told as well.
fn grow(generation: &std::path::Path) {
    if let Err(error) = generation::bump(generation) {
        tracing::warn!(
            %error,
            "the keyring was changed, and servers that run could not be told: restart them"
        );
    }
}

#[cfg(target_os = "linux")]
fn open() -> Box<dyn Backend> {
    Box::new(linux::SecretService::default())
}

#[cfg(windows)]
fn open() -> Box<dyn Backend> {
    // CRED_MAX_CREDENTIAL_BLOB_SIZE, in bytes (wincred.h).
    Box::new(native::Native::new(parts::Parts::new(native::System, 2560)))
}

#[cfg(not(any(target_os = "linux", windows)))]
fn open() -> Box<dyn Backend> {
    Box::new(native::Native::new(native::System))
}
