//! Replacing a file in one step.

use std::fs::{self, DirBuilder};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// More links than this are a circle.
const LINKS: usize = 40;

/// Where `path` leads when it is a symbolic link, also when nothing is there yet: the link stays, its
/// target is what a write replaces.
pub(super) fn follow(path: &Path) -> PathBuf {
    let mut path = path.to_path_buf();
    for _ in 0..LINKS {
        let Ok(target) = fs::read_link(&path) else {
            break;
        };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    path
}

/// Makes the folder and those above it, for its owner alone.
pub(super) fn make_folder(folder: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(Error::file("cannot make the folder", folder))
}

/// Puts `text` into `path`. A reader sees the old file or the new one, never a part, and after a
/// crash one of the two is there. The file may hold secrets: it is its owner's alone from the start.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    make_folder(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".config.toml.");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600));
    let mut new = builder
        .tempfile_in(folder)
        .map_err(Error::file("cannot write in", folder))?;
    new.write_all(text.as_bytes())
        .and_then(|()| new.as_file().sync_all())
        .map_err(Error::file("cannot write", new.path()))?;
    new.persist(path)
        .map_err(|error| Error::file("cannot replace", path)(error.error))?;
    sync_folder(folder)
}

/// Without this a crash could bring the old name back.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<(), Error> {
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(Error::file("cannot sync", folder))
}

/// Windows has no such call: its file system writes the name along with the file.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<(), Error> {
    Ok(())
}
