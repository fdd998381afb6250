//! A session bus with a keyring on it.

use std::os::unix::fs::DirBuilderExt as _;
use std::process::Command;

use anyhow::{Result, bail};
use e2e::Process;
use e2e::clients::tell;
use e2e::desktop::{Keyring, session, tools};
use e2e::person::Person;

/// A session with an unlocked keyring. Dropping it ends it.
pub(crate) struct Session {
    keyring: Keyring,
    _daemon: Process,
}

impl Session {
    /// Starts a session, and puts `person` into it; nothing where a program is missing, after a line that says so.
    pub(crate) async fn start(person: &mut Person) -> Result<Option<Self>> {
        for program in ["dbus-daemon", "gnome-keyring-daemon"] {
            if !tools::is_on_path(program) {
                if std::env::var("CCPROXY_E2E_STRICT").is_ok_and(|value| value == "1") {
                    bail!("{program} is missing");
                }
                tell(&format!("skipped: {program} is missing"));
                return Ok(None);
            }
        }
        let runtime = person.home.home().join(".runtime");
        std::fs::DirBuilder::new().mode(0o700).create(&runtime)?;
        let (daemon, address) = session::start(&person.home).await?;
        person.set("DBUS_SESSION_BUS_ADDRESS", &address);
        let mut command = Command::new("gnome-keyring-daemon");
        person.home.dress(&mut command);
        command.env("DBUS_SESSION_BUS_ADDRESS", &address);
        let bus = zbus::connection::Builder::address(address.as_str())?
            .build()
            .await?;
        Ok(Some(Self {
            keyring: Keyring::start(&mut command, &bus).await?,
            _daemon: daemon,
        }))
    }

    /// Locks the keyring.
    pub(crate) async fn lock(&self) -> Result<()> {
        self.keyring.lock().await
    }
}
