use std::collections::HashMap;

use crate::json::Str;

/// Tool names that a provider got in another spelling than the client's, since it takes fewer characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(HashMap<String, String>);

impl Names {
    /// Notes that the client's `theirs` went out as `sent`. Does nothing if they are equal.
    pub fn note(&mut self, theirs: &str, sent: &str) {
        if theirs != sent {
            self.0.insert(sent.to_owned(), theirs.to_owned());
        }
    }

    /// The client's spelling of a name that came back.
    #[must_use]
    pub fn restore<'a>(&'a self, sent: &'a str) -> Str<'a> {
        self.0.get(sent).map_or(sent, String::as_str).into()
    }

    /// Whether all names went out as they were.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
