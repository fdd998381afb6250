//! `cargo xtask run`: the desktop app where there is a display, else the headless server.

use std::process::ExitCode;

use crate::error::Result;
use crate::setup;
use crate::setup::packages;
use crate::workspace::Workspace;

/// Builds with the dev profile: a first start in minutes matters more here than the last percent of speed.
///
/// # Errors
/// Something to build it with is missing and cannot be installed.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let mut cargo = workspace.cargo();
    if has_display() {
        setup::packages(workspace, packages::DESKTOP).map_err(|error| {
            error.and_also("the headless server needs none of that: cargo run -p ccproxy -- serve")
        })?;
        cargo.args(["run", "--package", "ccproxy-desktop", "--"]);
    } else {
        println!("No display here: this starts the headless server.");
        setup::packages(workspace, packages::COMMAND)?;
        cargo.args(["run", "--package", "ccproxy", "--", "serve"]);
    }
    cargo.args(arguments).become_it()
}

fn has_display() -> bool {
    if cfg!(any(windows, target_os = "macos")) {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
