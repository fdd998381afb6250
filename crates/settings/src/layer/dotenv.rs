//! The two `.env` files: the person's own, which may hold every key, and the working folder's.
//!
//! A folder may be somebody else's work, cloned a minute ago: its `.env` sets only keys that can
//! neither redirect a token nor start a program, and reads no variables, since a model name made of
//! somebody's key would travel.

use std::path::Path;

use super::statements::{Statement, statements};
use super::text::read_text;
use super::{Found, environment};
use crate::error::Problem;
use crate::key::{Key, find_env, keys};
use crate::origin::Origin;
use crate::source::Sources;
use crate::value::Context;

/// Reads both files, the working folder's last: it is nearer to the work at hand.
pub(super) fn read(sources: &Sources, found: &mut Found) {
    read_own(sources, found);
    let theirs = sources
        .cwd_env
        .as_deref()
        .filter(|path| !same_file(path, &sources.user_env));
    if let Some(path) = theirs {
        read_folders(sources, path, found);
    }
}

fn read_own(sources: &Sources, found: &mut Found) {
    let path = sources.user_env.as_path();
    let text = match read_text(path) {
        Ok(text) => text.unwrap_or_default(),
        Err(problem) => return found.problems.push(problem),
    };
    let context = context(sources, path);
    for Statement {
        line, assignment, ..
    } in statements(&text)
    {
        let origin = Origin::UserEnv {
            path: path.to_path_buf(),
            line,
        };
        let Some((name, value)) = assignment else {
            let text = "this is not NAME=value; put a value with spaces or quotes in single quotes";
            found.problems.push(Problem::at(&origin, text));
            continue;
        };
        match find_env(&name) {
            Some(key) => environment::add(key, value, origin, context.clone(), found),
            None => environment::warn_unknown(&name, &origin, found),
        }
    }
}

fn read_folders(sources: &Sources, path: &Path, found: &mut Found) {
    // A folder called .env is a Python environment more often than a mistake.
    if path.is_dir() {
        return;
    }
    let text = match read_text(path) {
        Ok(text) => text.unwrap_or_default(),
        Err(problem) => return found.warnings.push(problem),
    };
    let context = context(sources, path);
    for statement in statements(&text) {
        let Some(key) = find_env(name_of(&statement)) else {
            continue;
        };
        let line = statement.line;
        let origin = Origin::FolderEnv {
            path: path.to_path_buf(),
            line,
        };
        match allowed(sources, key, statement) {
            Ok(value) => environment::add(key, value, origin, context.clone(), found),
            Err(text) => found.warnings.push(Problem::at(&origin, text)),
        }
    }
}

/// The value that the statement of a working folder gives, or why it is ignored.
fn allowed(sources: &Sources, key: &Key, statement: Statement<'_>) -> Result<String, String> {
    let name = key.env_name();
    if !key.folder_env {
        return Err(format!(
            "{name} is ignored: the .env of a working folder sets only {}; set it in {}",
            folder_names(),
            sources.user_env.display()
        ));
    }
    if reads_variables(statement.source) {
        return Err(format!(
            "{name} is ignored: it reads variables ($); put a plain value in single quotes"
        ));
    }
    statement.assignment.map(|(_, value)| value).ok_or_else(|| {
        format!("{name} is ignored: put a value with spaces or quotes in single quotes")
    })
}

fn context(sources: &Sources, path: &Path) -> Context {
    let base = path.parent().map(Path::to_path_buf);
    Context {
        base,
        home: sources.home.clone(),
        any_port: false,
    }
}

/// The name that a statement assigns to, as far as there is one.
fn name_of<'a>(statement: &'a Statement<'_>) -> &'a str {
    if let Some((name, _)) = &statement.assignment {
        return name;
    }
    let source = statement.source.trim_start();
    let source = source
        .strip_prefix("export ")
        .unwrap_or(source)
        .trim_start();
    source.split(['=', ' ', '\t']).next().unwrap_or_default()
}

/// Whether the value has a `$` that would be replaced: one outside single quotes, not escaped.
fn reads_variables(source: &str) -> bool {
    let (mut single, mut double, mut escaped) = (false, false, false);
    for c in source.chars() {
        match c {
            _ if escaped => escaped = false,
            '\'' if !double => single = !single,
            _ if single => {}
            '"' => double = !double,
            '\\' => escaped = true,
            '$' => return true,
            _ => {}
        }
    }
    false
}

fn folder_names() -> String {
    let names: Vec<String> = keys()
        .iter()
        .filter(|key| key.folder_env)
        .map(|key| key.env_name())
        .collect();
    names.join(", ")
}

fn same_file(one: &Path, other: &Path) -> bool {
    one == other
        || one
            .canonicalize()
            .ok()
            .zip(other.canonicalize().ok())
            .is_some_and(|(a, b)| a == b)
}
