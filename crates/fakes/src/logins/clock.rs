//! The servers' own time, which tests move forward.

use std::time::{SystemTime, UNIX_EPOCH};

/// Unix time, and how far ahead of the machine's clock this one is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    ahead: i64,
}

impl Clock {
    /// Unix seconds.
    pub(crate) fn now(self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = since.map_or(0, |since| {
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        });
        now.saturating_add(self.ahead)
    }

    /// Moves it forward.
    pub(crate) fn advance(&mut self, seconds: i64) {
        self.ahead = self.ahead.saturating_add(seconds);
    }
}
