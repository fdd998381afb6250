use std::io::{self, Write};

use serde::Serialize;

use crate::table::Style;
use crate::terminal;

/// Where results go: text for a person, or one JSON document with `--json`. Errors and logs go to standard error.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
}

#[derive(Serialize)]
struct Failure<'a> {
    error: &'a str,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// How reports are drawn on standard output.
    pub(crate) fn style(&self) -> Style {
        terminal::style()
    }

    /// Prints `text`, or with `--json` the document.
    pub(crate) fn result(&self, text: &str, document: &impl Serialize) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if self.json {
            serde_json::to_writer_pretty(&mut out, document)?;
            writeln!(out)?;
        } else {
            write!(out, "{text}")?;
            if !text.ends_with('\n') {
                writeln!(out)?;
            }
        }
        out.flush()
    }

    /// Says something that is not the result.
    pub(crate) fn note(&self, text: &str) {
        // Nobody is left to be told where standard error is closed.
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// Says why it could not be done.
    pub(crate) fn error(&self, error: &anyhow::Error) {
        let message = format!("{error:#}");
        self.note(&format!("ccproxy: {message}"));
        if self.json {
            let _ = self.result("", &Failure { error: &message });
        }
    }
}
