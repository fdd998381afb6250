//! What was installed from which inputs, so that the second time there is nothing to do.

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::workspace::Workspace;

/// The record of one installed client: the very text of what it was made from (pins, lock files, versions).
pub(super) struct Stamp {
    path: PathBuf,
    inputs: String,
}

impl Stamp {
    pub(super) fn new(workspace: &Workspace, name: &str, inputs: &[&str]) -> Self {
        Self {
            path: workspace.clients().join(format!("{name}.stamp")),
            inputs: inputs.join("\n"),
        }
    }

    /// Whether the last complete installation had the same inputs.
    pub(super) fn is_current(&self) -> bool {
        std::fs::read_to_string(&self.path).is_ok_and(|text| text == self.inputs)
    }

    /// Forgets the last installation: it is about to be changed.
    ///
    /// # Errors
    /// The record cannot be removed.
    pub(super) fn clear(&self) -> Result<()> {
        match std::fs::remove_file(&self.path) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(Error::io(
                format!("cannot remove {}", self.path.display()),
                &cause,
            )),
            _ => Ok(()),
        }
    }

    /// Records the installation as complete.
    ///
    /// # Errors
    /// The record cannot be written.
    pub(super) fn write(&self) -> Result<()> {
        std::fs::write(&self.path, &self.inputs)
            .map_err(|cause| Error::io(format!("cannot write {}", self.path.display()), &cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_holds_until_its_inputs_change() {
        let target = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        let workspace = Workspace {
            root: target.clone(),
            target,
        };
        std::fs::create_dir_all(workspace.clients()).unwrap();
        let stamp = Stamp::new(&workspace, "node", &["22.20.0", "3.11"]);
        assert!(!stamp.is_current());
        stamp.write().unwrap();
        assert!(stamp.is_current());
        assert!(!Stamp::new(&workspace, "node", &["22.21.0", "3.11"]).is_current());
        stamp.clear().unwrap();
        stamp.clear().unwrap();
        assert!(!stamp.is_current());
        std::fs::remove_dir_all(&workspace.target).unwrap();
    }
}
