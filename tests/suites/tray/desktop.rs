//! A desktop of its own: a virtual screen, a session bus, and a tray where the test wants one.

use std::collections::HashSet;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use e2e::{DEADLINE, Process, Sandbox, eventually};
use zbus::Connection;

use crate::menu::Menu;
use crate::tools::Tools;
use crate::watcher::{Registered, Watcher};
use crate::{PATIENCE, screen};

/// A person's desktop session. Dropping it ends it.
pub(crate) struct Desktop {
    app: PathBuf,
    home: Sandbox,
    display: String,
    bus_address: String,
    bus: Connection,
    registered: Option<Registered>,
    _processes: [Process; 2],
}

impl Desktop {
    /// A desktop that shows tray icons.
    pub(crate) async fn with_tray(tools: &Tools) -> Result<Self> {
        let mut desktop = Self::without_tray(tools).await?;
        desktop.registered = Some(Watcher::serve(&desktop.bus).await?);
        Ok(desktop)
    }

    /// A desktop that shows none.
    pub(crate) async fn without_tray(tools: &Tools) -> Result<Self> {
        let home = Sandbox::new()?;
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(home.home().join(".runtime"))?;

        let mut screen = Command::new("Xvfb");
        home.dress(&mut screen);
        screen.args(["-displayfd", "1", "-screen", "0", "1000x700x24"]);
        screen.args(["-nolisten", "tcp"]);
        let mut screen = Process::start("Xvfb", &mut screen)?;
        let number = first_line(&mut screen, "the screen's number").await?;

        let mut daemon = Command::new("dbus-daemon");
        home.dress(&mut daemon);
        daemon.args(["--session", "--nofork", "--print-address"]);
        let mut daemon = Process::start("dbus-daemon", &mut daemon)?;
        let bus_address = first_line(&mut daemon, "the bus's address").await?;
        let bus = zbus::connection::Builder::address(bus_address.as_str())?
            .build()
            .await
            .context("the session bus does not answer")?;

        Ok(Self {
            app: tools.app.clone(),
            home,
            display: format!(":{number}"),
            bus_address,
            bus,
            registered: None,
            _processes: [screen, daemon],
        })
    }

    /// A command on this desktop.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        self.home.dress(&mut command);
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus_address)
            // No accessibility bus: it is slow to start, and nothing here asks it.
            .env("NO_AT_BRIDGE", "1");
        command
    }

    /// The app, to be started on this desktop.
    pub(crate) fn app(&self) -> Command {
        self.command(&self.app.to_string_lossy())
    }

    /// The menu of the one tray icon.
    pub(crate) async fn menu(&self) -> Result<Menu> {
        Menu::of(&self.bus, &self.item().await?).await
    }

    /// The picture of the tray icon.
    pub(crate) async fn icon(&self) -> Result<Vec<u8>> {
        let item = self.item().await?;
        // The file is replaced when the state changes: between the two looks it may be gone.
        eventually("the icon's file", PATIENCE, async || {
            Ok(std::fs::read(item.icon(&self.bus).await?).ok())
        })
        .await
    }

    async fn item(&self) -> Result<crate::watcher::Item> {
        let registered = self.registered.as_ref().context("there is no tray")?;
        eventually("a tray icon", PATIENCE, async || Ok(registered.item())).await
    }

    /// Waits until the clipboard holds this.
    pub(crate) async fn clipboard_holds(&self, expected: &str) -> Result<()> {
        eventually(&format!("{expected:?} copied"), DEADLINE, async || {
            let mut paste = self.command("xclip");
            paste.args(["-selection", "clipboard", "-out"]);
            let mut paste = Process::start("xclip", &mut paste)?;
            paste.wait(DEADLINE).await?;
            Ok((paste.stdout() == expected).then_some(()))
        })
        .await
    }

    /// Whether the app shows a window.
    pub(crate) async fn has_window(&self) -> Result<bool> {
        Ok(screen::window(self).await?.is_some())
    }

    /// The app's window, when it is there.
    pub(crate) async fn window(&self) -> Result<String> {
        eventually("a window", PATIENCE, async || screen::window(self).await).await
    }

    /// Saves a picture of a window; gives its brightness, from 0 to 1.
    pub(crate) async fn picture(&self, window: &str, name: &str) -> Result<f64> {
        screen::picture(self, window, name).await
    }

    /// Waits until no process is left that this one started.
    pub(crate) async fn is_left_by(&self, id: u32) -> Result<()> {
        let home = self.home.home().to_string_lossy().into_owned();
        eventually(&format!("nothing left of {id}"), DEADLINE, async || {
            Ok(webkit_processes(&home)?.is_empty().then_some(()))
        })
        .await
    }
}

/// WebKit's helper processes of this desktop: they are known by their home.
fn webkit_processes(home: &str) -> Result<HashSet<String>> {
    let mut found = HashSet::new();
    for entry in std::fs::read_dir("/proc")? {
        let folder = entry?.path();
        // Processes come and go while they are looked through.
        let environment = std::fs::read(folder.join("environ")).unwrap_or_default();
        let name = std::fs::read_to_string(folder.join("comm")).unwrap_or_default();
        let is_here = environment
            .split(|byte| *byte == 0)
            .any(|variable| variable == format!("HOME={home}").as_bytes());
        if is_here && (name.starts_with("WebKit") || name.starts_with("ccproxy")) {
            found.insert(name);
        }
    }
    Ok(found)
}

async fn first_line(process: &mut Process, what: &str) -> Result<String> {
    let line = process
        .wait_for(what, DEADLINE, |stdout, _| {
            Some(stdout.split_once('\n')?.0.trim().to_owned())
        })
        .await?;
    ensure!(!line.is_empty(), "{what} is empty");
    Ok(line)
}
