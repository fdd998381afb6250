//! A new value in the text of `config.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use crate::error::{Error, Problem};
use crate::key::{Key, Kind};
use crate::layer;
use crate::tree::Draft;
use crate::value::{self, Context, Raw, Refusal};

/// The value of `text`, checked, in the type that `config.toml` has for it.
pub(super) fn typed(key: &Key, text: &str, context: &Context) -> Result<Raw, Refusal> {
    let plain = Raw::Plain(text.to_owned());
    (key.store)(&mut Draft::new(), &plain, context)?;
    let trimmed = text.trim();
    Ok(match key.kind {
        Kind::Switch => Raw::Boolean(value::switch(&plain)?),
        Kind::Number | Kind::Size | Kind::Time => match trimmed.parse() {
            Ok(number) => Raw::Integer(number),
            Err(_) => Raw::Text(trimmed.to_owned()),
        },
        Kind::Path if text.starts_with("~/") => Raw::Text(text.to_owned()),
        Kind::Path => {
            let path = value::path(&plain, context)?;
            let path = path
                .to_str()
                .ok_or_else(|| Refusal::must("a path in UTF-8", &plain))?;
            Raw::Text(path.to_owned())
        }
        Kind::List => {
            let items = value::items(&plain, "a list")?;
            Raw::List(items.into_iter().map(Raw::Text).collect())
        }
        Kind::Map => {
            let map = value::aliases(&plain)?;
            Raw::Map(
                map.into_iter()
                    .map(|(name, text)| (name, Raw::Text(text)))
                    .collect(),
            )
        }
        Kind::Choice(_) => Raw::Text(trimmed.to_ascii_lowercase()),
        Kind::Text => Raw::Text(trimmed.to_owned()),
        Kind::Secret => Raw::Text(text.to_owned()),
    })
}

/// `text` with `key` set to `raw`.
pub(super) fn put(file: &Path, text: &str, key: &Key, raw: &Raw) -> Result<String, Error> {
    layer::parse(file, text).map_err(super::single)?;
    // The editor ends its lines with \n; a file with \r\n keeps its own.
    let windows = text.contains("\r\n");
    let mut document: DocumentMut = text.replace("\r\n", "\n").parse().map_err(|_| {
        // Not reached: the same text was parsed above.
        super::single(Problem::in_file(file, "this is not TOML"))
    })?;
    let before = document.to_string();
    // What stands in a file without settings comes after the last of them; it belongs to the top.
    let head = if document.is_empty() {
        before.clone()
    } else {
        String::new()
    };
    if !head.is_empty() {
        document.set_trailing("");
    }
    let (section, name) = key.path.rsplit_once('.').unwrap_or(("", key.path));
    let table = descend(document.as_table_mut(), section)
        .ok_or_else(|| super::single(Problem::in_file(file, format!("{section} is no section"))))?;
    store(table, name, raw);
    let after = document.to_string();
    if after == before {
        return Ok(text.to_owned());
    }
    let gap = if head.trim().is_empty() { "" } else { "\n" };
    let after = format!("{}{gap}{gap}{after}", head.trim_end());
    Ok(if windows {
        after.replace('\n', "\r\n")
    } else {
        after
    })
}

/// The table of a dotted section, made where it is missing; `None` where something else is.
fn descend<'a>(root: &'a mut Table, section: &str) -> Option<&'a mut dyn TableLike> {
    let mut table: &mut dyn TableLike = root;
    for name in section.split('.').filter(|name| !name.is_empty()) {
        if !table.contains_key(name) {
            let mut made = Table::new();
            // Without a header of its own, until it holds a value.
            made.set_implicit(true);
            table.insert(name, Item::Table(made));
        }
        table = table.get_mut(name)?.as_table_like_mut()?;
    }
    Some(table)
}

fn store(table: &mut dyn TableLike, name: &str, raw: &Raw) {
    match (raw, table.get_mut(name)) {
        (Raw::Map(map), Some(item)) if item.is_table_like() => {
            if let Some(existing) = item.as_table_like_mut() {
                update_map(existing, map);
            }
        }
        (Raw::List(list), Some(Item::Value(Value::Array(array)))) => update_list(array, list),
        (_, Some(Item::Value(old))) => {
            let decor = old.decor().clone();
            *old = as_value(raw);
            *old.decor_mut() = decor;
        }
        (_, Some(item)) => *item = Item::Value(as_value(raw)),
        (_, None) => {
            table.insert(name, Item::Value(as_value(raw)));
        }
    }
}

fn update_map(table: &mut dyn TableLike, map: &BTreeMap<String, Raw>) {
    let gone: Vec<String> = table
        .iter()
        .map(|(name, _)| name.to_owned())
        .filter(|name| !map.contains_key(name))
        .collect();
    for name in &gone {
        table.remove(name);
    }
    for (name, raw) in map {
        store(table, name, raw);
    }
}

/// Changes a list in place, since there may be comments between its items; one whose order changes is
/// written anew.
fn update_list(array: &mut Array, list: &[Raw]) {
    let wanted: Vec<&str> = list.iter().filter_map(Raw::text).collect();
    let is = |value: &Value, text: &str| value.as_str() == Some(text);
    array.retain(|value| wanted.iter().any(|text| is(value, text)));
    // What stands before an item may end the line of the one before, with a comment; the rest is
    // its own indent.
    let indent = array.iter().last().and_then(|value| {
        let prefix = value.decor().prefix()?.as_str()?;
        prefix.rfind('\n').map(|end| prefix[end..].to_owned())
    });
    for text in &wanted {
        if !array.iter().any(|value| is(value, text)) {
            match &indent {
                Some(indent) => array.push_formatted(Value::from(*text).decorated(indent, "")),
                None => array.push(*text),
            }
        }
    }
    if !array
        .iter()
        .map(Value::as_str)
        .eq(wanted.iter().map(|text| Some(*text)))
    {
        let decor = array.decor().clone();
        *array = wanted.into_iter().collect();
        *array.decor_mut() = decor;
    }
}

fn as_value(raw: &Raw) -> Value {
    match raw {
        Raw::Integer(number) => Value::from(*number),
        Raw::Boolean(value) => Value::from(*value),
        Raw::List(list) => Value::Array(list.iter().map(as_value).collect()),
        Raw::Map(map) => {
            let pairs = map.iter().map(|(name, raw)| (name.clone(), as_value(raw)));
            Value::InlineTable(pairs.collect::<InlineTable>())
        }
        Raw::Plain(text) | Raw::Text(text) => Value::from(text.as_str()),
        Raw::Other(name) => Value::from(*name),
    }
}
