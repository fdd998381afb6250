use std::io::ErrorKind;
use std::path::PathBuf;

use crate::{ClaudeCredentials, Error};

/// `credentials.json` in the configuration folder.
#[derive(Debug, Clone)]
pub struct FileStore {
    path: PathBuf,
}

impl FileStore {
    /// A store at `path`; nothing is read yet, and the file need not exist.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Reads the Claude login.
    ///
    /// # Errors
    /// [`Error::Missing`] if there is no file or no login in it, [`Error::Unreadable`], [`Error::Malformed`].
    pub async fn claude(&self) -> Result<ClaudeCredentials, Error> {
        let text = tokio::fs::read(&self.path)
            .await
            .map_err(|e| match e.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => Error::Missing,
                _ => Error::Unreadable {
                    path: self.path.clone(),
                    why: e.to_string(),
                },
            })?;
        ClaudeCredentials::parse(&text)
            .map_err(|why| self.malformed(why))?
            .ok_or(Error::Missing)
    }

    pub(crate) fn malformed(&self, why: impl Into<String>) -> Error {
        Error::Malformed {
            path: self.path.clone(),
            why: why.into(),
        }
    }
}
