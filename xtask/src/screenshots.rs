//! `cargo xtask screenshots`: the app's window in every view and state, in light and dark, narrow and wide.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::error::{Error, Result};
use crate::setup;
use crate::setup::packages;
use crate::tool::Tool;
use crate::workspace::{Workspace, program};

const HELP: &str = "\
Usage: cargo xtask screenshots [--out FOLDER] [--only WORD]

  --out FOLDER  where the pictures go (target/screenshots)
  --only WORD   only the groups of scenes with this in their name:
                empty, login, running, activity, taken, expired, locked";

/// # Errors
/// Wrong options, something that cannot be installed or built, or a scene that cannot be shown.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let mut out = workspace.target.join("screenshots");
    let mut only = String::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match (argument.as_str(), rest.next()) {
            ("--out", Some(folder)) => out = PathBuf::from(folder),
            ("--only", Some(word)) => only.clone_from(word),
            ("--help" | "-h", _) => {
                println!("{HELP}");
                return Ok(ExitCode::SUCCESS);
            }
            (other, _) => {
                return Err(
                    Error::new(format!("`{other}` is no option, or lacks its value"))
                        .advise("see them with: cargo xtask screenshots --help"),
                );
            }
        }
    }
    let wanted = [packages::DESKTOP, packages::WINDOW, packages::KEYRING].concat();
    setup::packages(workspace, &wanted)?;
    let mut build = workspace.cargo();
    build.args([
        "build",
        "--package",
        "ccproxy-desktop",
        "--package",
        "ccproxy",
    ]);
    build.args(["--package", "e2e", "--bins"]).run()?;
    let mut camera = Tool::new(program(&workspace.target.join("debug"), "screenshots"));
    camera.arg(&out).arg(only).env("CCPROXY_E2E_STRICT", "1");
    camera.run()?;
    println!("{}", out.display());
    Ok(ExitCode::SUCCESS)
}
