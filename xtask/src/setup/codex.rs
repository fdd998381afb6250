//! The real `codex` command, in the version that the wire facts were measured with.

use std::path::{Path, PathBuf};

use super::node::{Node, empty, run_npm};
use super::stamp::Stamp;
use crate::error::{Error, Result};
use crate::tool::Tool;
use crate::version::Version;
use crate::workspace::{Workspace, program};

const VERSION: &str = "0.169.0";

/// Installs it where it is not there, and gives the program.
///
/// # Errors
/// It cannot be had, or there is none for this system.
pub(super) fn install(workspace: &Workspace, node: &Node) -> Result<PathBuf> {
    let folder = workspace.clients().join("codex");
    let stamp = Stamp::new(workspace, "codex", &[VERSION]);
    if stamp.is_current()
        && let Some(program) = find(&folder)
    {
        return Ok(program);
    }
    stamp.clear()?;
    empty(&folder)?;
    println!("The codex command takes about 400 MB of disk.");
    let mut npm = node.npm("install", &folder);
    npm.args(["--no-save", "--no-package-lock"]);
    npm.arg(format!("@openai/codex@{VERSION}"));
    run_npm(&mut npm, &workspace.target.join("setup/codex.log"))?;
    let program = find(&folder).ok_or_else(|| {
        Error::new("the package of the codex command has no program for this system")
    })?;
    let printed = Tool::new(&program).args(["--version"]).read();
    if printed.as_deref().and_then(Version::find) != Version::find(VERSION) {
        return Err(Error::new(format!(
            "{} does not run as version {VERSION} on this system",
            program.display()
        )));
    }
    stamp.write()?;
    Ok(program)
}

/// The program is in a package of its own for each system, below a folder of the system's name.
fn find(folder: &Path) -> Option<PathBuf> {
    let packages = std::fs::read_dir(folder.join("node_modules/@openai")).ok()?;
    packages
        .filter_map(|package| std::fs::read_dir(package.ok()?.path().join("vendor")).ok())
        .flatten()
        .flat_map(|system| {
            let system = system.ok()?.path();
            Some([
                program(&system.join("bin"), "codex"),
                program(&system.join("codex"), "codex"),
            ])
        })
        .flatten()
        .find(|program| program.is_file())
}
