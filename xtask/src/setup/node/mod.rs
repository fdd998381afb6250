//! The Node of the tests: the system's where it is new enough, else one of our own under `target/`.

mod npm;
mod wheel;

use std::path::{Path, PathBuf};

use super::stamp::Stamp;
use crate::error::{Error, Result};
use crate::tool::Tool;
use crate::version::Version;
use crate::workspace::Workspace;

/// What the `claude` command asks for.
const OLDEST: &str = "22.0.0";

/// An installed Node.
pub(super) struct Node {
    pub(super) program: PathBuf,
    npm: Npm,
}

/// How npm is started.
enum Npm {
    /// The system's command.
    Command,
    /// A script for Node to run.
    Script(PathBuf),
}

/// Installs it where it is not there.
///
/// # Errors
/// It cannot be had, or does not run on this system.
pub(super) fn install(workspace: &Workspace, python: &Path) -> Result<Node> {
    let has_npm = Tool::new(NPM).args(["--version"]).read().is_some();
    let of_system = "`${process.version} ${process.execPath}`";
    if let Some(printed) = Tool::new("node").args(["-p", of_system]).read()
        && let Some((version, program)) = printed.trim().split_once(' ')
        && has_npm
        && Version::find(version) >= Version::find(OLDEST)
    {
        return Ok(Node {
            program: PathBuf::from(program),
            npm: Npm::Command,
        });
    }
    match npm::package() {
        Some(package) if has_npm => npm::install(workspace, package),
        _ => wheel::install(workspace, python),
    }
}

/// npm as the system calls it.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

impl Node {
    /// An npm command for the given folder. Install scripts are blocked: no package gets to run code on this machine
    /// before a test asks it to.
    pub(super) fn npm(&self, command: &str, folder: &Path) -> Tool {
        let mut npm = match &self.npm {
            Npm::Command => Tool::new(NPM),
            Npm::Script(script) => {
                let mut node = Tool::new(&self.program);
                node.arg(script);
                node
            }
        };
        npm.brief("npm").args([command, "--prefix"]).arg(folder);
        npm.args(["--ignore-scripts", "--no-audit", "--no-fund"]);
        npm.within(folder);
        // Certificates that the system trusts count here too, as they do for cargo.
        npm.env("NODE_USE_SYSTEM_CA", "1");
        npm
    }
}

/// Records a fresh installation, once its program has shown that it runs.
fn prove(node: Node, stamp: &Stamp) -> Result<Node> {
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
