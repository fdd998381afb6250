//! The bounds of JSON Schema that the provider does not hold a model to, and refuses (source: Anthropic API docs,
//! "Structured outputs", JSON Schema limitations).

/// What a member of a schema bounds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Constraint {
    /// Nothing that the provider would refuse.
    None,
    /// Nothing at all, as the bounds that zod gives every integer (measured with zod 4.6.7): those of a double.
    Vacuous,
    /// Something, under this name.
    Meant(&'static str),
}

const NAMES: [&str; 9] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "maxItems",
    "uniqueItems",
];

/// What the member `name` bounds. Others than numbers and booleans are no bounds: `{"minimum": {…}}` may be a list of
/// properties.
pub(super) fn of(name: &str, value: &str) -> Constraint {
    // At least one item, or none, can be held to; more cannot.
    if name == "minItems" {
        return match value {
            "0" | "1" => Constraint::None,
            _ => Constraint::Meant("minItems"),
        };
    }
    let Some(name) = NAMES.into_iter().find(|known| *known == name) else {
        return Constraint::None;
    };
    let vacuous = match name {
        "minimum" => value == "-9007199254740991",
        "maximum" => value == "9007199254740991",
        "minLength" => value == "0",
        "uniqueItems" => value == "false",
        _ => false,
    };
    if vacuous {
        return Constraint::Vacuous;
    }
    match value.as_bytes().first() {
        Some(b'{' | b'[' | b'"' | b'n') | None => Constraint::None,
        Some(_) => Constraint::Meant(name),
    }
}
