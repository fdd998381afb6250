//! What standard output is: a terminal of some width, or a file or pipe.

use std::io::{IsTerminal, stdout};

use crate::table::Style;

/// How to draw on standard output: as wide as the terminal, bold where there is one and `NO_COLOR` is not set
/// (no-color.org: set and not empty).
pub(crate) fn style() -> Style {
    let terminal = stdout().is_terminal();
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    Style {
        columns: terminal_size::terminal_size()
            .filter(|_| terminal)
            .map(|(width, _)| usize::from(width.0)),
        bold: terminal && !no_color,
    }
}
