use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json::Text;

/// A JSON value as text, just as it stood on the wire: a tool's schema, a call's arguments.
///
/// Tools and prompt caches see the same bytes on both sides, whatever their white space and order of members.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Json<'a>(Cow<'a, str>);

impl<'a> Json<'a> {
    /// The object with nothing in it.
    pub const EMPTY: Json<'static> = Json(Cow::Borrowed("{}"));

    /// Checks that `text` is one JSON value.
    ///
    /// # Errors
    /// What the parser says of it.
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Result<Self, serde_json::Error> {
        let text = text.into();
        serde_json::from_str::<&RawValue>(&text)?;
        Ok(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn get(&self) -> &str {
        &self.0
    }

    /// Whether it is an object.
    #[must_use]
    pub fn is_object(&self) -> bool {
        self.0.trim_start().starts_with('{')
    }

    /// What stands between the quotes, if it is a string.
    #[must_use]
    pub fn into_text(self) -> Option<Text<'a>> {
        let inside = |text: &str| text.len() >= 2 && text.starts_with('"') && text.ends_with('"');
        match self.0 {
            Cow::Borrowed(text) if inside(text) => {
                Some(Text::from_escaped(&text[1..text.len() - 1]))
            }
            Cow::Owned(text) if inside(&text) => {
                Some(Text::from_escaped(text[1..text.len() - 1].to_owned()))
            }
            _ => None,
        }
    }

    /// Reads the value as `T`, borrowing from what this borrows from.
    pub(crate) fn read<T: Deserialize<'a>>(&self) -> Result<T, serde_json::Error> {
        match &self.0 {
            Cow::Borrowed(text) => serde_json::from_str(text),
            // What is read from the wire is always borrowed from it; a value made here is no request's part.
            Cow::Owned(_) => Err(serde::de::Error::custom("not borrowed from a request")),
        }
    }

    /// The same value, owning its bytes.
    #[must_use]
    pub fn into_owned(self) -> Json<'static> {
        Json(Cow::Owned(self.0.into_owned()))
    }
}

impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if cfg!(test) {
            return f.write_str(&self.0);
        }
        write!(f, "Json({} bytes)", self.0.len())
    }
}

impl<'a> From<&'a RawValue> for Json<'a> {
    fn from(raw: &'a RawValue) -> Self {
        Self(Cow::Borrowed(raw.get()))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Json<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&'de RawValue>::deserialize(deserializer).map(Self::from)
    }
}
