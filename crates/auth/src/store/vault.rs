//! The stores of our own logins and keys as one.

mod later;
mod settle;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use self::later::is_later;
use super::file::FileStore;
use super::keyring::Keyring;
use super::{Choice, KeyringState, Lock, Place, Slot, StoreError, Stored, blocking, lock};
use crate::Places;

/// How long a call to the keyring may take, and a person think about its question.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long another process may change credentials; longer than [`PATIENCE`], since it may wait for the keyring.
const LOCK: Duration = Duration::from_secs(30);

/// Where our own logins and keys are kept: the system's keyring, and `credentials.json`. Cheap to clone.
///
/// A change is finished also when its caller goes away in between, and one process at a time makes one.
#[derive(Clone)]
pub struct Vault {
    choice: Choice,
    state: PathBuf,
    file: FileStore,
    keyring: Keyring,
}

impl Vault {
    /// The stores at `places`, by the choice of the setting `credentials.store`. Nothing is touched yet.
    #[must_use]
    pub fn new(places: &Places, choice: Choice) -> Self {
        Self::with_patience(places, choice, PATIENCE)
    }

    /// As [`new`](Self::new); a call to the keyring, and the person's answer to its question, may take `patience`.
    #[must_use]
    pub fn with_patience(places: &Places, choice: Choice, patience: Duration) -> Self {
        Self {
            choice,
            state: places.state.clone(),
            file: FileStore::new(places.credentials.clone()),
            keyring: Keyring::new(places.generation(), patience),
        }
    }

    /// The same stores by another choice, for when the setting changes.
    #[must_use]
    pub fn choosing(&self, choice: Choice) -> Self {
        Self {
            choice,
            ..self.clone()
        }
    }

    /// How the keyring stands. Asks the person nothing.
    pub async fn keyring(&self) -> KeyringState {
        if self.choice == Choice::File {
            return KeyringState::Off;
        }
        self.keyring.state().await
    }

    /// An entry; of two copies the one that was issued later. Where the keyring is locked, a copy in the file is used,
    /// and without one the person is asked to unlock it.
    ///
    /// # Errors
    /// The keyring is locked or fails and the file holds no copy: never `None`, since the keyring may hold one. Or the
    /// file cannot be read or is broken.
    pub async fn read(&self, slot: Slot) -> Result<Option<Stored>, StoreError> {
        let file = self.in_file(slot).await;
        if self.choice == Choice::File {
            return Ok(file?.map(|text| self.found_in_file(text)));
        }
        let keyring = match self.keyring.get(slot).await {
            Err(StoreError::Locked) if !matches!(file, Ok(Some(_))) => self.unlock_and(slot).await,
            outcome => outcome,
        };
        match (keyring, file) {
            (Ok(Some(ours)), Ok(Some(other))) if is_later(&other, &ours) => {
                Ok(Some(self.found_in_file(other)))
            }
            (Ok(Some(text)), Ok(_)) => Ok(Some(found_in_keyring(text))),
            (Ok(Some(text)), Err(error)) => {
                tracing::warn!(%error, "a copy in the file, if there is one, is passed over");
                Ok(Some(found_in_keyring(text)))
            }
            // Somebody may have moved it from the keyring to the file between the two looks.
            (Ok(None), Ok(None)) => {
                let file = self.in_file(slot).await?;
                Ok(file.map(|text| self.found_in_file(text)))
            }
            (Ok(None), file) => Ok(file?.map(|text| self.found_in_file(text))),
            (Err(StoreError::NoKeyring { .. }), file) if self.choice == Choice::Auto => {
                Ok(file?.map(|text| self.found_in_file(text)))
            }
            (Err(_), Ok(Some(text))) => Ok(Some(self.found_in_file(text))),
            (Err(error), _) => Err(error),
        }
    }

    /// Writes an entry, the text of a JSON object, durably; a copy in the other store goes. May ask the person to unlock
    /// the keyring.
    ///
    /// # Errors
    /// It could not be written: what was stored before is still there.
    pub async fn write(&self, slot: Slot, text: &SecretString) -> Result<Place, StoreError> {
        let (this, text) = (self.clone(), text.clone());
        self.to_its_end(async move {
            if this.choice == Choice::File {
                return this.write_file(slot, &text).await;
            }
            match this.keyring.unlock().await {
                Ok(()) => this.write_keyring(slot, &text).await,
                Err(StoreError::NoKeyring { .. }) if this.choice == Choice::Auto => {
                    this.write_file(slot, &text).await
                }
                Err(error) => Err(error),
            }
        })
        .await
    }

