//! A session bus with a keyring on it.

use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};
use e2e::clients::tell;
use e2e::person::Person;
use e2e::{DEADLINE, Process, eventually};
use zbus::Connection;
use zbus::fdo::DBusProxy;
use zbus::zvariant::{ObjectPath, OwnedObjectPath};

const SECRETS: &str = "org.freedesktop.secrets";

/// A session with an unlocked keyring. Dropping it ends it.
pub(crate) struct Session {
    bus: Connection,
    keyring: Child,
    _daemon: Process,
}

impl Drop for Session {
    fn drop(&mut self) {
        // It may have ended with its bus.
        let _ = self.keyring.kill();
        let _ = self.keyring.wait();
    }
}

impl Session {
    /// Starts a session, and puts `person` into it; nothing where a program is missing, after a line that says so.
    pub(crate) async fn start(person: &mut Person) -> Result<Option<Self>> {
        for program in ["dbus-daemon", "gnome-keyring-daemon"] {
            let found = Command::new(program)
                .arg("--version")
                .stdout(Stdio::null())
                .status();
            if found.is_err() {
                if std::env::var("CCPROXY_E2E_STRICT").is_ok_and(|value| value == "1") {
                    bail!("{program} is missing");
                }
                tell(&format!("skipped: {program} is missing"));
                return Ok(None);
            }
        }
        let runtime = person.home.home().join(".runtime");
        std::fs::DirBuilder::new().mode(0o700).create(&runtime)?;
        let mut daemon = Command::new("dbus-daemon");
        person.home.dress(&mut daemon);
        daemon.args(["--session", "--nofork", "--print-address"]);
        let mut daemon = Process::start("dbus-daemon", &mut daemon)?;
        let address = daemon
            .wait_for("the bus's address", DEADLINE, |stdout, _| {
                Some(stdout.split_once('\n')?.0.trim().to_owned())
            })
            .await?;
        person.set("DBUS_SESSION_BUS_ADDRESS", &address);
        let mut keyring = Command::new("gnome-keyring-daemon");
        person.home.dress(&mut keyring);
        let mut keyring = keyring
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut stdin = keyring.stdin.take().context("no standard input")?;
        stdin.write_all(b"password of the keyring")?;
        drop(stdin);
        let bus = zbus::connection::Builder::address(address.as_str())?
            .build()
            .await?;
        let names = DBusProxy::new(&bus).await?;
        eventually("the keyring", DEADLINE, async || {
            let there = names.name_has_owner(SECRETS.try_into()?).await?;
            Ok(there.then_some(()))
        })
        .await?;
        Ok(Some(Self {
            bus,
            keyring,
            _daemon: daemon,
        }))
    }

    /// Locks the keyring, as a screen lock may (Secret Service API, `Service.Lock`).
    pub(crate) async fn lock(&self) -> Result<()> {
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
        anyhow::ensure!(locked.len() == 1, "not locked");
        Ok(())
    }
}
