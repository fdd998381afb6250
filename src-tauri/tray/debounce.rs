//! A click that comes twice counts once.

use std::time::{Duration, Instant};

/// Longer than the two presses of a double click are apart, shorter than a change of mind.
const PAUSE: Duration = Duration::from_millis(400);

/// Remembers the last click.
#[derive(Debug, Default)]
pub(crate) struct Debounce {
    last: Option<(String, Instant)>,
}

impl Debounce {
    /// Whether this click on this line counts.
    pub(crate) fn accepts(&mut self, id: &str, now: Instant) -> bool {
        let repeated = self
            .last
            .as_ref()
            .is_some_and(|(last, then)| last == id && now.saturating_duration_since(*then) < PAUSE);
        if !repeated {
            self.last = Some((id.to_owned(), now));
        }
        !repeated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_double_click_counts_once() {
        let mut clicks = Debounce::default();
        let start = Instant::now();
        assert!(clicks.accepts("power", start));
        assert!(!clicks.accepts("power", start + Duration::from_millis(399)));
        assert!(clicks.accepts("power", start + Duration::from_millis(401)));
    }

    #[test]
    fn another_line_counts_at_once() {
        let mut clicks = Debounce::default();
        let start = Instant::now();
        assert!(clicks.accepts("power", start));
        assert!(clicks.accepts("quit", start));
        assert!(clicks.accepts("power", start));
    }
}
