//! Where a value comes from.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

/// The place that a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "from")]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// `config.toml`.
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The person's own `.env`.
    UserEnv {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The `.env` of the working folder.
    FolderEnv {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A variable of the environment.
    Environment {
        /// Its name.
        name: String,
    },
    /// A flag of the command line.
    Flag {
        /// Its name, with the hyphens.
        name: &'static str,
    },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line }
            | Self::UserEnv { path, line }
            | Self::FolderEnv { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Environment { name } => write!(f, "environment variable {name}"),
            Self::Flag { name } => f.write_str(name),
        }
    }
}
