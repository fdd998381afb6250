//! Files that are replaced in one step: a reader sees the old file or the new one, never a part, and after a crash one
//! of the two is there. Everything here blocks.

mod links;
mod read;

use std::ffi::OsStr;
use std::fs::{self, DirBuilder};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::StoreError;

pub(crate) use read::{Reading, read, read_as};

/// A temporary file that is older than this was left by a writer that is dead: a write takes milliseconds.
const LEFTOVER: Duration = Duration::from_secs(60);

/// What our temporary files' names have between the name of their file and some random letters.
const MARK: &str = ".ccproxy-";
const END: &str = ".tmp";

/// Puts `text` into `path`, readable for its owner alone from its first byte, and durable when this returns. A symbolic
/// link stays, and its target is replaced. Missing folders are made, for their owner alone.
///
/// # Errors
/// The file cannot be written, and what it held before is still there; or it belongs to somebody else.
pub(crate) fn replace(path: &Path, text: &SecretString) -> Result<(), StoreError> {
    let target = links::follow(path)?;
    refuse_others(path, &target)?;
    let folder = folder_of(&target);
    make_folder(folder).map_err(unwritable(path))?;
    let name = target
        .file_name()
        .ok_or_else(|| unwritable(path)(io::ErrorKind::InvalidFilename.into()))?;
    remove_leftovers(folder, name);
    let mut new = builder(&prefix(name))
        .tempfile_in(folder)
        .map_err(unwritable(path))?;
    new.write_all(text.expose_secret().as_bytes())
        .and_then(|()| new.as_file().sync_all())
        .map_err(unwritable(path))?;
    new.persist(&target)
        .map_err(|error| unwritable(path)(error.error))?;
    sync_folder(folder);
    Ok(())
}

/// Takes the file away; says whether it was there. Of a symbolic link the target goes.
///
/// # Errors
/// The file is still there.
pub(crate) fn remove(path: &Path) -> Result<bool, StoreError> {
    let target = links::follow(path)?;
    refuse_others(path, &target)?;
    match fs::remove_file(&target) {
        Ok(()) => {
            sync_folder(folder_of(&target));
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(unwritable(path)(error)),
    }
}

/// Makes the folder and those above it where they are missing, for their owner alone.
///
/// # Errors
/// The system's.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A rename would put a plain file in the place of a device, and a file of ours in the place of somebody else's.
fn refuse_others(path: &Path, target: &Path) -> Result<(), StoreError> {
    let metadata = match fs::symlink_metadata(target) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unwritable(path)(error)),
    };
    if !metadata.is_file() {
        return Err(StoreError::Unwritable {
            path: path.to_owned(),
            why: "it is not a regular file".to_owned(),
        });
    }
    if read::is_foreign(&metadata) {
        return Err(StoreError::Foreign {
            path: path.to_owned(),
        });
    }
    Ok(())
}

fn folder_of(target: &Path) -> &Path {
    target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn prefix(name: &OsStr) -> String {
    format!(".{}{MARK}", name.to_string_lossy())
}

fn builder(prefix: &str) -> tempfile::Builder<'_, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(END);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600));
    builder
}

/// Removes what dead writers left: such files hold secrets, perhaps half of one. What cannot be removed stays.
fn remove_leftovers(folder: &Path, name: &OsStr) {
    let prefix = prefix(name);
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let its = entry.file_name();
        let its = its.to_string_lossy();
        if !(its.starts_with(&prefix) && its.ends_with(END)) {
            continue;
        }
        let old = entry
            .metadata()
            .ok()
            .filter(fs::Metadata::is_file)
            .and_then(|metadata| metadata.modified().ok())
            .and_then(|at| at.elapsed().ok())
            .is_some_and(|age| age > LEFTOVER);
        if old {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Without this a power cut could bring the old name back. The new file is in place already: where a file system cannot
/// do it, that is worth a word, and no failure.
#[cfg(unix)]
fn sync_folder(folder: &Path) {
    if let Err(error) = fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        tracing::warn!(
            folder = %folder.display(),
            %error,
            "a file was replaced, and the system could not promise that this survives a power cut"
        );
    }
}

/// Windows has no such call: its file system writes the name along with the file.
#[cfg(not(unix))]
fn sync_folder(_: &Path) {}

fn unwritable(path: &Path) -> impl Fn(io::Error) -> StoreError {
    let path: PathBuf = path.to_owned();
    move |error| StoreError::Unwritable {
        path: path.clone(),
        why: error.to_string(),
    }
}

#[cfg(test)]
mod tests;
