//! The folders of ccproxy, by the XDG Base Directory Specification 0.8, on every system.
//!
//! A variable that is empty or holds a relative path counts as not set, as the specification says.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::error::Error;

const FOLDER: &str = "ccproxy";
/// The variable that names the home folder.
const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

/// `$XDG_CONFIG_HOME/ccproxy`, else `~/.config/ccproxy`: what the person sets.
///
/// # Errors
/// When neither that variable nor the home folder is known.
pub fn config_dir() -> Result<PathBuf, Error> {
    Base::Config.folder(|name| std::env::var_os(name))
}

/// `$XDG_STATE_HOME/ccproxy`, else `~/.local/state/ccproxy`: locks and journals.
///
/// # Errors
/// When neither that variable nor the home folder is known.
pub fn state_dir() -> Result<PathBuf, Error> {
    Base::State.folder(|name| std::env::var_os(name))
}

/// `$XDG_DATA_HOME/ccproxy`, else `~/.local/share/ccproxy`: what ccproxy records.
///
/// # Errors
/// When neither that variable nor the home folder is known.
pub fn data_dir() -> Result<PathBuf, Error> {
    Base::Data.folder(|name| std::env::var_os(name))
}

/// The person's home folder, when the environment names it.
#[must_use]
pub fn home_dir() -> Option<PathBuf> {
    absolute(std::env::var_os(HOME))
}

/// A base folder of the specification.
enum Base {
    Config,
    State,
    Data,
}

impl Base {
    fn folder(&self, variable: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf, Error> {
        let (name, below_home) = match self {
            Self::Config => ("XDG_CONFIG_HOME", ".config"),
            Self::State => ("XDG_STATE_HOME", ".local/state"),
            Self::Data => ("XDG_DATA_HOME", ".local/share"),
        };
        absolute(variable(name))
            .or_else(|| absolute(variable(HOME)).map(|home| home.join(below_home)))
            .map(|base| base.join(FOLDER))
            .ok_or(Error::NoHome(HOME))
    }
}

fn absolute(value: Option<OsString>) -> Option<PathBuf> {
    value.map(PathBuf::from).filter(|path| path.is_absolute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(base: &Base, variables: &[(&str, &str)]) -> Result<PathBuf, String> {
        let find = |name: &str| {
            variables
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, value)| OsString::from(value))
        };
        base.folder(find).map_err(|error| error.to_string())
    }

    #[test]
    fn xdg_variables_come_before_the_home_folder() {
        let root = if cfg!(windows) { "C:\\" } else { "/" };
        let (home, xdg) = (format!("{root}home"), format!("{root}xdg"));
        for (base, name, below) in [
            (Base::Config, "XDG_CONFIG_HOME", ".config"),
            (Base::State, "XDG_STATE_HOME", ".local/state"),
            (Base::Data, "XDG_DATA_HOME", ".local/share"),
        ] {
            let of_home = PathBuf::from(&home).join(below).join("ccproxy");
            let of_xdg = PathBuf::from(&xdg).join("ccproxy");
            assert_eq!(folder(&base, &[(HOME, &home)]), Ok(of_home.clone()));
            assert_eq!(
                folder(&base, &[(HOME, &home), (name, &xdg)]),
                Ok(of_xdg.clone())
            );
            assert_eq!(folder(&base, &[(name, &xdg)]), Ok(of_xdg));
            for not_set in ["", "relative/path"] {
                assert_eq!(
                    folder(&base, &[(HOME, &home), (name, not_set)]),
                    Ok(of_home.clone())
                );
            }
        }
    }

    #[test]
    fn without_a_home_folder_the_error_names_the_variable() {
        let message = format!("the home folder is not known: set {HOME} to the path of a folder");
        assert_eq!(folder(&Base::Config, &[]), Err(message.clone()));
        assert_eq!(folder(&Base::Config, &[(HOME, "relative")]), Err(message));
    }
}
