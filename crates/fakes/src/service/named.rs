//! Scenarios by name.

/// A scenario by name, with its argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) argument: Option<String>,
}

impl Named {
    /// Reads `NAME` or `NAME:ARGUMENT`.
    pub(crate) fn parse(text: &str) -> Self {
        let (name, argument) = match text.split_once(':') {
            Some((name, argument)) => (name, Some(argument.to_owned())),
            None => (text, None),
        };
        Self {
            name: name.to_owned(),
            argument,
        }
    }

    /// The argument as the name of a tool and, behind a `=`, its input as it stands; a number names no tool.
    pub(crate) fn tool(&self) -> Option<(&str, Option<&str>)> {
        let argument = self.argument.as_deref()?;
        if argument.parse::<u64>().is_ok() {
            return None;
        }
        Some(match argument.split_once('=') {
            Some((name, input)) => (name, Some(input)),
            None => (argument, None),
        })
    }

    /// The argument as a number.
    pub(crate) fn number(&self, otherwise: u64) -> u64 {
        self.argument
            .as_ref()
            .and_then(|argument| argument.parse().ok())
            .unwrap_or(otherwise)
    }
}

/// The last marker of a text.
pub(crate) fn marker(text: &str) -> Option<Named> {
    let (_, rest) = text.rsplit_once("[[fake:")?;
    let (inside, _) = rest.split_once("]]")?;
    Some(Named::parse(inside))
}
