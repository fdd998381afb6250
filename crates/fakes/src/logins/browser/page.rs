//! A page as it was loaded.

use crate::logins::html;

/// A page: where, with which status, and what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub url: String,
    /// Its status; 0 where nobody answered.
    pub status: u16,
    /// What it says, as it came.
    pub text: String,
    pub(crate) location: Option<String>,
    pub(crate) cookies: Vec<String>,
}

impl Page {
    /// What the page shows for copying: the text of its first `<code>`.
    pub fn code(&self) -> Option<String> {
        let (_, rest) = self.text.split_once("<code>")?;
        let (code, _) = rest.split_once("</code>")?;
        Some(html::unescape(code))
    }

    pub(crate) fn has_code(&self) -> bool {
        self.code().is_some()
    }
}
