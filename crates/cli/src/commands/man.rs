//! `ccproxy man`: the manual for packages, from the very definition that the command line is read by.

use std::path::Path;

use anyhow::Context as _;
use clap::CommandFactory as _;

use crate::arguments::Arguments;
use crate::exit;

pub(crate) fn run(folder: &Path) -> anyhow::Result<exit::Code> {
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(Arguments::command(), folder));
    written.with_context(|| format!("cannot write the manual into {}", folder.display()))?;
    Ok(exit::Code::Done)
}
