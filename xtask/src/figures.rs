//! `cargo xtask figures`: what the desktop app costs, beside an empty tray app that is built with it.

use std::process::ExitCode;

use crate::bundle;
use crate::error::Result;
use crate::setup;
use crate::setup::packages;
use crate::tool::Tool;
use crate::workspace::{Workspace, program};

/// # Errors
/// Something cannot be installed or built, or a figure misses its target.
pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    let wanted = [packages::DESKTOP, packages::WINDOW].concat();
    setup::packages(workspace, &wanted)?;
    bundle::desktop(workspace)?;
    let floor = workspace.root.join("benches").join("floor-tray");
    let built = workspace.target.join("floor-tray");
    let mut cargo = workspace.cargo();
    cargo
        .within(&floor)
        .args(["build", "--release", "--locked"]);
    cargo.env("CARGO_TARGET_DIR", &built).run()?;
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--release", "--package", "e2e", "--bins"]);
    cargo.run()?;
    let release = workspace.target.join("release");
    Tool::new(program(&release, "desktop-figures"))
        .arg(program(&release, "ccproxy-desktop"))
        .arg(program(&built.join("release"), "floor-tray"))
        .env("CCPROXY_E2E_STRICT", "1")
        .run()?;
    Ok(ExitCode::SUCCESS)
}
