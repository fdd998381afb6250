//! The layers that settings come from. Each reads its own and adds it to what was found before.

mod dotenv;
mod environment;
mod file;
mod flags;
mod predecessor;
mod statements;
mod text;

use crate::error::{Problem, Problems};
use crate::key::Key;
use crate::origin::Origin;
use crate::source::Sources;
use crate::value::{Context, Raw};

pub(crate) use file::parse;
pub(crate) use text::{open_to_others, read_text};

/// One value that a layer holds.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: &'static Key,
    pub(crate) raw: Raw,
    pub(crate) origin: Origin,
    pub(crate) context: Context,
}

/// What the layers hold, the weakest layer first.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) entries: Vec<Entry>,
    pub(crate) problems: Problems,
    pub(crate) warnings: Vec<Problem>,
}

/// Reads all layers above the defaults. The text of `config.toml` is given, so that a change can be
/// tried before it is written.
pub(crate) fn read_all(sources: &Sources, config: Option<&str>) -> Found {
    let mut found = Found::default();
    if let Some(text) = config {
        file::read(sources, text, &mut found);
    }
    dotenv::read(sources, &mut found);
    environment::read(sources, &mut found);
    flags::read(sources, &mut found);
    found
}
