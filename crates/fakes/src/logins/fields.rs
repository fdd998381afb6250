//! The fields of a query, a form or a JSON body: text each, none twice, none unknown.

use bytes::Bytes;
use serde_json::{Map, Value};

/// Fields in the order that they came in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Those of a query or form. No parameter may be there twice (RFC 6749, 3.1 and 3.2).
    pub(crate) fn of_form(bytes: &[u8]) -> Result<Self, String> {
        let mut fields = Self::default();
        for (name, value) in form_urlencoded::parse(bytes) {
            fields.add(name.into_owned(), value.into_owned())?;
        }
        Ok(fields)
    }

    /// Those of a JSON object whose values are all texts.
    pub(crate) fn of_json(bytes: &Bytes) -> Result<Self, String> {
        let object: Map<String, Value> = serde_json::from_slice(bytes)
            .map_err(|_| "the body is not a JSON object".to_owned())?;
        let mut fields = Self::default();
        for (name, value) in object {
            let Value::String(text) = value else {
                return Err(format!("{name} is not a text"));
            };
            fields.add(name, text)?;
        }
        Ok(fields)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(its, _)| its == name)
            .map(|(_, value)| value.as_str())
    }

    /// A field that must be there; an empty one counts as absent (RFC 6749, 3.1).
    pub(crate) fn required(&self, name: &str) -> Result<&str, String> {
        self.get(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| format!("{name} is missing"))
    }

    /// A field that must be there and have this value.
    pub(crate) fn exactly(&self, name: &str, value: &str) -> Result<(), String> {
        match self.required(name)? {
            found if found == value => Ok(()),
            _ => Err(format!("{name} must be {value}")),
        }
    }

    /// A field that has this value if it is there.
    pub(crate) fn exactly_if_there(&self, name: &str, value: &str) -> Result<(), String> {
        match self.get(name) {
            Some(found) if !found.is_empty() => self.exactly(name, value),
            _ => Ok(()),
        }
    }

    /// That there are no other fields. RFC 6749, 3.1, has real servers ignore those that they do not know; here a name
    /// that is written wrong is found at once.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), String> {
        match self.0.iter().find(|(name, _)| !known.contains(&&**name)) {
            Some((name, _)) => Err(format!("{name} is unknown here")),
            None => Ok(()),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn add(&mut self, name: String, value: String) -> Result<(), String> {
        if self.get(&name).is_some() {
            return Err(format!("{name} is there more than once"));
        }
        self.0.push((name, value));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::Fields;

    #[test]
    fn a_field_that_is_there_twice_is_refused() {
        assert!(Fields::of_form(b"a=1&b=2").is_ok());
        assert!(Fields::of_form(b"a=1&a=1").is_err());
    }

    #[test]
    fn json_is_an_object_of_texts() {
        assert!(Fields::of_json(&Bytes::from("{\"a\":\"1\"}")).is_ok());
        for wrong in ["", "[]", "{\"a\":1}", "{\"a\":null}", "a=1"] {
            assert!(Fields::of_json(&Bytes::from(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_empty_field_counts_as_absent_and_an_unknown_one_is_named() {
        let fields = Fields::of_form(b"a=&b=1").unwrap();
        assert!(fields.required("a").is_err());
        assert_eq!(fields.only(&["a"]), Err("b is unknown here".to_owned()));
    }
}
