//! A desktop of its own: a virtual screen, a session bus, and a tray and a keyring where the test wants them.

mod keyring;
mod menu;
pub mod processes;
mod screen;
pub mod session;
pub mod tools;
mod watcher;

use std::os::unix::fs::DirBuilderExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use zbus::Connection;

use crate::{Process, Sandbox, eventually};
pub use keyring::Keyring;
pub use menu::{Line, Menu};
use processes::Seen;
pub use tools::Tools;
use watcher::{Registered, Watcher};

/// The app opens a display and a web view, on a machine that may be busy.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Room for a window of 1440 by 1000.
const SCREEN: &str = "1600x1100x24";

/// A person's desktop session. Dropping it ends it, and every program on it.
#[derive(Debug)]
pub struct Desktop {
    app: PathBuf,
    home: Arc<Sandbox>,
    environment: Vec<(String, String)>,
    bus: Connection,
    registered: Option<Registered>,
    // In this order they end.
    keyring: Option<Keyring>,
    _processes: [Process; 2],
}

impl Desktop {
    /// A desktop that shows tray icons.
    ///
    /// # Errors
    /// It does not start.
    pub async fn with_tray(tools: &Tools) -> Result<Self> {
        Self::bare(tools).await?.tray().await
    }

    /// A desktop that shows none, with a home of its own.
    ///
    /// # Errors
    /// It does not start.
    pub async fn bare(tools: &Tools) -> Result<Self> {
        Self::of(tools, Arc::new(Sandbox::new()?)).await
    }

    /// The desktop of whoever has this home.
    ///
    /// # Errors
    /// It does not start.
    pub async fn of(tools: &Tools, home: Arc<Sandbox>) -> Result<Self> {
        let mut runtime = std::fs::DirBuilder::new();
        runtime.recursive(true).mode(0o700);
        runtime.create(home.home().join(".runtime"))?;

        let mut screen = Command::new("Xvfb");
        home.dress(&mut screen);
        screen.args(["-displayfd", "1", "-screen", "0", SCREEN]);
        // A screen whose last client leaves begins anew, and refuses whoever comes meanwhile (Xserver(1)).
        screen.args(["-nolisten", "tcp", "-noreset"]);
        let mut screen = Process::start("Xvfb", &mut screen)?;
        let number = session::first_line(&mut screen, "the screen's number").await?;

        let (daemon, address) = session::start(&home).await?;
        let bus = zbus::connection::Builder::address(address.as_str())?
            .build()
            .await
            .context("the session bus does not answer")?;
        let environment = [
            ("DISPLAY", format!(":{number}")),
            ("DBUS_SESSION_BUS_ADDRESS", address),
            // No accessibility bus: it is slow to start, and nothing here asks it.
            ("NO_AT_BRIDGE", "1".to_owned()),
        ];
        Ok(Self {
            app: tools.app.clone(),
            home,
            environment: environment
                .map(|(name, value)| (name.to_owned(), value))
                .into(),
            bus,
            registered: None,
            keyring: None,
            _processes: [screen, daemon],
        })
    }

    /// Shows tray icons from now on.
    ///
    /// # Errors
    /// Somebody else does already.
    pub async fn tray(mut self) -> Result<Self> {
        self.registered = Some(Watcher::serve(&self.bus).await?);
        Ok(self)
    }

    /// Has an unlocked keyring from now on.
    ///
    /// # Errors
    /// It does not start.
    pub async fn with_keyring(mut self) -> Result<Self> {
        let mut command = self.command("gnome-keyring-daemon");
        self.keyring = Some(Keyring::start(&mut command, &self.bus).await?);
        Ok(self)
    }

    /// Sets a variable for all programs that follow.
    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The variables that put a program on this desktop.
    #[must_use]
    pub fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    /// The keyring.
    ///
    /// # Errors
    /// There is none.
    pub fn keyring(&self) -> Result<&Keyring> {
        self.keyring.as_ref().context("there is no keyring")
    }

    /// A command on this desktop.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        self.home.dress(&mut command);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// The app, to be started on this desktop.
    #[must_use]
    pub fn app(&self) -> Command {
        self.command(&self.app.to_string_lossy())
    }

    /// Where the app is.
    #[must_use]
    pub fn app_path(&self) -> &std::path::Path {
        &self.app
    }

    /// The menu of the one tray icon.
    ///
    /// # Errors
    /// There is no icon.
    pub async fn menu(&self) -> Result<Menu> {
        Menu::of(&self.bus, &self.item().await?).await
    }

    /// The picture of the tray icon.
    ///
    /// # Errors
    /// There is no icon.
    pub async fn icon(&self) -> Result<Vec<u8>> {
        let item = self.item().await?;
        // The file is replaced when the state changes: between the two looks it may be gone.
        eventually("the icon's file", PATIENCE, async || {
            Ok(std::fs::read(item.icon(&self.bus).await?).ok())
        })
        .await
    }

    async fn item(&self) -> Result<watcher::Item> {
        let registered = self.registered.as_ref().context("there is no tray")?;
        eventually("a tray icon", PATIENCE, async || Ok(registered.item())).await
    }

    /// The app's processes and its web view's, as they run now.
    ///
    /// # Errors
    /// This system has no `/proc`.
    pub fn app_processes(&self) -> Result<Vec<Seen>> {
        let mut found = processes::of_home(&self.home.home().to_string_lossy())?;
        found.retain(|seen| seen.name.starts_with("ccproxy") || is_web_view(&seen.name));
        Ok(found)
    }

    /// The processes of web views, as they run now.
    ///
    /// # Errors
    /// This system has no `/proc`.
    pub fn web_views(&self) -> Result<Vec<Seen>> {
        let mut found = self.app_processes()?;
        found.retain(|seen| is_web_view(&seen.name));
        Ok(found)
    }

    /// The app's process that shows the window, where there is one.
    ///
    /// # Errors
    /// This system has no `/proc`.
    pub fn window_process(&self) -> Result<Option<Seen>> {
        let mut found = self.app_processes()?;
        // One may end while we look.
        found.retain(|seen| {
            seen.arguments()
                .is_ok_and(|given| given.contains(&"--page".to_owned()))
        });
        Ok(found.pop())
    }

    /// Waits until no process of the app is left.
    ///
    /// # Errors
    /// Some stay.
    pub async fn is_left(&self) -> Result<()> {
        self.comes_to("nothing left", || Ok(self.app_processes()?.is_empty()))
            .await
    }

    /// Waits until no process of a window is left, nor of its web view.
    ///
    /// # Errors
    /// Some stay.
    pub async fn has_no_web_view(&self) -> Result<()> {
        self.comes_to("no process of the window left", || {
            Ok(self.web_views()?.is_empty() && self.window_process()?.is_none())
        })
        .await
    }

    async fn comes_to(&self, what: &str, is_so: impl Fn() -> Result<bool>) -> Result<()> {
        let waited = eventually(what, PATIENCE, async || Ok(is_so()?.then_some(()))).await;
        waited.with_context(|| format!("{:?}", self.app_processes()))
    }
}

fn is_web_view(name: &str) -> bool {
    name.starts_with("WebKit")
}

impl Drop for Desktop {
    fn drop(&mut self) {
        // A program that another one started for us has no guard of its own.
        let home = self.home.home().to_string_lossy();
        let left = processes::of_home(&home).unwrap_or_default();
        left.iter()
            .filter(|seen| seen.name.starts_with("ccproxy") || is_web_view(&seen.name))
            .for_each(Seen::kill);
    }
}
