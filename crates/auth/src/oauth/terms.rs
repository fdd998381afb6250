//! What a person is told before they log in to Claude this way, and their yes.

use std::time::SystemTime;

/// The notice: what Anthropic's terms say (the page behind [`LINK`]), and which ways always work.
pub const NOTICE: &str = "Anthropic’s terms keep this login for Claude Code and Anthropic’s own apps, and do not permit \
    other programs to offer it or to send requests with it; Anthropic may refuse such requests. An API key, or Claude \
    Code that you sign in to yourself, are the ways that always work.";

/// Where the terms stand.
pub const LINK: &str = "https://code.claude.com/docs/en/legal-and-compliance";

/// A person's yes to [`NOTICE`]. A Claude login cannot begin without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    pub(crate) at: SystemTime,
}

impl Accepted {
    /// They read the notice, and said yes just now.
    #[must_use]
    pub fn now() -> Self {
        Self::at(SystemTime::now())
    }

    /// When.
    #[must_use]
    pub fn when(self) -> SystemTime {
        self.at
    }

    /// They said yes at that time, as a stored login remembers it.
    #[must_use]
    pub fn at(at: SystemTime) -> Self {
        Self { at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notice_is_two_sentences_and_names_the_ways_that_always_work() {
        assert_eq!(NOTICE.matches(". ").count() + 1, 2);
        assert!(NOTICE.contains("API key") && NOTICE.contains("Claude Code"));
        assert!(LINK.starts_with("https://"));
    }
}
