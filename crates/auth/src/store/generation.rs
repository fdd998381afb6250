use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use secrecy::{ExposeSecret, SecretString};

use super::{StoreError, atomic};

/// Makes the number in the file at `path` grow, so that processes that watch the file read the keyring again. Blocks.
///
/// # Errors
/// The file cannot be written. One that holds no number is written anew.
pub(super) fn bump(path: &Path) -> Result<(), StoreError> {
    // The clock keeps two processes that read the same number from writing the same next one.
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| u64::try_from(since.as_nanos()).ok())
        .unwrap_or_default();
    let next = read(path)?.saturating_add(1).max(now);
    atomic::replace(path, &SecretString::from(format!("{next}\n")))
}

fn read(path: &Path) -> Result<u64, StoreError> {
    match atomic::read(path) {
        Ok(text) => Ok(text
            .and_then(|text| text.expose_secret().trim().parse().ok())
            .unwrap_or_default()),
        Err(StoreError::Malformed { .. }) => Ok(0),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_also_from_a_number_of_the_future_and_from_rubbish() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/generation");
        bump(&path).unwrap();
        let first = read(&path).unwrap();
        bump(&path).unwrap();
        assert!(read(&path).unwrap() > first);
        std::fs::write(&path, "9999999999999999999").unwrap();
        bump(&path).unwrap();
        assert_eq!(read(&path).unwrap(), 10_000_000_000_000_000_000);
        std::fs::write(&path, b"\xff").unwrap();
        bump(&path).unwrap();
        assert!(read(&path).unwrap() > first);
    }
}
