//! One editor of `config.toml` at a time.

use std::fs::{File, OpenOptions};
use std::path::Path;

use super::write;
use crate::error::Error;

/// A lock that is held until it is dropped, or its process ends.
pub(super) struct Lock {
    _file: File,
}

/// Waits for the lock. Its holders keep it for one read and one write. It lies in the state folder,
/// since `config.toml` itself is replaced by each write.
pub(super) fn hold(state_dir: &Path) -> Result<Lock, Error> {
    write::make_folder(state_dir)?;
    let path = state_dir.join("config.lock");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options
        .open(&path)
        .map_err(Error::file("cannot open", &path))?;
    file.lock().map_err(Error::file("cannot lock", &path))?;
    Ok(Lock { _file: file })
}
