use std::collections::HashMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::json::Str;

/// The characters and the length that a provider takes in an id or name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alphabet {
    /// The most characters.
    pub longest: usize,
}

impl Alphabet {
    /// Whether the provider takes `id` as it is: ASCII letters, digits, `_` and `-`.
    #[must_use]
    pub fn accepts(self, id: &str) -> bool {
        !id.is_empty() && id.len() <= self.longest && id.bytes().all(Self::has)
    }

    fn has(byte: u8) -> bool {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
    }

    /// `id` itself if the provider takes it; else what can be kept of it, and 8 hex digits of its SHA-256.
    ///
    /// ```
    /// use formats::conversation::Alphabet;
    /// let alphabet = Alphabet { longest: 16 };
    /// assert_eq!(&*alphabet.clean("call_1"), "call_1");
    /// assert_eq!(&*alphabet.clean("call:1"), "call_1_0af63155");
    /// assert_eq!(alphabet.clean(&"x".repeat(99)).len(), 16);
    /// ```
    #[must_use]
    pub fn clean<'a>(self, id: &'a str) -> Str<'a> {
        if self.accepts(id) {
            return id.into();
        }
        self.marked(id, id)
    }

    /// What can be kept of `id`, and a mark that stands for `whole`.
    fn marked(self, id: &str, whole: &str) -> Str<'static> {
        let mut clean: String = id
            .chars()
            .map(|c| match u8::try_from(c) {
                Ok(byte) if Self::has(byte) => c,
                _ => '_',
            })
            .take(self.longest.saturating_sub(9))
            .collect();
        clean.push('_');
        for byte in &Sha256::digest(whole.as_bytes())[..4] {
            // Writing to a string cannot fail.
            let _ = write!(clean, "{byte:02x}");
        }
        clean.into()
    }
}

/// The call ids of one request as its provider takes them: clean, and each used once.
///
/// Some clients number their calls anew in each turn; providers want ids that are unique in the conversation. The
/// same request gets the same ids, always.
#[derive(Debug)]
pub struct Ids {
    alphabet: Alphabet,
    /// How often each id was used for a call, by the client's spelling.
    used: HashMap<String, u32>,
}

impl Ids {
    /// For a provider with this alphabet.
    #[must_use]
    pub fn new(alphabet: Alphabet) -> Self {
        Self {
            alphabet,
            used: HashMap::new(),
        }
    }

    /// The id of a call, in the order of the conversation.
    pub fn call<'a>(&mut self, id: &'a str) -> Str<'a> {
        let used = self.used.entry(id.to_owned()).or_default();
        *used += 1;
        let used = *used;
        self.spell(id, used)
    }

    /// The id that a result names: that of the last call with this id, or `None` if there was none.
    #[must_use]
    pub fn result<'a>(&self, id: &'a str) -> Option<Str<'a>> {
        self.used.get(id).map(|used| self.spell(id, *used))
    }

    fn spell<'a>(&self, id: &'a str, used: u32) -> Str<'a> {
        if used == 1 {
            self.alphabet.clean(id)
        } else {
            self.alphabet.marked(id, &format!("{id} {used}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALPHABET: Alphabet = Alphabet { longest: 64 };

    #[test]
    fn an_id_used_again_gets_a_name_of_its_own_and_its_result_follows() {
        let mut ids = Ids::new(ALPHABET);
        assert_eq!(ids.result("call_0"), None);
        let first = ids.call("call_0");
        assert_eq!(first, "call_0");
        assert_eq!(ids.result("call_0"), Some(first.clone()));
        let second = ids.call("call_0");
        assert_ne!(first, second);
        assert_eq!(ids.result("call_0"), Some(second));
    }

    proptest! {
        /// A cleaned id is one that the provider takes; different ids stay different, the same stay the same.
        #[test]
        fn cleaned_ids_are_taken_and_stay_apart(a in "\\PC{0,90}", b in "\\PC{0,90}") {
            let (clean_a, clean_b) = (ALPHABET.clean(&a), ALPHABET.clean(&b));
            prop_assert!(ALPHABET.accepts(&clean_a), "{clean_a:?}");
            prop_assert_eq!(a == b, clean_a == clean_b);
            prop_assert_eq!(ALPHABET.clean(&clean_a), &*clean_a);
        }
    }
}
