//! Changing `config.toml`, with its comments and its order kept.

mod change;
mod lock;
mod remove;
mod write;

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::error::{Error, Problem, Problems};
use crate::key::{Key, find, nearest_key};
use crate::layer::read_text;
use crate::load::{Evaluated, evaluate};
use crate::origin::Origin;
use crate::source::Sources;
use crate::value::{Context, Raw};

/// One change of `config.toml`.
#[derive(Clone, Debug)]
pub enum Change<'a> {
    /// Gives a key a value, as text: lists and maps as JSON, lists also with commas.
    Set {
        /// The key.
        key: &'a str,
        /// The value.
        value: &'a str,
    },
    /// Gives a secret key a value.
    SetSecret {
        /// The key.
        key: &'a str,
        /// The value.
        value: &'a SecretString,
    },
    /// Removes a key; one that is no setting as well, so that a file can be mended.
    Unset {
        /// The key.
        key: &'a str,
    },
}

/// What a change came to.
#[derive(Clone, Debug, Serialize)]
pub struct Edited {
    /// The file that holds the settings.
    pub file: PathBuf,
    /// Whether it was written; not when it already said the same.
    pub changed: bool,
    /// The keys among the changed ones for which a stronger layer has the last word.
    pub overrides: Vec<Override>,
    /// Mistakes that were there before and still are.
    pub problems: Vec<Problem>,
}

/// A key whose value in `config.toml` has no effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Override {
    /// The key.
    pub key: &'static str,
    /// The variable, `.env` line or flag that sets it.
    pub by: Origin,
}

/// Gives `key` a value, as [`Change::Set`]. It blocks on files and on another editor's lock.
///
/// # Errors
/// When there is no such key, when it is a secret, when the value is not one of its kind or would
/// make the file invalid, and when the file cannot be written. The file is then as it was.
pub fn set(sources: &Sources, key: &str, value: &str) -> Result<Edited, Error> {
    apply(sources, &[Change::Set { key, value }])
}

/// Gives `key`, a secret or not, a value that was not typed as an argument. It blocks as [`set`].
///
/// # Errors
/// As for [`set`].
pub fn set_secret(sources: &Sources, key: &str, value: &SecretString) -> Result<Edited, Error> {
    apply(sources, &[Change::SetSecret { key, value }])
}

/// Removes `key` from the file. It blocks as [`set`].
///
/// # Errors
/// When it is neither a setting nor in the file, when the rest would be invalid without it, and when
/// the file cannot be written. The file is then as it was.
pub fn unset(sources: &Sources, key: &str) -> Result<Edited, Error> {
    apply(sources, &[Change::Unset { key }])
}

/// Makes several changes at once, all or none: the two TLS paths are valid only together.
///
/// # Errors
/// As for [`set`] and [`unset`].
pub fn apply(sources: &Sources, changes: &[Change<'_>]) -> Result<Edited, Error> {
    let values = changes
        .iter()
        .map(|change| checked(sources, change))
        .collect::<Result<Vec<_>, _>>()?;
    let _lock = lock::hold(&sources.state_dir)?;
    let file = write::follow(&sources.config_file);
    let before = read_text(&sources.config_file).map_err(single)?;
    let old = before.clone().unwrap_or_default();
    let mut text = old.clone();
    for value in &values {
        text = match value {
            Checked::Put(key, raw) => change::put(&sources.config_file, &text, key, raw)?,
            Checked::Remove(path) => remove::remove(&sources.config_file, &text, path)?,
        };
    }
    let after = evaluate(sources, Some(&text));
    refuse_new_problems(&evaluate(sources, before.as_deref()), &after)?;
    let changed = text != old;
    if changed {
        write::replace(&file, &text)?;
    }
    let overrides = overrides(&values, &after);
    Ok(Edited {
        file,
        changed,
        overrides,
        problems: after.problems.list,
    })
}

/// A change whose key exists and whose value is right in itself.
enum Checked<'a> {
    Put(&'static Key, Raw),
    Remove(&'a str),
}

fn checked<'a>(sources: &Sources, change: &Change<'a>) -> Result<Checked<'a>, Error> {
    let (key, value) = match change {
        Change::Unset { key } => return Ok(Checked::Remove(key)),
        Change::Set { key, value } => (named(key)?, *value),
        Change::SetSecret { key, value } => (named(key)?, value.expose_secret()),
    };
    if key.is_secret() && matches!(change, Change::Set { .. }) {
        return Err(Error::SecretAsText(key.path));
    }
    let context = Context {
        // Typed in the working folder, so a relative path is meant from there.
        base: sources.working_folder().map(Path::to_path_buf),
        home: sources.home.clone(),
        any_port: false,
    };
    change::typed(key, value, &context)
        .map(|raw| Checked::Put(key, raw))
        .map_err(|refusal| {
            single(Problem::in_file(
                &sources.config_file,
                refusal.after(key.path),
            ))
        })
}

fn named(path: &str) -> Result<&'static Key, Error> {
    find(path).ok_or_else(|| unknown(path))
}

fn unknown(path: &str) -> Error {
    Error::UnknownKey {
        path: path.to_owned(),
        nearest: nearest_key(path).map(|key| key.path),
    }
}

fn single(problem: Problem) -> Error {
    Problems {
        list: vec![problem],
        advice: None,
    }
    .into()
}

/// A mistake that the file had already is no reason to refuse a change that mends another.
fn refuse_new_problems(before: &Evaluated, after: &Evaluated) -> Result<(), Error> {
    let old = |problem: &&Problem| {
        before
            .problems
            .list
            .iter()
            .any(|old| old.text == problem.text)
    };
    let new: Vec<_> = after
        .problems
        .list
        .iter()
        .filter(|p| !old(p))
        .cloned()
        .collect();
    if new.is_empty() {
        Ok(())
    } else {
        Err(Problems {
            list: new,
            advice: None,
        }
        .into())
    }
}

fn overrides(values: &[Checked<'_>], after: &Evaluated) -> Vec<Override> {
    let key = |value: &Checked<'_>| match value {
        Checked::Put(key, _) => Some(key.path),
        Checked::Remove(path) => find(path).map(|key| key.path),
    };
    values
        .iter()
        .filter_map(key)
        .map(|key| Override {
            key,
            by: after.loaded.origin(key),
        })
        .filter(|o| !matches!(o.by, Origin::Default | Origin::File { .. }))
        .collect()
}
