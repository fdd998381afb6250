//! Changing one list inside a document, and no other byte of it.

use serde::Deserialize;
use serde_json::value::RawValue;

/// What becomes of an item of a list.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It stays as it is.
    Stays,
    /// It goes.
    Goes,
    /// This stands in its place.
    Becomes(String),
}

/// The list `json`, with each item met by its fate; `None` if all of them stay. What is no list has no items.
pub(crate) fn edit_list(json: &RawValue, fate: impl FnMut(&RawValue) -> Fate) -> Option<String> {
    let items: Vec<&RawValue> = serde_json::from_str(json.get()).ok()?;
    let fates: Vec<Fate> = items.iter().copied().map(fate).collect();
    if fates.iter().all(|fate| *fate == Fate::Stays) {
        return None;
    }
    let mut list = String::with_capacity(json.get().len());
    for (item, fate) in items.iter().zip(&fates) {
        let kept = match fate {
            Fate::Stays => item.get(),
            Fate::Goes => continue,
            Fate::Becomes(new) => new,
        };
        list.push(if list.is_empty() { '[' } else { ',' });
        list.push_str(kept);
    }
    if list.is_empty() {
        list.push('[');
    }
    list.push(']');
    Some(list)
}

/// `document` with `new` in the place of `part`, which is borrowed from it.
pub(crate) fn replace_part(document: &str, part: &str, new: &str) -> Option<String> {
    let start = place(document, part)?;
    let (before, rest) = document.split_at_checked(start)?;
    let after = rest.strip_prefix(part)?;
    Some([before, new, after].concat())
}

/// Where `part` begins, which is borrowed from `document`.
pub(crate) fn place(document: &str, part: &str) -> Option<usize> {
    (part.as_ptr().addr()).checked_sub(document.as_ptr().addr())
}

/// Reads `json` as far as `T` knows it; `None` for anything else.
pub(crate) fn glance<'a, T: Deserialize<'a>>(json: &'a RawValue) -> Option<T> {
    serde_json::from_str(json.get()).ok()
}
