//! The options of `cargo xtask bundle`.

use crate::error::{Error, Result};

/// What this system's packages are, where nobody says.
const USUAL: &str = if cfg!(windows) {
    "nsis"
} else if cfg!(target_os = "macos") {
    "dmg"
} else {
    "deb,rpm"
};

/// What the person asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) formats: String,
    pub(super) help: bool,
}

impl Options {
    /// # Errors
    /// An option that there is not, or one without its value.
    pub(super) fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self {
            formats: USUAL.to_owned(),
            help: false,
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--formats" => {
                    let list = rest.next().ok_or_else(|| {
                        Error::new("--formats wants a list").advise("for one: --formats deb,rpm")
                    })?;
                    options.formats.clone_from(list);
                }
                "--help" | "-h" => options.help = true,
                other => {
                    return Err(Error::new(format!("there is no option `{other}`"))
                        .advise("see them with: cargo xtask bundle --help"));
                }
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        let words = line.split_whitespace().map(str::to_owned);
        Options::parse(&words.collect::<Vec<_>>())
    }

    #[test]
    fn without_options_the_packages_are_those_of_this_system() {
        assert_eq!(parse("").unwrap().formats, USUAL);
        assert_eq!(parse("--formats appimage").unwrap().formats, "appimage");
    }

    #[test]
    fn a_wrong_option_names_itself() {
        assert!(parse("--fast").unwrap_err().to_string().contains("--fast"));
        assert!(parse("--formats").is_err());
    }
}
