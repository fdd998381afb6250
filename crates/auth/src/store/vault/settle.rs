use secrecy::{ExposeSecret, SecretString};

use super::{Vault, is_later};
use crate::credentials::Document;
use crate::store::{Choice, Moved, Place, Slot, StoreError, blocking};

impl Vault {
    /// Puts things where they belong: of two copies the older goes, and where the choice is `keyring` or `file`, every
    /// entry moves there. A copy goes only when the other one was written and read back, so that a failure leaves at
    /// least one. Asks the person nothing; for when a server starts, and for commands.
    ///
    /// # Errors
    /// The choice is `keyring`, which is not to be had, and entries wait in the file. Or a store failed: what could be
    /// moved was moved, and the log tells it.
    pub async fn settle(&self) -> Result<Vec<Moved>, StoreError> {
        let this = self.clone();
        self.to_its_end(async move { this.settle_all().await })
            .await
    }

    async fn settle_all(&self) -> Result<Vec<Moved>, StoreError> {
        if let Err(error) = self.keyring.ready().await {
            if self.choice == Choice::Keyring && self.file_waits().await? {
                return Err(error);
            }
            tracing::debug!(%error, "credentials stay where they are");
            return Ok(Vec::new());
        }
        let _lock = self.lock().await?;
        let mut moved = Vec::new();
        let mut failure = None;
        for slot in Slot::ALL {
            match self.settle_one(slot).await {
                Ok(None) => {}
                Ok(Some(one)) => {
                    tracing::info!(
                        entry = slot.field(),
                        from = %one.from,
                        to = %one.to,
                        "credentials moved"
                    );
                    moved.push(one);
                }
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        failure.map_or(Ok(moved), Err)
    }

    async fn file_waits(&self) -> Result<bool, StoreError> {
        for slot in Slot::ALL {
            if self.in_file(slot).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// One entry, under the lock.
    async fn settle_one(&self, slot: Slot) -> Result<Option<Moved>, StoreError> {
        let keyring = self.keyring.get(slot).await?;
        let file = self.in_file(slot).await?;
        let (from, to) = if self.choice == Choice::File {
            (keyring, file)
        } else {
            (file, keyring)
        };
        let Some(text) = from else { return Ok(None) };
        // By itself nothing leaves a file that other programs may share.
        if self.choice == Choice::Auto && to.is_none() {
            return Ok(None);
        }
        let wins = to.is_none_or(|there| is_later(&text, &there));
        let place = Place::File(self.file.path().to_owned());
        if self.choice == Choice::File {
            if wins {
                self.copy_to_file(slot, &text).await?;
            }
            self.keyring.delete(slot).await?;
            return Ok(Some(Moved {
                slot,
                from: Place::Keyring,
                to: place,
            }));
        }
        if wins {
            self.copy_to_keyring(slot, &text).await?;
        }
        let file = self.file.clone();
        blocking(self.file.path(), move || file.remove(slot)).await?;
        Ok(Some(Moved {
            slot,
            from: place,
            to: Place::Keyring,
        }))
    }

    async fn copy_to_file(&self, slot: Slot, text: &SecretString) -> Result<(), StoreError> {
        let (file, written) = (self.file.clone(), text.clone());
        blocking(self.file.path(), move || file.set(slot, &written)).await?;
        let back = self.in_file(slot).await?;
        if back.is_some_and(|back| same(&back, text)) {
            return Ok(());
        }
        Err(StoreError::Unwritable {
            path: self.file.path().to_owned(),
            why: "what was written could not be read back".to_owned(),
        })
    }

    async fn copy_to_keyring(&self, slot: Slot, text: &SecretString) -> Result<(), StoreError> {
        self.keyring.set(slot, text).await?;
        let back = self.keyring.get(slot).await?;
        if back.is_some_and(|back| same(&back, text)) {
            return Ok(());
        }
        Err(StoreError::Keyring {
            why: "what was written could not be read back".to_owned(),
        })
    }
}

/// The same but for the white space between the fields, which the file does not keep.
fn same(one: &SecretString, other: &SecretString) -> bool {
    let plain = |text: &SecretString| {
        Document::parse(text.expose_secret()).map(|document| SecretString::from(document.to_text()))
    };
    match (plain(one), plain(other)) {
        (Ok(one), Ok(other)) => one.expose_secret() == other.expose_secret(),
        _ => false,
    }
}
