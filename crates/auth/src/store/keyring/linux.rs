//! The Secret Service: GNOME Keyring, KWallet, KeePassXC.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use keyring_core::api::CredentialStoreApi as _;
use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};
use zbus::blocking::Connection;
use zbus::zvariant::{OwnedObjectPath, OwnedValue};
use zbus_secret_service_keyring_store::Store;

use super::SERVICE;
use super::backend::{Backend, Entries, failed};
use super::prompt::{Answer, ask};
use crate::store::StoreError;

/// The name of the service on the session bus (Secret Service API 0.2), as are the names below.
pub(super) const BUS_NAME: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
const INTERFACE: &str = "org.freedesktop.Secret.Service";
const COLLECTION: &str = "org.freedesktop.Secret.Collection";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// How long nobody is asked again after a no.
const RESPITE: Duration = Duration::from_secs(60);

/// The session's Secret Service. What is open is opened anew when it breaks, so that a keyring that starts, ends or is
/// unlocked later is found.
#[derive(Default)]
pub(super) struct SecretService {
    bus: Option<Connection>,
    store: Option<Arc<Store>>,
    dismissed: Option<Instant>,
}

/// How the default collection stands, which new entries go into.
enum Default {
    Open,
    Locked(OwnedObjectPath),
}

impl SecretService {
    /// Runs `work` on the bus; on a connection that broke in the meantime, once more on a new one.
    fn on_bus<T>(
        &mut self,
        work: impl Fn(&Connection) -> zbus::Result<T>,
    ) -> Result<T, StoreError> {
        if let Some(bus) = &self.bus {
            match work(bus) {
                Ok(done) => return Ok(done),
                Err(error @ zbus::Error::MethodError(..)) => return Err(refused(&error)),
                Err(_) => self.close(),
            }
        }
        let bus = Connection::session().map_err(|error| StoreError::NoKeyring {
            why: format!("no session bus: {error}"),
        })?;
        let done = work(&bus).map_err(|error| refused(&error))?;
        self.bus = Some(bus);
        Ok(done)
    }

    fn default_collection(&mut self) -> Result<Default, StoreError> {
        let path = self.on_bus(|bus| {
            let reply = bus.call_method(
                Some(BUS_NAME),
                ROOT,
                Some(INTERFACE),
                "ReadAlias",
                &("default",),
            )?;
            reply.body().deserialize::<OwnedObjectPath>()
        })?;
        if path.as_str() == "/" {
            return Err(StoreError::NoKeyring {
                why: "the session's keyring was never set up: it has no default collection"
                    .to_owned(),
            });
        }
        let locked = self.on_bus(|bus| {
            let reply = bus.call_method(
                Some(BUS_NAME),
                path.as_str(),
                Some(PROPERTIES),
                "Get",
                &(COLLECTION, "Locked"),
            )?;
            let value: OwnedValue = reply.body().deserialize()?;
            Ok(bool::try_from(value)?)
        })?;
        Ok(if locked {
            Default::Locked(path)
        } else {
            Default::Open
        })
    }

    /// Has the service unlock a collection, which may make it ask.
    fn unlock_collection(&mut self, collection: &OwnedObjectPath) -> Result<Answer, StoreError> {
        self.on_bus(|bus| {
            let reply = bus.call_method(
                Some(BUS_NAME),
                ROOT,
                Some(INTERFACE),
                "Unlock",
                &(vec![collection],),
            )?;
            let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) =
                reply.body().deserialize()?;
            if prompt.as_str() == "/" {
                return Ok(Answer::Done);
            }
            ask(bus, &prompt)
        })
    }

    /// Runs `work` on an entry; on a session that broke in the meantime, once more on a new one.
    fn on_entry<T>(
        &mut self,
        user: &str,
        work: impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let mut again = self.store.is_some();
        loop {
            let store = match &self.store {
                Some(store) => Arc::clone(store),
                None => Store::new().map_err(failed)?,
            };
            let outcome = store
                .build(SERVICE, user, None)
                .and_then(|entry| work(&entry));
            match outcome {
                Ok(done) => {
                    self.store = Some(store);
                    return Ok(Some(done));
                }
                Err(Error::NoEntry) => {
                    self.store = Some(store);
                    return Ok(None);
                }
                Err(Error::PlatformFailure(_)) if again => {
                    again = false;
                    self.close();
                }
                Err(error) => return Err(failed(error)),
            }
        }
    }

    fn close(&mut self) {
        self.bus = None;
        self.store = None;
    }
}

impl Entries for SecretService {
    fn get(&mut self, user: &str) -> Result<Option<SecretString>, StoreError> {
        let text = self.on_entry(user, Entry::get_password)?;
        Ok(text.map(SecretString::from))
    }

    fn set(&mut self, user: &str, text: &SecretString) -> Result<(), StoreError> {
        self.on_entry(user, |entry| entry.set_password(text.expose_secret()))?
            .ok_or_else(|| StoreError::Keyring {
                why: "the entry went away while it was written".to_owned(),
            })
    }

    fn delete(&mut self, user: &str) -> Result<bool, StoreError> {
        Ok(self.on_entry(user, Entry::delete_credential)?.is_some())
    }
}

impl Backend for SecretService {
    fn ready(&mut self) -> Result<(), StoreError> {
        match self.default_collection()? {
            Default::Open => Ok(()),
            Default::Locked(_) => Err(StoreError::Locked),
        }
    }

    fn unlock(&mut self) -> Result<(), StoreError> {
        let Default::Locked(collection) = self.default_collection()? else {
            return Ok(());
        };
        if self.dismissed.is_some_and(|at| at.elapsed() < RESPITE) {
            return Err(StoreError::Locked);
        }
        if self.unlock_collection(&collection)? == Answer::Dismissed {
            self.dismissed = Some(Instant::now());
            return Err(StoreError::Locked);
        }
        self.dismissed = None;
        self.ready()
    }

    fn shows(&mut self, user: &str) -> Result<bool, StoreError> {
        self.on_bus(|bus| {
            let attributes = HashMap::from([("service", SERVICE), ("username", user)]);
            let reply = bus.call_method(
                Some(BUS_NAME),
                ROOT,
                Some(INTERFACE),
                "SearchItems",
                &(attributes,),
            )?;
            let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
                reply.body().deserialize()?;
            Ok(!(open.is_empty() && locked.is_empty()))
        })
    }
}

/// What the bus's answer means. A service that nobody provides, or that does not start here, is none.
fn refused(error: &zbus::Error) -> StoreError {
    let zbus::Error::MethodError(name, text, _) = error else {
        return StoreError::Keyring {
            why: error.to_string(),
        };
    };
    let why = text.clone().unwrap_or_else(|| name.to_string());
    let absent = [
        "org.freedesktop.DBus.Error.ServiceUnknown",
        "org.freedesktop.DBus.Error.NameHasNoOwner",
        "org.freedesktop.DBus.Error.Spawn.",
        "org.freedesktop.systemd1.",
    ];
    if absent.iter().any(|start| name.as_str().starts_with(start)) {
        StoreError::NoKeyring { why }
    } else if name.as_str() == "org.freedesktop.Secret.Error.IsLocked" {
        StoreError::Locked
    } else {
        StoreError::Keyring { why }
    }
}
