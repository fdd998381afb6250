//! One value as it was found, and the checks that make it a typed one.

mod amount;
mod collection;
mod network;
mod path;
mod secret;
mod url;
mod word;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

pub(crate) use amount::{duration, size};
pub(crate) use collection::{aliases, items, scopes};
pub(crate) use network::{hosts, listen_host, origins, port};
pub(crate) use path::path;
pub(crate) use secret::{auth_token, credential};
pub(crate) use url::url;
pub(crate) use word::{
    cache_mode, claude_mode, client_id, credential_store, log_format, log_level, openai_use, switch,
};

/// The longest piece of a refused value that a message repeats, in characters.
const SHOWN: usize = 60;

/// A value as a layer gave it. Only [`fmt::Debug`] is certain to show nothing secret.
#[derive(Clone, PartialEq)]
pub(crate) enum Raw {
    /// Text without a type: environment, `.env`, flags, `config set`.
    Plain(String),
    /// A TOML string.
    Text(String),
    Integer(i64),
    Boolean(bool),
    List(Vec<Raw>),
    Map(BTreeMap<String, Raw>),
    /// A TOML value that no setting takes, by the name of its type.
    Other(&'static str),
}

impl Raw {
    /// The text of a string, typed or not.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Plain(text) | Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number, also one in plain text.
    fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Plain(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// What a message says was found.
    fn describe(&self) -> String {
        match self {
            Self::Plain(text) | Self::Text(text) => quote(text),
            Self::Integer(number) => number.to_string(),
            Self::Boolean(value) => value.to_string(),
            Self::List(_) => "a list".to_owned(),
            Self::Map(_) => "a table".to_owned(),
            Self::Other(name) => format!("a {name}"),
        }
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Raw(..)")
    }
}

/// Text between quotation marks, with control characters escaped, and not too long for a message.
pub(crate) fn quote(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!(
        "\"{}\"",
        shown
            .escape_debug()
            .to_string()
            .replace("\\\"", "\"")
            .replace("\\'", "'")
    )
}

/// What the checks need to know of the place that a value comes from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    /// The folder that relative paths start from.
    pub(crate) base: Option<PathBuf>,
    /// The person's home folder, for `~/`.
    pub(crate) home: Option<PathBuf>,
    /// Whether port 0 may be asked for.
    pub(crate) any_port: bool,
}

/// Why a value was not taken; [`Refusal::after`] makes it a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Refusal {
    /// It should have been something else.
    Must {
        expected: String,
        found: Option<String>,
    },
    /// A reason in words.
    Because(String),
}

impl Refusal {
    pub(crate) fn must(expected: impl Into<String>, found: &Raw) -> Self {
        Self::Must {
            expected: expected.into(),
            found: Some(found.describe()),
        }
    }

    /// The same for a value that must not be repeated.
    fn hidden(expected: impl Into<String>) -> Self {
        Self::Must {
            expected: expected.into(),
            found: None,
        }
    }

    fn because(reason: impl Into<String>) -> Self {
        Self::Because(reason.into())
    }

    /// The same refusal without the value in it.
    pub(crate) fn without_value(self) -> Self {
        match self {
            Self::Must { expected, .. } => Self::Must {
                expected,
                found: None,
            },
            because @ Self::Because(_) => because,
        }
    }

    /// A sentence about `subject`.
    pub(crate) fn after(&self, subject: &str) -> String {
        match self {
            Self::Must {
                expected,
                found: Some(found),
            } => {
                format!("{subject} must be {expected}, not {found}")
            }
            Self::Must {
                expected,
                found: None,
            } => format!("{subject} must be {expected}"),
            Self::Because(reason) => format!("{subject}: {reason}"),
        }
    }
}
