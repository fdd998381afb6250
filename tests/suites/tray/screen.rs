//! What stands on the virtual screen.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::clients::tell;
use e2e::{DEADLINE, Process};
use tokio::time::sleep;

use crate::desktop::Desktop;

/// A page that has loaded is drawn within this.
const DRAWN: Duration = Duration::from_secs(1);

/// The app's visible window, if there is one.
pub(crate) async fn window(desktop: &Desktop) -> Result<Option<String>> {
    let mut search = desktop.command("xdotool");
    search.args(["search", "--onlyvisible", "--name", "^ccproxy$"]);
    // Exit 1 says that nothing was found.
    let found = run(&mut search).await?;
    Ok(found.lines().next().map(str::to_owned))
}

/// Saves a picture of a window into the target folder; gives its mean brightness, from 0 to 1.
pub(crate) async fn picture(desktop: &Desktop, window: &str, name: &str) -> Result<f64> {
    sleep(DRAWN).await;
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
    let path = file.to_string_lossy();
    run(desktop.command("import").args(["-window", window, &path])).await?;
    let mut measure = desktop.command("identify");
    measure.args(["-format", "%[fx:mean]", &path]);
    let brightness = run(&mut measure).await?;
    ensure!(!brightness.is_empty(), "no picture of the window");
    tell(&format!("picture: {path}"));
    brightness.trim().parse().context("no brightness")
}

async fn run(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut process = Process::start(&name, command)?;
    process.wait(DEADLINE).await?;
    Ok(process.stdout())
}
