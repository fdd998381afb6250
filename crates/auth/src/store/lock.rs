use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{StoreError, atomic, blocking};

/// How often a lock that somebody holds is tried again. Its holders write one file, which takes a few milliseconds.
const PAUSE: Duration = Duration::from_millis(5);

/// A lock between processes, held until it is dropped or its process ends, however that ends.
#[derive(Debug)]
#[must_use = "a lock is held until it is dropped"]
pub struct Lock {
    _file: File,
}

/// Waits for the lock `name`, which is the file `name.lock` in the folder `state`. It also keeps tasks of this process
/// apart. The file stays: removing it would let two processes hold locks on two files of one name.
///
/// # Errors
/// Somebody else held it for all of `within`: [`StoreError::Busy`]. Or the file cannot be made or locked.
pub async fn hold(state: &Path, name: &str, within: Duration) -> Result<Lock, StoreError> {
    let until = Instant::now() + within;
    let path = state.join(format!("{name}.lock"));
    let mut file = {
        let path = path.clone();
        blocking(&path.clone(), move || open(&path)).await?
    };
    loop {
        let tried = path.clone();
        file = match blocking(&path, move || attempt(file, &tried)).await? {
            Attempt::Held(lock) => return Ok(lock),
            Attempt::Taken(file) => file,
        };
        if Instant::now() >= until {
            return Err(StoreError::Busy { path });
        }
        sleep(PAUSE).await;
    }
}

enum Attempt {
    Held(Lock),
    Taken(File),
}

fn attempt(file: File, path: &Path) -> Result<Attempt, StoreError> {
    match file.try_lock() {
        Ok(()) => Ok(Attempt::Held(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(Attempt::Taken(file)),
        Err(TryLockError::Error(error)) => Err(unwritable(path.to_owned(), &error)),
    }
}

fn open(path: &Path) -> Result<File, StoreError> {
    if let Some(folder) = path.parent() {
        atomic::make_folder(folder).map_err(|error| unwritable(path.to_owned(), &error))?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map_err(|error| unwritable(path.to_owned(), &error))
}

fn unwritable(path: PathBuf, error: &io::Error) -> StoreError {
    StoreError::Unwritable {
        path,
        why: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(10);

    #[tokio::test]
    async fn a_lock_that_is_held_is_not_given_twice_and_the_error_names_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("made/on/the/way");
        let lock = hold(&state, "credentials", SOON).await.unwrap();
        let error = hold(&state, "credentials", Duration::from_millis(40))
            .await
            .unwrap_err();
        assert!(error.to_string().contains("credentials.lock"), "{error}");
        let other = hold(&state, "refresh-claude", SOON).await.unwrap();
        drop(lock);
        let again = hold(&state, "credentials", SOON).await.unwrap();
        drop((other, again));
    }

    #[tokio::test]
    async fn a_waiter_that_goes_away_does_not_keep_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..50 {
            let waiter = tokio::time::timeout(
                Duration::from_micros(300),
                hold(folder.path(), "credentials", SOON),
            );
            drop(waiter.await);
        }
        drop(hold(folder.path(), "credentials", SOON).await.unwrap());
    }

    #[tokio::test]
    async fn a_state_folder_that_cannot_be_made_is_an_error_that_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("state"), "a file").unwrap();
        let error = hold(&folder.path().join("state"), "credentials", SOON)
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::Unwritable { .. }), "{error:?}");
        assert!(error.to_string().contains("credentials.lock"), "{error}");
    }
}
