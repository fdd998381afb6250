//! Where the settings are read from.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::key::sections;
use crate::paths;

/// The places that [`load`](crate::load()) reads. `Debug` shows names, never values.
#[derive(Clone, Debug)]
pub struct Sources {
    /// `config.toml`.
    pub config_file: PathBuf,
    /// The person's own `.env`, which may hold every key.
    pub user_env: PathBuf,
    /// The `.env` of the working folder, which may hold a few; relative paths of the environment and
    /// of flags start from its folder.
    pub cwd_env: Option<PathBuf>,
    /// The environment, as it was once.
    pub environment: Environment,
    /// The flags that were given.
    pub flags: Vec<Flag>,
    /// The person's home folder, for paths that begin with `~/`.
    pub home: Option<PathBuf>,
    /// The folder of the lock that keeps two editors of `config.toml` apart.
    pub state_dir: PathBuf,
}

impl Sources {
    /// The places of this process: its environment, its working folder, the person's folders.
    ///
    /// # Errors
    /// When the home folder or the working folder is not known.
    pub fn from_process(flags: Vec<Flag>) -> Result<Self, Error> {
        let config = paths::config_dir()?;
        let working = std::env::current_dir().map_err(Error::WorkingFolder)?;
        Ok(Self {
            config_file: config.join("config.toml"),
            user_env: config.join(".env"),
            cwd_env: Some(working.join(".env")),
            environment: std::env::vars_os().collect(),
            flags,
            home: paths::home_dir(),
            state_dir: paths::state_dir()?,
        })
    }

    /// The files of one folder and nothing else: no environment, no working folder, no flags.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            config_file: folder.join("config.toml"),
            user_env: folder.join(".env"),
            cwd_env: None,
            environment: Environment::default(),
            flags: Vec::new(),
            home: None,
            state_dir: folder.join("state"),
        }
    }

    /// The working folder.
    pub(crate) fn working_folder(&self) -> Option<&Path> {
        self.cwd_env.as_deref().and_then(Path::parent)
    }
}

/// A flag of the command line that sets a key for this run.
#[derive(Clone)]
pub struct Flag {
    /// The key.
    pub key: &'static str,
    /// The value as it was typed.
    pub value: String,
    /// The flag's name, with its hyphens.
    pub name: &'static str,
}

impl fmt::Debug for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flag")
            .field("key", &self.key)
            .field("name", &self.name)
            .finish()
    }
}

/// The variables whose names begin with one of our sections; all others are left out.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, OsString>,
}

impl Environment {
    /// Name and value of each, in the order of the names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &OsStr)> {
        self.variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_os_str()))
    }
}

impl<N: Into<OsString>, V: Into<OsString>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let ours = |(name, value): (N, V)| {
            let name = name.into().into_string().ok()?;
            // Windows takes SERVER__PORT and server__port for the same variable.
            let name = if cfg!(windows) {
                name.to_ascii_uppercase()
            } else {
                name
            };
            is_ours(&name).then(|| (name, value.into()))
        };
        Self {
            variables: variables.into_iter().filter_map(ours).collect(),
        }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

/// Whether the name of a variable begins with one of our sections, as in `SERVER__`.
fn is_ours(name: &str) -> bool {
    name.split_once("__").is_some_and(|(section, _)| {
        section == section.to_ascii_uppercase()
            && sections().contains(section.to_ascii_lowercase().as_str())
    })
}
