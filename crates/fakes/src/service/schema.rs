//! The format of the schemas in `schema/`, which `schema/shapes.py` describes.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// All objects by name.
#[derive(Debug, Deserialize)]
pub(crate) struct Schema {
    pub(crate) objects: BTreeMap<String, Object>,
}

/// An object: its fields, which of them must be there, and whether others may be.
#[derive(Debug, Deserialize)]
pub(crate) struct Object {
    pub(crate) fields: BTreeMap<String, Shape>,
    #[serde(default)]
    pub(crate) required: Vec<String>,
    #[serde(default)]
    pub(crate) open: bool,
}

/// What a value may be.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shape {
    String,
    Integer,
    Number,
    Boolean,
    Null,
    Any,
    Const(Vec<Value>),
    Ref(String),
    List(Box<Shape>),
    Map(Box<Shape>),
    Nullable(Box<Shape>),
    Tagged(Tagged),
    AnyOf(Vec<Shape>),
}

/// One of several objects, chosen by the value of the field `by`.
#[derive(Debug, Deserialize)]
pub(crate) struct Tagged {
    pub(crate) by: String,
    pub(crate) of: BTreeMap<String, String>,
    pub(crate) default: Option<String>,
}
