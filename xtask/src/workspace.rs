//! Where things are: the source tree and the target folder.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::tool::Tool;

/// The folders that every command works in.
pub(crate) struct Workspace {
    /// The top of the source tree.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, as this program was built into it: whatever set it, this is the one.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// # Errors
    /// This program was moved away from where cargo built it.
    pub(crate) fn find() -> Result<Self> {
        // Cargo sets it when it runs this program; a program started by hand knows where it was built.
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let program = std::env::current_exe()
            .map_err(|cause| Error::io("cannot tell where this program is", &cause))?;
        let root = package.parent();
        // <target>/<profile>/xtask
        let target = program.ancestors().nth(2);
        match (root, target) {
            (Some(root), Some(target)) if root.join("Cargo.toml").is_file() => Ok(Self {
                root: root.to_owned(),
                target: target.to_owned(),
            }),
            _ => Err(Error::new("the source tree is not found").advise("start it as: cargo xtask")),
        }
    }

    /// Where the client programs of the tests are installed.
    pub(crate) fn clients(&self) -> PathBuf {
        self.target.join("clients")
    }

    /// Cargo, in the top folder, with the environment that a person's shell would give it.
    pub(crate) fn cargo(&self) -> Tool {
        let mut cargo = Tool::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.called("cargo").within(&self.root);
        // What cargo told this program about this package is no business of the packages built next: left in place,
        // it makes build scripts that watch those variables run again.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                cargo.without(&name);
            }
        }
        if std::env::var_os("CARGO_TARGET_DIR").is_some() {
            // It may be relative, to the folder of whoever typed the command.
            cargo.env("CARGO_TARGET_DIR", &self.target);
        }
        cargo
    }
}

/// A program in a folder of installed programs, with this system's ending.
pub(crate) fn program(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
