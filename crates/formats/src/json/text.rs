use std::borrow::Cow;
use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Text as it stands inside a JSON string: escaped, without its quotes.
///
/// Joining two pieces joins what they say, even where a surrogate pair was cut in half between them.
///
/// ```
/// use formats::json::Text;
/// let mut text = Text::plain("say \"hi\"");
/// assert_eq!(text.escaped(), r#"say \"hi\""#);
/// text.push(&Text::plain("\n"));
/// assert_eq!(text.to_plain(), "say \"hi\"\n");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Text<'a>(Cow<'a, str>);

impl<'a> Text<'a> {
    /// Escapes `text`.
    #[must_use]
    pub fn plain(text: &str) -> Text<'static> {
        // Strings into memory: there is nothing here that can fail.
        let quoted = serde_json::to_string(text).unwrap_or_else(|_| "\"\"".to_owned());
        Text(Cow::Owned(quoted[1..quoted.len() - 1].to_owned()))
    }

    /// Takes what stands between the quotes of a valid JSON string. For codecs that have checked that it is one.
    pub(crate) fn from_escaped(escaped: impl Into<Cow<'a, str>>) -> Self {
        Self(escaped.into())
    }

    /// What stands between the quotes.
    #[must_use]
    pub fn escaped(&self) -> &str {
        &self.0
    }

    /// What it says. Half a surrogate pair, which no Rust string can hold, becomes U+FFFD.
    #[must_use]
    pub fn to_plain(&self) -> Cow<'_, str> {
        if memchr::memchr(b'\\', self.0.as_bytes()).is_none() {
            return Cow::Borrowed(&self.0);
        }
        let quoted = format!("\"{}\"", self.0);
        serde_json::from_str::<String>(&quoted)
            .or_else(|_| serde_json::from_str(&without_lone_surrogates(&quoted)))
            .unwrap_or_default()
            .into()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is nothing in it but white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        // Most text begins with a letter: one look is enough.
        match self.0.as_bytes().first() {
            None => true,
            Some(first) if first.is_ascii_alphanumeric() => false,
            Some(_) => self.to_plain().trim().is_empty(),
        }
    }

    /// The length in bytes, as escaped.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Appends `more`.
    pub fn push(&mut self, more: &Text<'_>) {
        self.0.to_mut().push_str(&more.0);
    }

    /// The same text, owning its bytes.
    #[must_use]
    pub fn into_owned(self) -> Text<'static> {
        Text(Cow::Owned(self.0.into_owned()))
    }

    /// The same text, borrowed from this one.
    #[must_use]
    pub fn borrowed(&self) -> Text<'_> {
        Text(Cow::Borrowed(&self.0))
    }
}

/// Replaces each `\uD800`…`\uDFFF` that has no partner.
fn without_lone_surrogates(quoted: &str) -> String {
    let unit = |at: usize| -> Option<u32> {
        let digits = quoted.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u32::from_str_radix(digits, 16).ok()
    };
    let mut out = String::with_capacity(quoted.len());
    let mut at = 0;
    while at < quoted.len() {
        let rest = &quoted[at..];
        let len = match unit(at) {
            Some(high @ 0xD800..=0xDBFF) if high > 0 => match unit(at + 6) {
                Some(0xDC00..=0xDFFF) => 12,
                _ => 0,
            },
            Some(0xDC00..=0xDFFF) => 0,
            Some(_) => 6,
            None if rest.starts_with('\\') => 2,
            None => rest.chars().next().map_or(1, char::len_utf8),
        };
        if len == 0 {
            out.push_str("\\ufffd");
            at += 6;
        } else {
            out.push_str(&rest[..len]);
            at += len;
        }
    }
    out
}

impl fmt::Debug for Text<'_> {
    /// Only its length: what people say to a model is nobody's business, and belongs into no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if cfg!(test) {
            return write!(f, "{:?}", self.0);
        }
        write!(f, "Text({} bytes)", self.0.len())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?.get();
        raw.strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .map(|inside| Self(Cow::Borrowed(inside)))
            .ok_or_else(|| D::Error::custom("expected a string"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_a_surrogate_pair_stays_on_the_wire_and_is_replaced_only_for_reading() {
        let mut text = Text::from_escaped(r"\ud83d");
        assert_eq!(text.to_plain(), "\u{FFFD}");
        text.push(&Text::from_escaped(r"\uDE00!\n\\ud83d"));
        assert_eq!(text.to_plain(), "😀!\n\\ud83d");
        assert_eq!(
            Text::from_escaped(r"\uDE00a\ud83d\u0041").to_plain(),
            "\u{FFFD}a\u{FFFD}A"
        );
    }

    #[test]
    fn blank_is_judged_by_what_the_text_says() {
        for (escaped, blank) in [
            ("", true),
            (r" \n\t", true),
            (r"\u0020", true),
            (r"\u0041", false),
            ("é", false),
        ] {
            assert_eq!(Text::from_escaped(escaped).is_blank(), blank, "{escaped:?}");
        }
    }

    #[test]
    fn only_a_string_is_text() {
        for not in ["1", "null", "[\"a\"]", "{}"] {
            assert!(serde_json::from_str::<Text<'_>>(not).is_err(), "{not}");
        }
    }

    proptest! {
        /// Whatever is said comes back as it was said, whole or in pieces.
        #[test]
        fn what_is_escaped_reads_as_it_was(parts in proptest::collection::vec("\\PC{0,12}|[\\x00-\\x7f]{0,6}", 0..5)) {
            let mut joined = Text::default();
            for part in &parts {
                joined.push(&Text::plain(part));
            }
            prop_assert_eq!(joined.to_plain(), parts.concat());
            let wire = format!("\"{}\"", joined.escaped());
            prop_assert_eq!(serde_json::from_str::<Text<'_>>(&wire).unwrap(), joined);
        }
    }
}
