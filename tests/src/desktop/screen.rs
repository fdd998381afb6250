//! What stands on the virtual screen.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tokio::time::sleep;

use super::{Desktop, PATIENCE};
use crate::clients::tell;
use crate::{DEADLINE, Process, eventually};

/// A page that has loaded is drawn within this.
const DRAWN: Duration = Duration::from_secs(1);

/// A window that was told to close is gone by then, as a rule.
const BETWEEN_KEYS: Duration = Duration::from_millis(300);

impl Desktop {
    /// Whether the app shows a window.
    ///
    /// # Errors
    /// The screen cannot be searched.
    pub async fn has_window(&self) -> Result<bool> {
        Ok(self.visible_window().await?.is_some())
    }

    /// The app's window, when it is there.
    ///
    /// # Errors
    /// It does not come.
    pub async fn window(&self) -> Result<String> {
        eventually("a window", PATIENCE, async || self.visible_window().await).await
    }

    /// Presses keys in the app's window, as `xdotool` names them: `ctrl+w`.
    ///
    /// # Errors
    /// There is no window.
    pub async fn press(&self, keys: &str) -> Result<()> {
        let window = self.visible_window().await?.context("no window")?;
        // No window manager gives the window the keyboard here.
        let mut press = self.command("xdotool");
        press.args(["windowfocus", "--sync", &window, "key", keys]);
        run(&mut press).await.map(drop)
    }

    /// Closes the app's window by its key. A page that is not loaded yet does not hear it: it is pressed again.
    ///
    /// # Errors
    /// The window stays.
    pub async fn close_window(&self) -> Result<()> {
        eventually("an empty screen", PATIENCE, async || {
            if !self.has_window().await? {
                return Ok(Some(()));
            }
            // The window may go between the look and the key.
            let _ = self.press("ctrl+w").await;
            sleep(BETWEEN_KEYS).await;
            Ok(None)
        })
        .await
    }

    /// Gives the app's window this size.
    ///
    /// # Errors
    /// There is no window.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let window = self.window().await?;
        let mut resize = self.command("xdotool");
        resize.args(["windowsize", &window, &width.to_string()]);
        run(resize.arg(height.to_string())).await.map(drop)
    }

    /// The width and height of a window.
    ///
    /// # Errors
    /// It is gone.
    pub async fn size(&self, window: &str) -> Result<(u32, u32)> {
        let mut measure = self.command("xdotool");
        let told = run(measure.args(["getwindowgeometry", "--shell", window])).await?;
        let value = |name: &str| {
            let found = told.lines().find_map(|line| line.strip_prefix(name));
            found.context("no size")?.parse().context("no size")
        };
        Ok((value("WIDTH=")?, value("HEIGHT=")?))
    }

    async fn visible_window(&self) -> Result<Option<String>> {
        let mut search = self.command("xdotool");
        search.args(["search", "--onlyvisible", "--name", "^ccproxy$"]);
        // Exit 1 says that nothing was found.
        let found = run(&mut search).await?;
        Ok(found.lines().next().map(str::to_owned))
    }

    /// Saves a picture of a window to this file; gives its mean brightness, from 0 to 1.
    ///
    /// # Errors
    /// There is no such window.
    pub async fn picture(&self, window: &str, file: &Path) -> Result<f64> {
        sleep(DRAWN).await;
        let path = file.to_string_lossy();
        run(self.command("import").args(["-window", window, &path])).await?;
        tell(&format!("picture: {path}"));
        self.brightness(file).await
    }

    /// The mean brightness of a picture, from 0 to 1.
    ///
    /// # Errors
    /// It is none.
    pub async fn brightness(&self, picture: &Path) -> Result<f64> {
        let mut measure = self.command("identify");
        measure.args(["-format", "%[fx:mean]"]).arg(picture);
        let brightness = run(&mut measure).await?;
        ensure!(!brightness.is_empty(), "no picture of the window");
        brightness.trim().parse().context("no brightness")
    }

    /// What the clipboard holds.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn clipboard(&self) -> Result<String> {
        let mut paste = self.command("xclip");
        paste.args(["-selection", "clipboard", "-out"]);
        run(&mut paste).await
    }

    /// Empties the clipboard, so that what it holds next is new.
    ///
    /// # Errors
    /// It cannot be written.
    pub async fn clear_clipboard(&self) -> Result<()> {
        let empty = PathBuf::from("/dev/null");
        let mut copy = self.command("xclip");
        copy.args(["-selection", "clipboard", "-in"]).arg(empty);
        // A child of it stays to answer for the clipboard, and would keep a pipe open for as long.
        copy.stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let status = tokio::process::Command::from(copy).status();
        let status = tokio::time::timeout(DEADLINE, status).await??;
        anyhow::ensure!(status.success(), "xclip: {status}");
        Ok(())
    }

    /// Waits until the clipboard holds this.
    ///
    /// # Errors
    /// It does not.
    pub async fn clipboard_holds(&self, expected: &str) -> Result<()> {
        eventually(&format!("{expected:?} copied"), DEADLINE, async || {
            Ok((self.clipboard().await? == expected).then_some(()))
        })
        .await
    }
}

async fn run(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut process = Process::start(&name, command)?;
    process.wait(DEADLINE).await?;
    Ok(process.stdout())
}
