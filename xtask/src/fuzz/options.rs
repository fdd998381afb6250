//! The options of `cargo xtask fuzz`.

use std::path::PathBuf;

use super::{SECONDS, TARGETS};
use crate::error::{Error, Result};

/// What the person asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) targets: Vec<&'static str>,
    pub(super) seconds: u64,
    pub(super) input: Option<PathBuf>,
    pub(super) help: bool,
}

impl Options {
    /// # Errors
    /// An option or a target that there is not, or one without its value.
    pub(super) fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self {
            targets: Vec::new(),
            seconds: SECONDS,
            input: None,
            help: false,
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--seconds" => {
                    let seconds = rest.next().and_then(|value| value.parse().ok());
                    options.seconds =
                        seconds.ok_or_else(|| Error::new("--seconds wants a number"))?;
                }
                "--input" => {
                    let input = rest
                        .next()
                        .ok_or_else(|| Error::new("--input wants a file"))?;
                    options.input = Some(input.into());
                }
                "--help" | "-h" => options.help = true,
                name => options.targets.push(known(name)?),
            }
        }
        if options.input.is_some() && options.targets.len() != 1 {
            return Err(Error::new("--input wants one target")
                .advise("as in: cargo xtask fuzz chat_request --input FILE"));
        }
        if options.targets.is_empty() {
            options.targets = TARGETS.iter().map(|(target, _)| *target).collect();
        }
        Ok(options)
    }
}

fn known(name: &str) -> Result<&'static str> {
    let target = TARGETS.iter().find(|(target, _)| *target == name);
    target.map(|(target, _)| *target).ok_or_else(|| {
        let all = TARGETS
            .iter()
            .map(|(target, _)| *target)
            .collect::<Vec<_>>();
        Error::new(format!("there is no target `{name}`"))
            .advise(format!("the targets are: {}", all.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        let words = line.split_whitespace().map(str::to_owned);
        Options::parse(&words.collect::<Vec<_>>())
    }

    #[test]
    fn no_target_is_all_of_them() {
        let options = parse("--seconds 3").unwrap();
        assert_eq!(options.targets.len(), TARGETS.len());
        assert_eq!(options.seconds, 3);
        assert_eq!(parse("chat_events").unwrap().targets, ["chat_events"]);
    }

    #[test]
    fn a_wrong_target_is_refused_with_those_that_there_are() {
        let error = parse("chat").unwrap_err().to_string();
        assert!(
            error.contains("`chat`") && error.contains("chat_events"),
            "{error}"
        );
        assert!(parse("--input x").is_err());
    }
}
