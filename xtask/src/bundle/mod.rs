//! `cargo xtask bundle`: what people install: .deb and .rpm on Linux, .dmg on macOS, an installer on Windows.
//!
//! Tauri's own packager makes them from `tauri.conf.json`: it knows all three systems, and what a web view needs on each.
//! It adds what the app alone does not have: the `ccproxy` command, its manual, and its completions.

mod extras;
mod options;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::SystemTime;

use crate::error::{Error, Result};
use crate::setup::{self, packages};
use crate::workspace::Workspace;
use options::Options;

const HELP: &str = "\
Usage: cargo xtask bundle [--formats LIST]

  --formats LIST  deb,rpm on Linux; dmg on macOS; nsis on Windows. Others that Tauri knows (appimage, app, msi) need
                  tools that its packager downloads by itself from GitHub, nsis among them; deb, rpm and dmg need none.

Packages are made for this system only. A release build takes minutes.";

/// # Errors
/// Wrong options, or something that cannot be installed, built or packed.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let options = Options::parse(arguments)?;
    if options.help {
        println!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    for package in make(workspace, &options.formats)? {
        println!("{}", package.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes the Debian package.
///
/// # Errors
/// It cannot be built or packed.
pub(crate) fn deb(workspace: &Workspace) -> Result<PathBuf> {
    let made = make(workspace, "deb")?.into_iter().next();
    made.ok_or_else(|| Error::new("the packager made no .deb"))
}

fn make(workspace: &Workspace, formats: &str) -> Result<Vec<PathBuf>> {
    setup::packages(workspace, packages::DESKTOP)?;
    let packager = setup::packager(workspace)?;
    build(workspace)?;
    let begin = SystemTime::now();
    let config = extras::collect(workspace)?;
    let mut tool = packager.tool();
    tool.within(&workspace.root)
        .args(["bundle", "--bundles", formats, "--config"])
        .arg(config);
    if std::env::var_os("CARGO_TARGET_DIR").is_some() {
        tool.env("CARGO_TARGET_DIR", &workspace.target);
    }
    tool.run()?;
    let made = made_since(workspace, begin)?;
    if made.is_empty() {
        return Err(Error::new("the packager made nothing"));
    }
    Ok(made)
}

/// Builds both programs for release.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo();
    command.args(["build", "--release", "--package", "ccproxy"]);
    command.run()?;
    desktop(workspace)
}

/// Builds the app for release, as Tauri's packager would: with its pages in it, and no server of a developer's.
///
/// # Errors
/// It does not build.
pub(crate) fn desktop(workspace: &Workspace) -> Result<()> {
    let mut app = workspace.cargo();
    app.args(["build", "--release", "--package", "ccproxy-desktop"]);
    app.args(["--features", "tauri/custom-protocol"]).run()
}

/// The packages that are newer than this, by name.
fn made_since(workspace: &Workspace, begin: SystemTime) -> Result<Vec<PathBuf>> {
    let folder = workspace.target.join("release").join("bundle");
    let unreadable = |cause| Error::io(format!("cannot read {}", folder.display()), &cause);
    let mut made = Vec::new();
    for format in std::fs::read_dir(&folder).map_err(unreadable)?.flatten() {
        let files = std::fs::read_dir(format.path()).map_err(unreadable)?;
        for file in files.flatten() {
            let about = file.metadata().map_err(unreadable)?;
            if about.is_file() && about.modified().map_err(unreadable)? >= begin {
                made.push(file.path());
            }
        }
    }
    made.sort();
    Ok(made)
}
