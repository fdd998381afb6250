use std::path::PathBuf;

/// Why a store could not be read or written. Each message says what to do next, and none holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The keyring is there, and locked.
    #[error(
        "the system keyring is locked. Unlock it, or keep logins in a file: \
         `ccproxy config set credentials.store file`"
    )]
    Locked,
    /// There is no keyring, and `credentials.store` allows nothing else.
    #[error(
        "there is no system keyring here ({why}). Start one, or keep logins in a file: \
         `ccproxy config set credentials.store file`"
    )]
    NoKeyring {
        /// The system's reason.
        why: String,
    },
    /// The keyring did not do what it should.
    #[error(
        "the system keyring failed: {why}. Try again, or keep logins in a file: \
         `ccproxy config set credentials.store file`"
    )]
    Keyring {
        /// The keyring's reason, without a secret.
        why: String,
    },
    /// A file is there and cannot be read.
    #[error("{} cannot be read: {why}. Make it readable for you, and try again", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        why: String,
    },
    /// A file is there and does not hold what it should.
    #[error("{} does not hold credentials: {why}. Nothing was changed in it: mend it, or move it away", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What was expected, and where.
        why: String,
    },
    /// A file could not be written; the old one is still there.
    #[error("{} cannot be written: {why}. What it held before is still there; mend that, and try again", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        why: String,
    },
    /// A file belongs to somebody else.
    #[error("{} belongs to another user: its credentials are not used. Make it yours, or move it away", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// Another process holds a lock for longer than its work can take.
    #[error("another ccproxy has held {} for too long. Wait for it to end, or stop it, and try again", path.display())]
    Busy {
        /// The lock file.
        path: PathBuf,
    },
}
