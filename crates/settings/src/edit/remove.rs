//! A key less in the text of `config.toml`.

use std::ops::Range;
use std::path::Path;

use toml_edit::{DocumentMut, Item, TableLike};

use crate::error::{Error, Problem};
use crate::key::find;
use crate::layer;

/// `text` without the key at the dotted `path`.
pub(super) fn remove(file: &Path, text: &str, path: &str) -> Result<String, Error> {
    let document = layer::parse(file, text).map_err(super::single)?;
    let names: Vec<&str> = path.split('.').collect();
    let Some(place) = locate(document.as_table(), &names) else {
        // A setting that the file does not hold is removed already.
        return if find(path).is_some() {
            Ok(text.to_owned())
        } else {
            Err(super::unknown(path))
        };
    };
    if let Place::Line(value) = place {
        return Ok(without_lines(text, &value));
    }
    let mut document: DocumentMut = text
        .parse()
        .map_err(|_| super::single(Problem::in_file(file, "this is not TOML")))?;
    take(document.as_table_mut(), &names);
    Ok(document.to_string())
}

/// How a key stands in the file.
enum Place {
    /// On lines of its own: from its name to the end of its value.
    Line(Range<usize>),
    /// Inside braces, or as a section.
    Inside,
}

fn locate(table: &dyn TableLike, names: &[&str]) -> Option<Place> {
    let (name, rest) = names.split_first()?;
    let (key, item) = table.get_key_value(name)?;
    if !rest.is_empty() {
        let inner = locate(item.as_table_like()?, rest)?;
        return Some(if item.is_inline_table() {
            Place::Inside
        } else {
            inner
        });
    }
    let span = match item {
        Item::Value(value) => key.span().zip(value.span()),
        _ => None,
    };
    // The parts of a dotted key share a line, which begins with the first of them.
    Some(span.map_or(Place::Inside, |(key, value)| {
        Place::Line(key.start..value.end)
    }))
}

/// Cuts whole lines; the comments above stay, the one beside the value goes with it.
fn without_lines(text: &str, range: &Range<usize>) -> String {
    let start = text[..range.start].rfind('\n').map_or(0, |end| end + 1);
    let end = text[range.end..]
        .find('\n')
        .map_or(text.len(), |end| range.end + end + 1);
    format!("{}{}", &text[..start], &text[end..])
}

fn take(table: &mut dyn TableLike, names: &[&str]) {
    match names {
        [] => {}
        [name] => {
            table.remove(name);
        }
        [name, rest @ ..] => {
            if let Some(inner) = table.get_mut(name).and_then(Item::as_table_like_mut) {
                take(inner, rest);
            }
        }
    }
}
