//! The options of `cargo xtask test`.

use crate::error::{Error, Result};
use crate::step::Outcome;

/// What the person asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) only: Vec<String>,
    pub(super) list: bool,
    pub(super) long: bool,
    pub(super) strict: bool,
    pub(super) help: bool,
    /// Goes to the test programs as it is.
    pub(super) filter: Vec<String>,
}

impl Options {
    /// # Errors
    /// An option that there is not, or one without its value.
    pub(super) fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self {
            strict: std::env::var("CI").is_ok_and(|value| value == "true"),
            ..Self::default()
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--only" => {
                    let name = rest.next().ok_or_else(|| {
                        Error::new("--only wants the name of a step")
                            .advise("see them with: cargo xtask test --list")
                    })?;
                    options.only.push(name.clone());
                }
                "--list" => options.list = true,
                "--long" => options.long = true,
                "--strict" => options.strict = true,
                "--help" | "-h" => options.help = true,
                "--" => options.filter = rest.by_ref().cloned().collect(),
                other => {
                    return Err(Error::new(format!("there is no option `{other}`"))
                        .advise("see them with: cargo xtask test --help"));
                }
            }
        }
        Ok(options)
    }

    /// What comes of something that is missing on this machine.
    pub(super) fn lacking(&self, why: Error) -> Outcome {
        if self.strict {
            Outcome::Failed(why)
        } else {
            Outcome::Skipped(why)
        }
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
    fn steps_and_a_filter_are_told_apart() {
        let options = parse("--only e2e --only unit --long -- lifecycle --nocapture").unwrap();
        assert_eq!(options.only, ["e2e", "unit"]);
        assert!(options.long);
        assert_eq!(options.filter, ["lifecycle", "--nocapture"]);
    }

    #[test]
    fn a_wrong_option_names_itself() {
        assert!(parse("--fast").unwrap_err().to_string().contains("--fast"));
        assert!(parse("--only").is_err());
    }

    #[test]
    fn what_is_missing_fails_only_a_strict_run() {
        let lenient = Options::default();
        let strict = Options {
            strict: true,
            ..Options::default()
        };
        assert!(matches!(
            lenient.lacking(Error::new("")),
            Outcome::Skipped(_)
        ));
        assert!(matches!(strict.lacking(Error::new("")), Outcome::Failed(_)));
    }
}
