use crate::json::{Json, Text};

/// What stands between the quotes of a JSON value, if it is a string.
pub(crate) fn inside(json: &str) -> Option<&str> {
    json.trim().strip_prefix('"')?.strip_suffix('"')
}

/// Arguments as text. Those that were cut off are kept as a string, and were this text.
pub(crate) fn spelled<'j>(arguments: &'j Json<'_>) -> Text<'j> {
    match inside(arguments.get()) {
        Some(inside) => Text::from_escaped(inside),
        None => Text::plain(arguments.get()),
    }
}
