//! What went wrong, and what the person can do about it.

use std::fmt;

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of the build and test commands.
#[derive(Debug)]
pub(crate) struct Error {
    what: String,
    advice: Option<String>,
}

impl Error {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            advice: None,
        }
    }

    /// Something could not be done to a file or program: `doing` is the whole attempt, "cannot read Cargo.toml".
    pub(crate) fn io(doing: impl fmt::Display, cause: &std::io::Error) -> Self {
        Self::new(format!("{doing}: {cause}"))
    }

    /// Adds the next step.
    pub(crate) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Adds another way out.
    pub(crate) fn and_also(mut self, advice: &str) -> Self {
        self.advice = Some(match self.advice {
            Some(first) => format!("{first}\n  {advice}"),
            None => advice.to_owned(),
        });
        self
    }

    /// The failure and the next step in one line, for a table.
    pub(crate) fn one_line(&self) -> String {
        let what = self.what.lines().next().unwrap_or_default();
        match &self.advice {
            Some(advice) => format!("{what}; {advice}"),
            None => what.to_owned(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.what)?;
        match &self.advice {
            Some(advice) => write!(out, "\n  {advice}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
