//! The packages of the JavaScript tests, as `tests/javascript/package.json` and its lock file pin them.

use std::path::PathBuf;

use super::node::{Node, run_npm};
use super::stamp::Stamp;
use crate::error::{Error, Result};
use crate::workspace::Workspace;

/// Installs them where they are not there, as `node_modules` of the clients' folder, and gives that folder.
///
/// # Errors
/// The pins cannot be read, or a package cannot be had.
pub(super) fn install(workspace: &Workspace, node: &Node) -> Result<PathBuf> {
    let source = workspace.root.join("tests/javascript");
    let manifest = source.join("package.json");
    let pins = std::fs::read_to_string(&manifest)
        .map_err(|cause| Error::io(format!("cannot read {}", manifest.display()), &cause))?;
    // Without a lock file the exact versions of package.json count.
    let lock = std::fs::read_to_string(source.join("package-lock.json")).ok();
    let folder = workspace.clients();
    let stamp = Stamp::new(
        workspace,
        "javascript",
        &[&pins, lock.as_deref().unwrap_or_default()],
    );
    if stamp.is_current() && folder.join("node_modules").is_dir() {
        return Ok(folder);
    }
    stamp.clear()?;
    let copy = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text)
            .map_err(|cause| Error::io(format!("cannot write {}", path.display()), &cause))
    };
    copy("package.json", &pins)?;
    let command = match &lock {
        Some(lock) => {
            copy("package-lock.json", lock)?;
            "ci"
        }
        None => "install",
    };
    run_npm(
        &mut node.npm(command, &folder),
        &workspace.target.join("setup/javascript.log"),
    )?;
    stamp.write()?;
    Ok(folder)
}
