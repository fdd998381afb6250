//! The Python of the tests: a virtual environment with what `tests/python/requirements.txt` pins.

use std::path::{Path, PathBuf};

use super::stamp::Stamp;
use crate::error::{Error, Result};
use crate::tool::Tool;
use crate::version::Version;
use crate::workspace::{Workspace, program};

const SYSTEM_PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// The oldest Python that the pinned packages support.
const OLDEST: &str = "3.11";

/// Installs it where it is not there, and gives its interpreter.
///
/// # Errors
/// There is no Python to start from, or a package cannot be had.
pub(super) fn install(workspace: &Workspace) -> Result<PathBuf> {
    let version = system_version()?;
    let requirements = workspace.root.join("tests/python/requirements.txt");
    let pins = std::fs::read_to_string(&requirements)
        .map_err(|cause| Error::io(format!("cannot read {}", requirements.display()), &cause))?;
    let folder = workspace.clients().join("python");
    let python = interpreter(&folder);
    let stamp = Stamp::new(workspace, "python", &[&version, &pins]);
    if stamp.is_current() && python.is_file() {
        return Ok(python);
    }
    stamp.clear()?;
    Tool::new(SYSTEM_PYTHON)
        .args(["-m", "venv", "--clear"])
        .arg(&folder)
        .run_quietly(&workspace.target.join("setup/venv.log"))?;
    let mut pip = pip(&python, "install");
    pip.args([Path::new("--requirement"), &requirements]);
    run_pip(&mut pip, &workspace.target.join("setup/python.log"))?;
    stamp.write()?;
    Ok(python)
}

fn interpreter(folder: &Path) -> PathBuf {
    if cfg!(windows) {
        program(&folder.join("Scripts"), "python")
    } else {
        folder.join("bin/python")
    }
}

fn system_version() -> Result<String> {
    let printed = Tool::new(SYSTEM_PYTHON).args(["--version"]).read();
    let printed = printed.unwrap_or_default().trim().to_owned();
    if Version::find(&printed) >= Version::find(OLDEST) {
        Ok(printed)
    } else {
        Err(
            Error::new(format!("no Python {OLDEST} or newer (`{SYSTEM_PYTHON}`)"))
                .advise("install one, then run this again"),
        )
    }
}

/// A pip command of the given interpreter. It asks whatever index the machine is set up for.
pub(super) fn pip(python: &Path, command: &str) -> Tool {
    let mut pip = Tool::new(python);
    pip.brief("pip").args(["-m", "pip", command, "--no-input"]);
    pip.args(["--disable-pip-version-check", "--quiet"]);
    pip
}

pub(super) fn run_pip(pip: &mut Tool, log: &Path) -> Result<()> {
    pip.run_quietly(log).map_err(|error| {
        error.advise("if the index could not be reached, see that `pip download six` works here")
    })
}
