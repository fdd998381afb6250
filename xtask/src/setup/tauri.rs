//! Tauri's own packager, in the version of the library that the app is built with.

use std::path::PathBuf;

use super::node::{Node, empty, run_npm};
use super::stamp::Stamp;
use crate::error::Result;
use crate::tool::Tool;
use crate::workspace::Workspace;

const VERSION: &str = "2.12.5";

/// The packager, installed.
pub(crate) struct Packager {
    node: PathBuf,
    script: PathBuf,
}

impl Packager {
    /// A call of it.
    pub(crate) fn tool(&self) -> Tool {
        let mut tool = Tool::new(&self.node);
        tool.brief("tauri").arg(&self.script);
        tool
    }
}

/// Installs it where it is not there.
///
/// # Errors
/// It cannot be had.
pub(super) fn install(workspace: &Workspace, node: Node) -> Result<Packager> {
    let folder = workspace.clients().join("tauri");
    let script = folder.join("node_modules/@tauri-apps/cli/tauri.js");
    let stamp = Stamp::new(workspace, "tauri", &[VERSION]);
    if !stamp.is_current() || !script.is_file() {
        stamp.clear()?;
        empty(&folder)?;
        let mut npm = node.npm("install", &folder);
        npm.args(["--no-save", "--no-package-lock"]);
        npm.arg(format!("@tauri-apps/cli@{VERSION}"));
        run_npm(&mut npm, &workspace.target.join("setup/tauri.log"))?;
        stamp.write()?;
    }
    Ok(Packager {
        node: node.program,
        script,
    })
}
