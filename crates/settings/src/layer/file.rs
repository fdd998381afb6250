//! `config.toml`.

use std::path::Path;

use toml_edit::{Document, Item, TableLike, Value};

use super::predecessor::{self, Old};
use super::{Entry, Found};
use crate::error::{Problem, suggest};
use crate::key::{find, keys, nearest_key, nearest_section, sections};
use crate::origin::Origin;
use crate::source::Sources;
use crate::value::{Context, Raw};

/// Reads the text of `config.toml`.
pub(super) fn read(sources: &Sources, text: &str, found: &mut Found) {
    let path = &sources.config_file;
    let document = match parse(path, text) {
        Ok(document) => document,
        Err(problem) => return found.problems.push(problem),
    };
    let context = Context {
        base: path.parent().map(Path::to_path_buf),
        home: sources.home.clone(),
        any_port: false,
    };
    let mut walk = Walk {
        path,
        text,
        context,
        found,
        from_predecessor: false,
    };
    walk.table("", document.as_table());
    if walk.from_predecessor {
        found.problems.advice = Some(predecessor::advice(path));
    }
}

/// The document with the positions of its parts, or the first mistake of its syntax.
pub(crate) fn parse<'a>(path: &Path, text: &'a str) -> Result<Document<&'a str>, Problem> {
    Document::parse(text).map_err(|error| {
        let (line, column) = position(text, error.span().map_or(0, |span| span.start));
        // The error's own Display would repeat the line, which may hold a secret.
        let message = error.message().replace('\n', ", ");
        Problem {
            place: format!("{}:{line}:{column}", path.display()),
            text: format!("this is not TOML: {message}"),
        }
    })
}

/// Line and column, from 1, of a byte.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(byte)];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

/// A walk over the document.
struct Walk<'a> {
    path: &'a Path,
    text: &'a str,
    context: Context,
    found: &'a mut Found,
    from_predecessor: bool,
}

impl Walk<'_> {
    fn table(&mut self, section: &str, table: &dyn TableLike) {
        for (name, item) in table.iter() {
            let path = join(section, name);
            let span = table.get_key_value(name).and_then(|(key, _)| key.span());
            let byte = span.or_else(|| item.span()).map_or(0, |span| span.start);
            self.item(&path, item, position(self.text, byte).0);
        }
    }

    fn item(&mut self, path: &str, item: &Item, line: usize) {
        if let Some(key) = find(path) {
            let (raw, origin) = (raw(item), self.origin(line));
            let context = self.context.clone();
            self.found.entries.push(Entry {
                key,
                raw,
                origin,
                context,
            });
        } else if sections().contains(path) {
            match item.as_table_like() {
                Some(table) => self.table(path, table),
                None => self.problem(line, format!("{path} is a section; write it as [{path}]")),
            }
        } else {
            self.unknown(path, item, line);
        }
    }

    fn unknown(&mut self, path: &str, item: &Item, line: usize) {
        if let Some(old) = predecessor::find(path) {
            self.from_predecessor = true;
            return match item.as_table_like() {
                Some(table) if old == Old::Section => self.old_section(path, table, line),
                _ => self.problem(line, old.describe(path)),
            };
        }
        let Some(table) = item.as_table_like() else {
            let nearest = nearest_key(path).map(|key| key.path);
            return self.problem(line, format!("{path} is not a setting{}", suggest(nearest)));
        };
        if let Some(section) = nearest_section(path) {
            return self.problem(
                line,
                format!("[{path}] is not a section; did you mean [{section}]?"),
            );
        }
        // Settings in a section of the wrong name are each told their right place.
        let misplaced = |name: &str| keys().iter().any(|k| k.path.ends_with(&format!(".{name}")));
        if table.iter().any(|(name, _)| misplaced(name)) {
            return self.table(path, table);
        }
        let known: Vec<_> = sections()
            .into_iter()
            .map(|section| format!("[{section}]"))
            .collect();
        self.problem(
            line,
            format!("[{path}] is not a section; there are {}", known.join(", ")),
        );
    }

    /// A section of the predecessor: what has a place here is told it, the rest is one mistake.
    fn old_section(&mut self, path: &str, table: &dyn TableLike, line: usize) {
        let moved =
            |name: &str| matches!(predecessor::find(&join(path, name)), Some(Old::Moved(_)));
        if table.iter().any(|(name, _)| moved(name)) {
            self.table(path, table);
        } else {
            self.problem(line, Old::Section.describe(path));
        }
    }

    fn origin(&self, line: usize) -> Origin {
        Origin::File {
            path: self.path.to_path_buf(),
            line,
        }
    }

    fn problem(&mut self, line: usize, text: String) {
        let problem = Problem::at(&self.origin(line), text);
        self.found.problems.push(problem);
    }
}

fn join(section: &str, name: &str) -> String {
    if section.is_empty() {
        name.to_owned()
    } else {
        format!("{section}.{name}")
    }
}

fn raw(item: &Item) -> Raw {
    match item {
        Item::Value(value) => raw_value(value),
        Item::Table(table) => Raw::Map(table.iter().map(|(k, v)| (k.to_owned(), raw(v))).collect()),
        Item::ArrayOfTables(_) => Raw::Other("list of tables"),
        Item::None => Raw::Other("missing value"),
    }
}

fn raw_value(value: &Value) -> Raw {
    match value {
        Value::String(text) => Raw::Text(text.value().clone()),
        Value::Integer(number) => Raw::Integer(*number.value()),
        Value::Boolean(value) => Raw::Boolean(*value.value()),
        Value::Float(_) => Raw::Other("number with a fraction"),
        Value::Datetime(_) => Raw::Other("date or time"),
        Value::Array(list) => Raw::List(list.iter().map(raw_value).collect()),
        Value::InlineTable(table) => Raw::Map(
            table
                .iter()
                .map(|(k, v)| (k.to_owned(), raw_value(v)))
                .collect(),
        ),
    }
}
