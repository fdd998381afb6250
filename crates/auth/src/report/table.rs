use serde::Serialize;

/// A report as rows of words. Who shows it decides about lines, colours and widths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What it is about.
    pub title: &'static str,
    /// Its parts, in their order.
    pub sections: Vec<Section>,
    /// What follows from it, for "This confirms:".
    pub confirms: Vec<Confirmation>,
}

/// One part of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its heading.
    pub heading: &'static str,
    /// Its rows, in their order.
    pub rows: Vec<Row>,
    /// Whether it is a table with a frame; else a short list.
    pub boxed: bool,
}

/// A property and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The property.
    pub label: &'static str,
    /// Its value; never a whole token.
    pub value: String,
}

/// One thing that a report confirms, or says is not so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confirmation {
    /// What it is about, such as `PLUS Plan`.
    pub name: String,
    /// The sentence.
    pub text: String,
}

impl Row {
    pub(super) fn new(label: &'static str, value: impl Into<String>) -> Self {
        Self {
            label,
            value: value.into(),
        }
    }

    /// Whether the login renews by itself.
    pub(super) fn refresh_token(available: bool) -> Self {
        let value = if available {
            "Available"
        } else {
            "Not available"
        };
        Self::new("Refresh Token", value)
    }
}

impl Confirmation {
    pub(super) fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
        }
    }
}
