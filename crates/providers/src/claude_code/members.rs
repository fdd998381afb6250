//! The members of a JSON object in their order, each as it is written, so that what is not changed keeps its bytes.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A JSON object, shallowly read.
pub(super) struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Members<'a> {
    /// Reads `json`; `None` if it is no object.
    pub(super) fn read(json: &'a str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// The member's value as it is written; `null` counts as absent. Of members with one name the last holds.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        let mut named = self.0.iter().rev().filter(|(key, _)| key == name);
        named
            .next()
            .map(|(_, raw)| raw.get())
            .filter(|raw| *raw != "null")
    }

    /// The member as text; `None` if it is absent, or no text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.get(name)?).ok()
    }

    /// The member as a whole number.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        serde_json::from_str(self.get(name)?).ok()
    }

    /// Whether the member is `true`.
    pub(super) fn is_true(&self, name: &str) -> bool {
        self.get(name) == Some("true")
    }

    /// Every member that is not `null`.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &'a str)> {
        let present = self.0.iter().filter(|(_, raw)| raw.get() != "null");
        present.map(|(key, raw)| (key.as_str(), raw.get()))
    }

    /// Writes the object anew, with what `change` makes of each member; `None` leaves it out.
    pub(super) fn rewrite(&self, change: impl Fn(&str, &'a str) -> Option<String>) -> String {
        let mut out = String::from("{");
        for (key, raw) in &self.0 {
            let Some(value) = change(key, raw.get()) else {
                continue;
            };
            if out.len() > 1 {
                out.push(',');
            }
            out.push_str(&quoted(key));
            out.push(':');
            out.push_str(&value);
        }
        out.push('}');
        out
    }
}

/// A JSON string, which is copied only where it has escapes: pictures have megabytes, and none. `None` if it is no string.
pub(super) fn plain(json: &str) -> Option<Cow<'_, str>> {
    #[derive(serde::Deserialize)]
    struct Plain<'a>(#[serde(borrow)] Cow<'a, str>);
    serde_json::from_str(json).ok().map(|Plain(text)| text)
}

/// The elements of a JSON array as they are written; `None` if it is none.
pub(super) fn elements(json: &str) -> Option<Vec<&str>> {
    let elements: Vec<&RawValue> = serde_json::from_str(json).ok()?;
    Some(elements.into_iter().map(RawValue::get).collect())
}

/// `text` as a JSON string.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Collect).map(Members)
    }
}

struct Collect;

impl<'de> Visitor<'de> for Collect {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_without_escapes_is_not_copied() {
        assert!(matches!(
            plain("\"iVBOR/+=\""),
            Some(Cow::Borrowed("iVBOR/+="))
        ));
        assert_eq!(plain(r#""\/9j\/""#).as_deref(), Some("/9j/"));
        assert_eq!(plain("7"), None);
    }

    #[test]
    fn what_is_not_changed_keeps_its_bytes_and_its_place() {
        let json = r#"{"b": [1.0, {"x":"é"}],"drop":1,"a":"old","n":null}"#;
        let members = Members::read(json).unwrap();
        let written = members.rewrite(|key, raw| match key {
            "drop" => None,
            "a" => Some(quoted("new")),
            _ => Some(raw.to_owned()),
        });
        assert_eq!(written, r#"{"b":[1.0, {"x":"é"}],"a":"new","n":null}"#);
        assert_eq!(members.get("n"), None);
        assert_eq!(members.text("a").unwrap(), "old");
    }
}
