//! What the tests do inside a session: start and lock the keyring, and look at what is there.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use auth::Places;
use auth::store::{Choice, KeyringState, Slot, Vault};
use secrecy::{ExposeSecret as _, SecretString};
use zbus::blocking::Connection;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

use crate::session::BARE_FILE;

const BUS_NAME: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";

/// The password of the keyring.
const PASSWORD: &str = "test";

/// Enough for any call here that is answered.
pub(crate) const SOON: Duration = Duration::from_secs(10);

/// A program that ends with its owner.
pub(crate) struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The session's home.
pub(crate) fn home() -> PathBuf {
    PathBuf::from(std::env::var_os("HOME").unwrap())
}

pub(crate) fn places() -> Places {
    Places::in_folder(&home().join("ccproxy"))
}

pub(crate) fn vault(choice: Choice) -> Vault {
    Vault::with_patience(&places(), choice, SOON)
}

/// Starts the keyring, unlocked; it makes its `login` collection where there is none. The bus must start none by itself.
pub(crate) async fn start_keyring() -> Running {
    let mut child = Command::new("gnome-keyring-daemon")
        .args(["--foreground", "--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), PASSWORD.as_bytes()).unwrap();
    let running = Running(child);
    let vault = vault(Choice::Keyring);
    becomes(&vault, |state| *state == KeyringState::Available).await;
    running
}

/// Starts a bus at the session's address, which starts no service.
pub(crate) fn start_bus() -> Running {
    let address = std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap();
    let child = Command::new("dbus-daemon")
        .args(["--nofork", "--nopidfile"])
        .arg(format!(
            "--config-file={}",
            home().join(BARE_FILE).display()
        ))
        .arg(format!("--address={address}"))
        .spawn()
        .unwrap();
    Running(child)
}

pub(crate) async fn becomes(vault: &Vault, wanted: impl Fn(&KeyringState) -> bool) {
    let until = Instant::now() + SOON;
    loop {
        let state = vault.keyring().await;
        if wanted(&state) {
            return;
        }
        assert!(Instant::now() < until, "it stays {state:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Runs D-Bus work, which blocks, outside the runtime's threads.
pub(crate) async fn on_bus<T: Send + 'static>(
    work: impl FnOnce(&Connection) -> T + Send + 'static,
) -> T {
    tokio::task::spawn_blocking(move || work(&Connection::session().unwrap()))
        .await
        .unwrap()
}

fn default_collection(bus: &Connection) -> OwnedObjectPath {
    bus.call_method(
        Some(BUS_NAME),
        ROOT,
        Some(SERVICE),
        "ReadAlias",
        &("default",),
    )
    .unwrap()
    .body()
    .deserialize()
    .unwrap()
}

pub(crate) async fn lock_keyring() {
    on_bus(|bus| {
        let collection = default_collection(bus);
        bus.call_method(
            Some(BUS_NAME),
            ROOT,
            Some(SERVICE),
            "Lock",
            &(vec![collection],),
        )
        .unwrap();
    })
    .await;
}

/// Unlocks it as the desktop's login does.
pub(crate) async fn unlock_keyring() {
    on_bus(|bus| {
        let reply = bus
            .call_method(
                Some(BUS_NAME),
                ROOT,
                Some(SERVICE),
                "OpenSession",
                &("plain", Value::from("")),
            )
            .unwrap();
        let (_, session): (OwnedValue, OwnedObjectPath) = reply.body().deserialize().unwrap();
        let session: ObjectPath<'_> = session.into_inner();
        let secret = (session, Vec::<u8>::new(), PASSWORD.as_bytes(), "text/plain");
        bus.call_method(
            Some(BUS_NAME),
            ROOT,
            Some("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"),
            "UnlockWithMasterPassword",
            &(default_collection(bus), secret),
        )
        .unwrap();
    })
    .await;
}

pub(crate) fn text(name: &str, issued: u64) -> SecretString {
    SecretString::from(format!(r#"{{"accessToken":"{name}","issuedAt":{issued}}}"#))
}

pub(crate) async fn read(vault: &Vault, slot: Slot) -> Option<String> {
    let stored = vault.read(slot).await.unwrap();
    stored.map(|stored| stored.text.expose_secret().to_owned())
}

/// What `secret-tool` says of an entry: its output, and what it prints of the item's attributes.
pub(crate) async fn secret_tool(arguments: &[&str]) -> String {
    let mut command = Command::new("secret-tool");
    command.args(arguments);
    tokio::task::spawn_blocking(move || {
        let output = command.output().unwrap();
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        out + &String::from_utf8_lossy(&output.stderr)
    })
    .await
    .unwrap()
}

pub(crate) fn generation() -> Option<String> {
    std::fs::read_to_string(places().generation()).ok()
}
