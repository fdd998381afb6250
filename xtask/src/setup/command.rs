//! The real `claude` and `codex` commands, in the versions that the wire facts were measured with. Each has its program
//! in a package for each system, of which npm installs the one that fits. (Copies that install scripts would make are
//! not there: those are blocked.)

use std::path::{Path, PathBuf};

use super::node::{Node, empty, run_npm};
use super::stamp::Stamp;
use crate::error::{Error, Result};
use crate::tool::Tool;
use crate::version::Version;
use crate::workspace::{Workspace, program};

/// A command that npm brings.
pub(super) struct Command {
    name: &'static str,
    package: &'static str,
    version: &'static str,
    /// Where the program is, below the folder that the command was installed into.
    find: fn(&Path) -> Option<PathBuf>,
}

pub(super) const CLAUDE: Command = Command {
    name: "claude",
    package: "@anthropic-ai/claude-code",
    version: "2.1.331",
    find: find_claude,
};

pub(super) const CODEX: Command = Command {
    name: "codex",
    package: "@openai/codex",
    version: "0.169.0",
    find: find_codex,
};

impl Command {
    /// Installs it where it is not there, and gives the program.
    ///
    /// # Errors
    /// It cannot be had, or there is none for this system.
    pub(super) fn install(&self, workspace: &Workspace, node: &Node) -> Result<PathBuf> {
        let Self { name, version, .. } = *self;
        let folder = workspace.clients().join(name);
        let stamp = Stamp::new(workspace, name, &[version]);
        if stamp.is_current()
            && let Some(program) = (self.find)(&folder)
        {
            return Ok(program);
        }
        stamp.clear()?;
        empty(&folder)?;
        println!("The {name} command takes about 400 MB of disk.");
        let mut npm = node.npm("install", &folder);
        npm.args(["--no-save", "--no-package-lock"]);
        npm.arg(format!("{}@{version}", self.package));
        run_npm(
            &mut npm,
            &workspace.target.join(format!("setup/{name}.log")),
        )?;
        let program = (self.find)(&folder).ok_or_else(|| {
            Error::new(format!(
                "the package of the {name} command has no program for this system"
            ))
        })?;
        let printed = Tool::new(&program).args(["--version"]).read();
        if printed.as_deref().and_then(Version::find) != Version::find(version) {
            return Err(Error::new(format!(
                "{} does not run as version {version} on this system",
                program.display()
            )));
        }
        stamp.write()?;
        Ok(program)
    }
}

fn find_claude(folder: &Path) -> Option<PathBuf> {
    let packages = std::fs::read_dir(folder.join("node_modules/@anthropic-ai")).ok()?;
    packages
        .filter_map(|entry| Some(program(&entry.ok()?.path(), "claude")))
        .find(|program| program.is_file())
}

/// Below a folder of the system's name.
fn find_codex(folder: &Path) -> Option<PathBuf> {
    let packages = std::fs::read_dir(folder.join("node_modules/@openai")).ok()?;
    packages
        .filter_map(|package| std::fs::read_dir(package.ok()?.path().join("vendor")).ok())
        .flatten()
        .filter_map(|system| Some(program(&system.ok()?.path().join("bin"), "codex")))
        .find(|program| program.is_file())
}
