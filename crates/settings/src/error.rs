//! What can go wrong, in words that say what to do next.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::origin::Origin;

/// Why settings could not be read, changed or watched.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// One or more settings are wrong; all of them are named.
    #[error(transparent)]
    Invalid(#[from] Problems),
    /// The home folder is not known, so nor is the place of the files.
    #[error("the home folder is not known: set {0} to the path of a folder")]
    NoHome(&'static str),
    /// The working folder is gone or closed to us.
    #[error("the working folder cannot be determined ({0}); change to one that exists")]
    WorkingFolder(#[source] io::Error),
    /// No setting has that name.
    #[error("{path} is not a setting{}", suggest(*.nearest))]
    UnknownKey {
        /// The name that was given.
        path: String,
        /// The setting that was most likely meant.
        nearest: Option<&'static str>,
    },
    /// A secret came as an argument.
    #[error(
        "{0} is a secret and is never taken from an argument, which other programs can see; \
         give it on standard input"
    )]
    SecretAsText(&'static str),
    /// A file or folder could not be used.
    #[error("{action} {}: {source}", .path.display())]
    File {
        /// What was tried, as in `cannot write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The thread that watches the files could not be started.
    #[error("cannot watch the settings for changes: {0}")]
    Watch(#[source] io::Error),
}

impl Error {
    /// The single mistakes, when the settings are wrong.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Invalid(problems) => &problems.list,
            _ => &[],
        }
    }

    /// For `map_err` on a file.
    pub(crate) fn file(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File {
            action,
            path,
            source,
        }
    }
}

/// One mistake in the settings, or something that deserves a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file with its line, `environment`, or `command line`.
    pub place: String,
    /// What is wrong, and what would be right. Never a secret.
    pub text: String,
}

impl Problem {
    pub(crate) fn at(origin: &Origin, text: impl Into<String>) -> Self {
        let place = match origin {
            Origin::Default => "default".to_owned(),
            Origin::Environment { .. } => "environment".to_owned(),
            Origin::Flag { .. } => "command line".to_owned(),
            Origin::File { .. } | Origin::UserEnv { .. } | Origin::FolderEnv { .. } => {
                origin.to_string()
            }
        };
        Self {
            place,
            text: text.into(),
        }
    }

    pub(crate) fn in_file(path: &Path, text: impl Into<String>) -> Self {
        Self {
            place: path.display().to_string(),
            text: text.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

/// Every mistake in the settings, in the order of the layers and lines; one per line when shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Problems {
    pub(crate) list: Vec<Problem>,
    /// What to do about all of them together.
    pub(crate) advice: Option<String>,
}

impl Problems {
    /// The mistakes.
    #[must_use]
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        self.list.push(problem);
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self
            .list
            .iter()
            .map(Problem::to_string)
            .chain(self.advice.clone());
        f.write_str(&lines.collect::<Vec<_>>().join("\n"))
    }
}

impl std::error::Error for Problems {}

/// `; did you mean …?`, when there is something to suggest.
pub(crate) fn suggest(nearest: Option<impl fmt::Display>) -> String {
    nearest
        .map(|nearest| format!("; did you mean {nearest}?"))
        .unwrap_or_default()
}
