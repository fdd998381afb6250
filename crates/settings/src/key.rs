//! The keys: what may be set, where, and how.

mod nearest;
mod table;

use std::fmt;

use crate::tree::Draft;
use crate::value::{Context, Raw, Refusal};

pub(crate) use nearest::{nearest_key, nearest_section, sections};

/// One setting: a row of the table.
pub struct Key {
    /// The dotted path, as in `server.port`.
    pub path: &'static str,
    /// What kind of value it takes.
    pub kind: Kind,
    /// The value, as text, when nobody sets one.
    pub default: Option<&'static str>,
    /// Whether the `.env` of the working folder may set it.
    pub folder_env: bool,
    /// One sentence for people.
    pub help: &'static str,
    /// Checks a value and puts it into the tree.
    pub(crate) store: fn(&mut Draft, &Raw, &Context) -> Result<(), Refusal>,
}

/// What kind of value a key takes; a window chooses its input field by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Switch,
    /// A whole number.
    Number,
    /// A number of bytes, or text with a unit.
    Size,
    /// A number of seconds, or text with a unit.
    Time,
    /// The path of a file.
    Path,
    /// A list of texts.
    List,
    /// A map of texts.
    Map,
    /// Text that is never shown and never taken from an argument.
    Secret,
}

impl Key {
    /// The name of its environment variable: `SERVER__PORT`.
    #[must_use]
    pub fn env_name(&self) -> String {
        self.path.replace('.', "__").to_ascii_uppercase()
    }

    /// Whether its value must never be shown.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.kind == Kind::Secret
    }

    /// Whether an empty variable means that it is not set.
    pub(crate) fn is_optional(&self) -> bool {
        self.default.is_none() || matches!(self.kind, Kind::List | Kind::Map)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("path", &self.path)
            .field("kind", &self.kind)
            .finish()
    }
}

/// Every key, in the order in which they are shown.
#[must_use]
pub fn keys() -> &'static [Key] {
    table::KEYS
}

/// The key of that dotted path.
#[must_use]
pub fn find(path: &str) -> Option<&'static Key> {
    keys().iter().find(|key| key.path == path)
}

/// The key of that environment variable.
pub(crate) fn find_env(name: &str) -> Option<&'static Key> {
    keys().iter().find(|key| key.env_name() == name)
}
