use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::json::Text;

/// Where bytes are, or the bytes themselves, as a client spells them.
pub(crate) enum Source<'a> {
    /// An address that the provider can fetch.
    Address(Text<'a>),
    /// A `data:` URL (RFC 2397).
    Data {
        /// In lower case, without parameters.
        media_type: String,
        /// `None` if the data are not in base64.
        base64: Option<Text<'a>>,
    },
    /// Neither.
    Other(Text<'a>),
}

impl<'a> Source<'a> {
    pub(crate) fn of(Escaped(url): Escaped<'a>) -> Self {
        // Any letter may be escaped; some clients do so with each slash, of which base64 has many.
        let plain = match memchr::memchr(b'\\', url.as_bytes()) {
            None => Cow::Borrowed(url),
            Some(_) => Cow::Owned(Text::from_escaped(url).to_plain().into_owned()),
        };
        if begins(&plain, "https:") || begins(&plain, "http:") {
            return Self::Address(Text::from_escaped(url));
        }
        if !begins(&plain, "data:") {
            return Self::Other(Text::from_escaped(url));
        }
        let (media_type, base64) = match &plain {
            Cow::Borrowed(plain) => {
                let (media_type, base64) = parts(plain);
                (media_type, base64.map(Text::from_escaped))
            }
            Cow::Owned(plain) => {
                let (media_type, base64) = parts(plain);
                (media_type, base64.map(Text::plain))
            }
        };
        Self::Data { media_type, base64 }
    }
}

/// The media type of a `data:` URL, and its base64.
fn parts(url: &str) -> (String, Option<&str>) {
    let (head, data) = url["data:".len()..].split_once(',').unwrap_or_default();
    let head = head.to_ascii_lowercase();
    let mut parts = head.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default().to_owned();
    let is_base64 = parts.next_back() == Some("base64");
    (media_type, is_base64.then_some(data))
}

fn begins(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// A string as it stands between its quotes, to be cut into parts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl<'de: 'a, 'a> Deserialize<'de> for Escaped<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        let inside = raw
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        inside
            .map(Self)
            .ok_or_else(|| D::Error::custom("expected a string"))
    }
}
