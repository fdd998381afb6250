//! Files of settings, as text.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::error::Problem;

/// More than any person writes; what is larger is not a file of settings.
const LARGEST: u64 = 1 << 20;

/// The text of a file, without a byte order mark; `None` when there is no such file.
pub(crate) fn read_text(path: &Path) -> Result<Option<String>, Problem> {
    let fault = |text: String| Problem::in_file(path, text);
    let unreadable =
        |error: std::io::Error| fault(format!("cannot be read ({error}); check who owns it"));
    // Asked before opening: to open a pipe would wait for a writer.
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            return Err(fault(
                "is a folder; move it away, settings are read from a file".to_owned(),
            ));
        }
        Ok(metadata) if !metadata.is_file() => {
            return Err(fault("is not a file; move it away".to_owned()));
        }
        Ok(_) => {}
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(unreadable(error)),
    }
    let mut bytes = Vec::new();
    match File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)) {
        Ok(read) if read as u64 > LARGEST => {
            return Err(fault(
                "is larger than 1 MiB; this cannot be a file of settings".to_owned(),
            ));
        }
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| fault("is not UTF-8 text; save it again as UTF-8".to_owned()))?;
    Ok(Some(
        text.strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(text),
    ))
}

/// Whether other people of this machine may read the file.
#[cfg(unix)]
pub(crate) fn open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o044 != 0)
}

/// Whether other people of this machine may read the file: access lists are not looked at here.
#[cfg(not(unix))]
pub(crate) fn open_to_others(_: &Path) -> bool {
    false
}
