//! The environment.

use super::predecessor::{self, Old};
use super::{Entry, Found};
use crate::error::{Problem, suggest};
use crate::key::{Key, find_env, nearest_key, sections};
use crate::origin::Origin;
use crate::source::Sources;
use crate::value::{Context, Raw};

/// Reads the variables whose names are keys, and warns about those that nearly are.
pub(super) fn read(sources: &Sources, found: &mut Found) {
    let context = Context {
        base: sources.working_folder().map(Into::into),
        home: sources.home.clone(),
        any_port: true,
    };
    for (name, value) in sources.environment.iter() {
        let origin = Origin::Environment {
            name: name.to_owned(),
        };
        match (find_env(name), value.to_str()) {
            (None, _) => warn_unknown(name, &origin, found),
            (Some(key), Some(value)) => {
                add(key, value.to_owned(), origin, context.clone(), found);
            }
            (Some(_), None) => {
                found
                    .problems
                    .push(Problem::at(&origin, format!("{name} is not UTF-8 text")));
            }
        }
    }
}

/// Adds a value of plain text. An empty one of an optional key means that it is not set there, so
/// that a value of a weaker layer stays: `SECURITY__AUTH_TOKEN=` does not take a token away.
pub(super) fn add(
    key: &'static Key,
    value: String,
    origin: Origin,
    context: Context,
    found: &mut Found,
) {
    if !value.is_empty() || !key.is_optional() {
        found.entries.push(Entry {
            key,
            raw: Raw::Plain(value),
            origin,
            context,
        });
    }
}

/// Warns about a variable of one of our sections that is no key. The section's name may be in use by
/// other programs, so it is no error.
pub(super) fn warn_unknown(name: &str, origin: &Origin, found: &mut Found) {
    let path = name.to_ascii_lowercase().replace("__", ".");
    let ours = path
        .split_once('.')
        .is_some_and(|(section, _)| sections().contains(section));
    if !ours || name != name.to_ascii_uppercase() {
        return;
    }
    let text = match predecessor::find(&path) {
        Some(Old::Moved(key)) => {
            let now = key.replace('.', "__").to_ascii_uppercase();
            format!("{name} belongs to CCProxy API 0.x and is ignored; here it is {now}")
        }
        Some(_) => format!("{name} belongs to CCProxy API 0.x and is ignored"),
        None => {
            let nearest = suggest(nearest_key(&path).map(Key::env_name));
            format!("{name} is not a setting and is ignored{nearest}")
        }
    };
    found.warnings.push(Problem::at(origin, text));
}
