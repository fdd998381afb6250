//! The keyring of GNOME on a session bus.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use zbus::Connection;
use zbus::fdo::DBusProxy;
use zbus::zvariant::{ObjectPath, OwnedObjectPath};

use crate::{DEADLINE, eventually};

const SECRETS: &str = "org.freedesktop.secrets";

/// An unlocked keyring. Dropping it ends it.
#[derive(Debug)]
pub struct Keyring {
    bus: Connection,
    process: Child,
}

impl Drop for Keyring {
    fn drop(&mut self) {
        // It may have ended with its bus.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Keyring {
    /// Starts it by `command`, which has the bus and the home, and waits until it serves secrets.
    ///
    /// # Errors
    /// It does not.
    pub async fn start(command: &mut Command, bus: &Connection) -> Result<Self> {
        let mut process = command
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut stdin = process.stdin.take().context("no standard input")?;
        stdin.write_all(b"password of the keyring")?;
        drop(stdin);
        let keyring = Self {
            bus: bus.clone(),
            process,
        };
        let names = DBusProxy::new(bus).await?;
        eventually("the keyring", DEADLINE, async || {
            let there = names.name_has_owner(SECRETS.try_into()?).await?;
            Ok(there.then_some(()))
        })
        .await?;
        Ok(keyring)
    }

    /// Locks it, as a screen lock may (Secret Service API, `Service.Lock`).
    ///
    /// # Errors
    /// It does not lock.
    pub async fn lock(&self) -> Result<()> {
        let collection = ObjectPath::try_from("/org/freedesktop/secrets/collection/login")?;
        let reply = self
            .bus
            .call_method(
                Some(SECRETS),
                "/org/freedesktop/secrets",
                Some("org.freedesktop.Secret.Service"),
                "Lock",
                &(vec![collection]),
            )
            .await?;
        let (locked, _): (Vec<OwnedObjectPath>, OwnedObjectPath) = reply.body().deserialize()?;
        ensure!(locked.len() == 1, "not locked");
        Ok(())
    }
}