    /// As [`write`](Self::write), for a renewed login, which must not be lost: asks nobody, and where `auto` finds the
    /// keyring locked or failing, the entry goes to the file. It counts as the later one from then on, and
    /// [`settle`](Self::settle) moves it. With the choice `keyring` no file is written.
    ///
    /// # Errors
    /// As `write`.
    pub async fn write_anyway(&self, slot: Slot, text: &SecretString) -> Result<Place, StoreError> {
        let (this, text) = (self.clone(), text.clone());
        self.to_its_end(async move {
            if this.choice == Choice::File {
                return this.write_file(slot, &text).await;
            }
            let outcome = match this.keyring.ready().await {
                Ok(()) => this.write_keyring(slot, &text).await,
                Err(error) => Err(error),
            };
            match outcome {
                Ok(place) => Ok(place),
                Err(error) if this.choice == Choice::Keyring => Err(error),
                Err(error) => {
                    if !matches!(error, StoreError::NoKeyring { .. }) {
                        tracing::warn!(
                            %error,
                            file = %this.file.path().display(),
                            "a renewed login went to the file, so that it is not lost"
                        );
                    }
                    this.write_file(slot, &text).await
                }
            }
        })
        .await
    }

    /// Removes an entry from every store that can be reached; says whether there was one. May ask the person to unlock
    /// the keyring, but not where the choice is `file`.
    ///
    /// # Errors
    /// The keyring is locked or fails and may hold the entry: then nothing was removed. Or one of the stores did not let
    /// it go.
    pub async fn remove(&self, slot: Slot) -> Result<bool, StoreError> {
        let this = self.clone();
        self.to_its_end(async move {
            let reachable = this.keyring_to_clear(slot).await?;
            let lock = this.lock().await?;
            let from_keyring = reachable && this.keyring.delete(slot).await?;
            let from_file = this.on_file(lock, move |file| file.remove(slot)).await?;
            Ok(from_keyring || from_file)
        })
        .await
    }

    async fn keyring_to_clear(&self, slot: Slot) -> Result<bool, StoreError> {
        let outcome = match self.choice {
            Choice::File => self.keyring.ready().await,
            Choice::Auto | Choice::Keyring => self.keyring.unlock().await,
        };
        match outcome {
            Ok(()) => Ok(true),
            Err(StoreError::NoKeyring { .. }) => Ok(false),
            // Nobody uses this keyring, and it need not ever be unlocked, unless it is seen to hold a copy.
            Err(error) if self.choice == Choice::File => match self.keyring.shows(slot).await {
                Ok(true) => Err(error),
                Ok(false) | Err(_) => Ok(false),
            },
            Err(error) => Err(error),
        }
    }

    async fn unlock_and(&self, slot: Slot) -> Result<Option<SecretString>, StoreError> {
        self.keyring.unlock().await?;
        self.keyring.get(slot).await
    }

    async fn write_keyring(&self, slot: Slot, text: &SecretString) -> Result<Place, StoreError> {
        let lock = self.lock().await?;
        self.keyring.set(slot, text).await?;
        if let Err(error) = self.on_file(lock, move |file| file.remove(slot)).await {
            tracing::warn!(
                %error,
                "an entry is in the keyring now, and its older copy in the file could not be removed"
            );
        }
        Ok(Place::Keyring)
    }

    async fn write_file(&self, slot: Slot, text: &SecretString) -> Result<Place, StoreError> {
        let lock = self.lock().await?;
        let text = text.clone();
        self.on_file(lock, move |file| file.set(slot, &text))
            .await?;
        Ok(Place::File(self.file.path().to_owned()))
    }

    async fn in_file(&self, slot: Slot) -> Result<Option<SecretString>, StoreError> {
        let file = self.file.clone();
        blocking(self.file.path(), move || file.get(slot)).await
    }

    /// Changes the file, and lets the lock go when that is done.
    async fn on_file<T: Send + 'static>(
        &self,
        lock: Lock,
        work: impl FnOnce(&FileStore) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let file = self.file.clone();
        blocking(self.file.path(), move || {
            let outcome = work(&file);
            drop(lock);
            outcome
        })
        .await
    }

    async fn lock(&self) -> Result<Lock, StoreError> {
        lock::hold(&self.state, "credentials", LOCK).await
    }

    /// Runs a change in a task of its own: a request that is cancelled must not leave half of it, nor let the lock go
    /// before the store has answered.
    async fn to_its_end<T: Send + 'static>(
        &self,
        change: impl Future<Output = Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, StoreError> {
        match tokio::spawn(change).await {
            Ok(outcome) => outcome,
            Err(_) => Err(StoreError::Unwritable {
                path: self.file.path().to_owned(),
                why: "ccproxy is shutting down".to_owned(),
            }),
        }
    }

    fn found_in_file(&self, text: SecretString) -> Stored {
        Stored {
            text,
            place: Place::File(self.file.path().to_owned()),
        }
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault")
            .field("choice", &self.choice)
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

fn found_in_keyring(text: SecretString) -> Stored {
    Stored {
        text,
        place: Place::Keyring,
    }
}

#[cfg(test)]
mod tests;
