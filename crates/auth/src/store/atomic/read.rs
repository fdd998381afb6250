use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

use secrecy::SecretString;

use crate::store::StoreError;

/// No credentials file is nearly as large; what is larger is something else.
const LARGEST: u64 = 1024 * 1024;

/// Whose file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// One that we write too: what others may read is closed to them.
    Ours,
    /// One that is only looked at, and never changed.
    Theirs,
}

/// The text of a file of ours; `None` where there is no file. Where others may read it, that ends now.
///
/// # Errors
/// It cannot be read, is larger than 1 MiB, is no text, or belongs to another user.
pub(crate) fn read(path: &Path) -> Result<Option<SecretString>, StoreError> {
    read_as(path, Reading::Ours)
}

/// The text of a file; `None` where there is no file.
///
/// # Errors
/// It cannot be read, is larger than 1 MiB, is no text, or belongs to another user.
pub(crate) fn read_as(path: &Path, reading: Reading) -> Result<Option<SecretString>, StoreError> {
    let file = match open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(path, &error.to_string())),
    };
    let metadata = file
        .metadata()
        .map_err(|error| unreadable(path, &error.to_string()))?;
    if !metadata.is_file() {
        return Err(unreadable(path, "it is not a regular file"));
    }
    if is_foreign(&metadata) {
        return Err(StoreError::Foreign {
            path: path.to_owned(),
        });
    }
    if reading == Reading::Ours {
        close_to_others(path, &file, &metadata);
    }
    // Room for all of it at once: a buffer that grows leaves parts of the secret behind in memory.
    let room = metadata.len().min(LARGEST) + 1;
    let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(path, &error.to_string()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(unreadable(
            path,
            "it is larger than 1 MiB, and no credentials file is",
        ));
    }
    String::from_utf8(bytes)
        .map(|text| Some(SecretString::from(text)))
        .map_err(|_| StoreError::Malformed {
            path: path.to_owned(),
            why: "it is not text in UTF-8".to_owned(),
        })
}

/// Whether a file belongs to another user than the one that this process acts for: root does not act for everybody.
#[cfg(unix)]
pub(super) fn is_foreign(metadata: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(metadata) != rustix::process::geteuid().as_raw()
}

/// Windows keeps a person's folders apart by itself.
#[cfg(not(unix))]
pub(super) fn is_foreign(_: &Metadata) -> bool {
    false
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    // Opening a named pipe would wait for its writer.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    options.open(path)
}

#[cfg(unix)]
fn close_to_others(path: &Path, file: &File, metadata: &Metadata) {
    use std::os::unix::fs::PermissionsExt;

    if metadata.permissions().mode() & 0o077 == 0 {
        return;
    }
    match file.set_permissions(PermissionsExt::from_mode(0o600)) {
        Ok(()) => tracing::warn!(
            file = %path.display(),
            "other users could read or change this file of credentials; now its owner alone can. If others use this \
             machine, log in again"
        ),
        Err(error) => tracing::warn!(
            file = %path.display(),
            %error,
            "other users can read or change this file of credentials, and that could not be ended: make it 0600"
        ),
    }
}

#[cfg(not(unix))]
fn close_to_others(_: &Path, _: &File, _: &Metadata) {}

fn unreadable(path: &Path, why: &str) -> StoreError {
    StoreError::Unreadable {
        path: path.to_owned(),
        why: why.to_owned(),
    }
}
