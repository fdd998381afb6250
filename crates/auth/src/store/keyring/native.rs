//! The macOS keychain and the Windows credential manager, through the `keyring` crate.

use keyring::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};

use super::SERVICE;
use super::backend::{Backend, Entries, failed};
use crate::store::StoreError;

/// A keyring that is a part of the system: it is there, and the system itself asks for what it wants to be asked.
pub(super) struct Native<E> {
    entries: E,
}

/// The system's own entries.
pub(super) struct System;

impl<E> Native<E> {
    pub(super) fn new(entries: E) -> Self {
        Self { entries }
    }
}

impl Entries for System {
    fn get(&mut self, user: &str) -> Result<Option<SecretString>, StoreError> {
        let bytes = match entry(user)?.get_secret() {
            Ok(bytes) => bytes,
            Err(Error::NoEntry) => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        String::from_utf8(bytes)
            .map(|text| Some(SecretString::from(text)))
            .map_err(|_| failed(Error::BadEncoding(Vec::new())))
    }

    fn set(&mut self, user: &str, text: &SecretString) -> Result<(), StoreError> {
        // As bytes: as a password, Windows stores two bytes for each character.
        entry(user)?
            .set_secret(text.expose_secret().as_bytes())
            .map_err(failed)
    }

    fn delete(&mut self, user: &str) -> Result<bool, StoreError> {
        match entry(user)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(Error::NoEntry) => Ok(false),
            Err(error) => Err(failed(error)),
        }
    }
}

impl<E: Entries> Entries for Native<E> {
    fn get(&mut self, user: &str) -> Result<Option<SecretString>, StoreError> {
        self.entries.get(user)
    }

    fn set(&mut self, user: &str, text: &SecretString) -> Result<(), StoreError> {
        self.entries.set(user, text)
    }

    fn delete(&mut self, user: &str) -> Result<bool, StoreError> {
        self.entries.delete(user)
    }
}

impl<E: Entries + Send> Backend for Native<E> {
    fn ready(&mut self) -> Result<(), StoreError> {
        match Entry::store_status() {
            Ok(()) => Ok(()),
            Err(error) => Err(StoreError::NoKeyring {
                why: error.to_string(),
            }),
        }
    }

    fn unlock(&mut self) -> Result<(), StoreError> {
        self.ready()
    }

    fn shows(&mut self, user: &str) -> Result<bool, StoreError> {
        Ok(self.entries.get(user)?.is_some())
    }
}

fn entry(user: &str) -> Result<Entry, StoreError> {
    Entry::new(SERVICE, user).map_err(failed)
}
