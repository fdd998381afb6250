//! JSON read by hand: each value as the bytes that stand on the wire.

use std::collections::HashMap;

use serde_json::value::RawValue;

/// The members of an object, each as it is written.
pub(crate) fn object(json: &str) -> HashMap<String, &str> {
    let members: HashMap<String, &RawValue> =
        serde_json::from_str(json).unwrap_or_else(|e| panic!("no object: {e}: {json}"));
    members
        .into_iter()
        .map(|(key, raw)| (key, raw.get()))
        .collect()
}

/// The items of an array, each as it is written.
pub(crate) fn list(json: &str) -> Vec<&str> {
    let items: Vec<&RawValue> =
        serde_json::from_str(json).unwrap_or_else(|e| panic!("no array: {e}: {json}"));
    items.into_iter().map(RawValue::get).collect()
}

/// What a string says.
pub(crate) fn string(json: &str) -> String {
    serde_json::from_str(json).unwrap_or_else(|e| panic!("no string: {e}: {json}"))
}

/// The member `key` of an object, as it is written.
pub(crate) fn member<'a>(json: &'a str, key: &str) -> Option<&'a str> {
    object(json).remove(key)
}

/// What the string member `key` says.
pub(crate) fn said(json: &str, key: &str) -> Option<String> {
    member(json, key).map(string)
}
