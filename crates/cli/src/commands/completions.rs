//! `ccproxy completions`: for packages, which put it where the shell looks.

use std::io::{self, Write as _};

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::exit;

pub(crate) fn run(shell: Shell) -> anyhow::Result<exit::Code> {
    // The generator gives no error back: it writes to memory, and memory to the terminal.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "ccproxy", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(exit::Code::Done)
}
