//! How the API speaks of values and their types.

use serde_json::Value;

use crate::service::schema::Shape;

/// What came.
pub(super) fn got(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a decimal number",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// What was expected.
pub(super) fn kind_of(shape: &Shape) -> &'static str {
    match shape {
        Shape::String | Shape::Const(_) => "a string",
        Shape::Integer => "an integer",
        Shape::Number => "a decimal number",
        Shape::Boolean => "a boolean",
        Shape::Null => "null",
        Shape::List(_) => "an array",
        Shape::Ref(_) | Shape::Map(_) | Shape::Tagged(_) => "an object",
        Shape::Nullable(inner) => kind_of(inner),
        Shape::Any | Shape::AnyOf(_) => "a value",
    }
}

/// `one of a string or an array`.
pub(super) fn one_of(shapes: &[Shape]) -> String {
    let mut kinds: Vec<&str> = shapes.iter().map(kind_of).collect();
    kinds.dedup();
    match kinds.as_slice() {
        [kind] => (*kind).to_owned(),
        kinds => format!("one of {}", kinds.join(" or ")),
    }
}

/// `'text'`.
pub(super) fn quoted(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{text}'"),
        other => other.to_string(),
    }
}

/// `'a'`, `'a' and 'b'`, `'a', 'b', and 'c'`.
pub(in crate::openai::validate) fn supported(values: &[Value]) -> String {
    let words: Vec<String> = values.iter().map(quoted).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, [first])) => format!("{first} and {last}"),
        Some((last, before)) => format!("{}, and {last}", before.join(", ")),
        None => String::new(),
    }
}
