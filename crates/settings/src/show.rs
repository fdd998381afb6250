//! The settings for people: a table, with secrets masked.

use std::path::Path;

use serde::Serialize;
use serde_json::json;

use crate::key::{Key, keys};
use crate::load::Loaded;
use crate::origin::Origin;
use crate::value::Raw;

/// A secret at least this long shows its first characters, so that two can be told apart.
const LONG: usize = 16;
/// How many of them.
const SHOWN: usize = 4;

/// One setting, for `ccproxy config show` and for the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The dotted path.
    pub key: &'static str,
    /// The value as it was written, lists and maps as JSON, a secret masked; `None` when not set.
    pub value: Option<String>,
    /// Where it comes from, in words.
    pub origin: String,
    /// The same, for programs.
    pub source: Origin,
    /// Whether the value is masked.
    pub secret: bool,
    /// One sentence about the setting.
    pub help: &'static str,
}

impl Loaded {
    /// Every setting, in the order of the table.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        keys().iter().map(|key| self.row(key)).collect()
    }

    fn row(&self, key: &'static Key) -> Row {
        let held = self.held.get(key.path);
        let value = match held {
            Some(held) if key.is_secret() => Some(mask(held.raw.text().unwrap_or_default())),
            Some(held) => Some(text(&held.raw)),
            None => key.default.map(str::to_owned),
        };
        let source = self.origin(key.path);
        let origin = source.to_string();
        Row {
            key: key.path,
            value,
            origin,
            source,
            secret: key.is_secret(),
            help: key.help,
        }
    }
}

/// What may be seen of a secret.
fn mask(secret: &str) -> String {
    let length = secret.chars().count();
    let characters = if length == 1 {
        "character"
    } else {
        "characters"
    };
    if length < LONG {
        return format!("set, {length} {characters}");
    }
    let start: String = secret.chars().take(SHOWN).collect();
    format!("{start}… (set, {length} {characters})")
}

fn text(raw: &Raw) -> String {
    match raw {
        Raw::Plain(text) | Raw::Text(text) => text.clone(),
        other => as_json(other).to_string(),
    }
}

fn as_json(raw: &Raw) -> serde_json::Value {
    match raw {
        Raw::Plain(text) | Raw::Text(text) => json!(text),
        Raw::Integer(number) => json!(number),
        Raw::Boolean(value) => json!(value),
        Raw::List(list) => list.iter().map(as_json).collect(),
        Raw::Map(map) => map
            .iter()
            .map(|(name, raw)| (name.clone(), as_json(raw)))
            .collect(),
        Raw::Other(_) => serde_json::Value::Null,
    }
}

/// A path as a shell takes it.
pub(crate) fn shell_quote(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
