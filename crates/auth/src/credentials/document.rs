use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON object whose fields keep their order and, where nobody sets them, their very bytes.
///
/// It holds secrets: it has no `Display`, and its `Debug` shows names alone.
#[derive(Clone, Default)]
pub struct Document(Vec<(String, Box<RawValue>)>);

/// Stored text that is not what it should be: where and how, without any part of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(pub(crate) String);

impl Document {
    /// Reads the text of one object.
    ///
    /// # Errors
    /// What is wrong and where, without any part of the text.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        serde_json::from_str(text).map_err(|error| Malformed::of(&error))
    }

    /// A field, where it is there and not null.
    ///
    /// # Errors
    /// It is of another type.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Malformed> {
        let Some(raw) = self.raw(name) else {
            return Ok(None);
        };
        serde_json::from_str(raw)
            .map_err(|_| Malformed(format!("the field {name} has the wrong type")))
    }

    /// A field that must be there.
    ///
    /// # Errors
    /// It is missing, or of another type.
    pub fn require<T: DeserializeOwned>(&self, name: &str) -> Result<T, Malformed> {
        self.get(name)?
            .ok_or_else(|| Malformed(format!("the field {name} is missing")))
    }

    /// A field of Unix milliseconds.
    ///
    /// # Errors
    /// It is no number, or no time.
    pub fn time(&self, name: &str) -> Result<Option<SystemTime>, Malformed> {
        let milliseconds: Option<f64> = self.get(name)?;
        let Some(milliseconds) = milliseconds else {
            return Ok(None);
        };
        // Other programs write whole numbers, and JavaScript may write 1.7e12.
        Duration::try_from_secs_f64(milliseconds / 1000.0)
            .ok()
            .and_then(|since| UNIX_EPOCH.checked_add(since))
            .map(Some)
            .ok_or_else(|| Malformed(format!("the field {name} is no time")))
    }

    /// Sets a field where it stands, or behind the others. A value that JSON cannot hold changes nothing.
    pub fn set(&mut self, name: &str, value: &impl Serialize) {
        let Ok(raw) = serde_json::value::to_raw_value(value) else {
            return;
        };
        match self.0.iter_mut().find(|(its, _)| its == name) {
            Some((_, old)) => *old = raw,
            None => self.0.push((name.to_owned(), raw)),
        }
    }

    /// Sets a field to Unix milliseconds.
    pub fn set_time(&mut self, name: &str, at: SystemTime) {
        let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
        self.set(name, &u64::try_from(since.as_millis()).unwrap_or(u64::MAX));
    }

    /// Takes a field out; says whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|(its, _)| its != name);
        self.0.len() != before
    }

    /// The text of a field as it stands, where it is there and not null.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(its, _)| its == name)
            .map(|(_, raw)| raw.get())
            .filter(|raw| *raw != "null")
    }

    /// Whether it has no field at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names of its fields, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Its text on one line.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Its text with two spaces for each level of objects; numbers, strings and lists keep their bytes.
    #[must_use]
    pub fn to_pretty(&self) -> String {
        let mut text = String::new();
        self.write_pretty(&mut text, "\n");
        text
    }

    fn write_pretty(&self, text: &mut String, line: &str) {
        if self.is_empty() {
            text.push_str("{}");
            return;
        }
        let inner = format!("{line}  ");
        for (index, (name, raw)) in self.0.iter().enumerate() {
            text.push(if index == 0 { '{' } else { ',' });
            text.push_str(&inner);
            text.push_str(&serde_json::Value::from(name.as_str()).to_string());
            text.push_str(": ");
            match Self::parse(raw.get()) {
                Ok(object) => object.write_pretty(text, &inner),
                Err(_) => text.push_str(raw.get()),
            }
        }
        text.push_str(line);
        text.push('}');
    }
}

impl Malformed {
    /// A token that cannot travel in a header.
    pub(crate) fn characters() -> Self {
        Self("the access token has characters that no header can carry".to_owned())
    }

    /// `serde_json` quotes values in some of its messages; the place alone is safe to show.
    pub(crate) fn of(error: &serde_json::Error) -> Self {
        let what = match error.classify() {
            serde_json::error::Category::Eof => "the JSON ends too early",
            serde_json::error::Category::Syntax => "the JSON is broken",
            _ => "a field has the wrong type or is missing",
        };
        Self(format!(
            "{what} at line {}, column {}",
            error.line(),
            error.column()
        ))
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, raw) in &self.0 {
            map.serialize_entry(name, raw)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Document;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
                let mut document = Document::default();
                while let Some((name, raw)) = map.next_entry::<String, Box<RawValue>>()? {
                    // Of a name that comes twice the last counts, as everywhere in JSON.
                    document.remove(&name);
                    document.0.push((name, raw));
                }
                Ok(document)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sets_keeps_its_bytes_and_its_place() {
        let text = r#"{"b":{ "x" : 1e2 },"a":null,"n":12345678901234567890123,"z":"\u00e9"}"#;
        let mut document = Document::parse(text).unwrap();
        assert_eq!(document.to_text(), text);
        document.set("a", &"new");
        document.set("last", &1);
        let changed =
            r#"{"b":{ "x" : 1e2 },"a":"new","n":12345678901234567890123,"z":"\u00e9","last":1}"#;
        assert_eq!(document.to_text(), changed);
    }

    #[test]
    fn neither_debug_nor_an_error_shows_a_value() {
        let document = Document::parse(r#"{"token":"canary"}"#).unwrap();
        assert!(!format!("{document:?}").contains("canary"));
        let error = document.get::<u64>("token").unwrap_err();
        assert!(!error.to_string().contains("canary"), "{error}");
        for text in [
            r#"{"a":"canary"#,
            r#"{"a":canary}"#,
            r#""canary""#,
            "canary",
        ] {
            let error = Document::parse(text).unwrap_err().to_string();
            assert!(!error.contains("canary"), "{error}");
            assert!(error.contains("line 1"), "{error}");
        }
    }

    #[test]
    fn times_are_unix_milliseconds() {
        let mut document =
            Document::parse(r#"{"a":1700000000000,"b":1.7e12,"c":-1,"d":"x"}"#).unwrap();
        let at = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        assert_eq!(document.time("a").unwrap(), Some(at));
        assert_eq!(document.time("b").unwrap(), Some(at));
        assert!(document.time("c").is_err());
        assert!(document.time("d").is_err());
        assert_eq!(document.time("e").unwrap(), None);
        document.set_time("e", at);
        assert_eq!(document.raw("e"), Some("1700000000000"));
    }
}
