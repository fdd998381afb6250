//! The format of `schema/anthropic-2.13.0.json`, which `schema/extract.py` describes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

/// The vendor's types, parsed at the first request.
pub(super) static SCHEMA: LazyLock<Result<Schema, serde_json::Error>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../schema/anthropic-2.13.0.json")));

/// All objects by name.
#[derive(Debug, Deserialize)]
pub(super) struct Schema {
    pub(super) objects: BTreeMap<String, Object>,
}

/// An object: its fields, which of them must be there, and whether others may be.
#[derive(Debug, Deserialize)]
pub(super) struct Object {
    pub(super) fields: BTreeMap<String, Shape>,
    #[serde(default)]
    pub(super) required: Vec<String>,
    #[serde(default)]
    pub(super) open: bool,
}

/// What a value may be.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Shape {
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
pub(super) struct Tagged {
    pub(super) by: String,
    pub(super) of: BTreeMap<String, String>,
    pub(super) default: Option<String>,
}
