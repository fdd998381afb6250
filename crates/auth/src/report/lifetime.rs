use std::time::{Duration, SystemTime};

use serde::Serialize;

use super::table::Row;
use super::{Moment, UNKNOWN, or_unknown};

/// When something ends, as seen from the moment of the report. All of it is absent where the end is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Lifetime {
    expires_at: Option<Moment>,
    seconds_remaining: Option<i64>,
    token_expired: Option<bool>,
}

impl Lifetime {
    pub(super) fn new(expires_at: Option<SystemTime>, now: SystemTime) -> Self {
        Self {
            expires_at: expires_at.map(Moment::from),
            seconds_remaining: expires_at.map(|at| seconds(at, now)),
            // "On or after" its `exp` a token is not accepted (RFC 7519, 4.1.4).
            token_expired: expires_at.map(|at| at <= now),
        }
    }

    pub(super) fn unknown() -> Self {
        Self {
            expires_at: None,
            seconds_remaining: None,
            token_expired: None,
        }
    }

    /// Its end.
    #[must_use]
    pub fn expires_at(&self) -> Option<Moment> {
        self.expires_at
    }

    /// Whole seconds until its end, negative once it is past.
    #[must_use]
    pub fn seconds_remaining(&self) -> Option<i64> {
        self.seconds_remaining
    }

    /// Whether it is past its end.
    #[must_use]
    pub fn expired(&self) -> Option<bool> {
        self.token_expired
    }

    /// `9 days, 3 hours, 26 minutes`, `Less than a minute`, `Expired 2 hours ago`, or `Unknown`.
    #[must_use]
    pub fn remaining(&self) -> String {
        let (Some(seconds), Some(expired)) = (self.seconds_remaining, self.token_expired) else {
            return UNKNOWN.to_owned();
        };
        let span = span(seconds.unsigned_abs());
        match (expired, span) {
            (false, Some(span)) => span,
            (false, None) => "Less than a minute".to_owned(),
            (true, Some(span)) => format!("Expired {span} ago"),
            (true, None) => "Expired less than a minute ago".to_owned(),
        }
    }

    /// The three rows of every report.
    pub(super) fn rows(&self) -> [Row; 3] {
        let expired = self
            .token_expired
            .map(|expired| if expired { "Yes" } else { "No" });
        [
            Row::new("Token Expired", or_unknown(expired)),
            Row::new("Expires At", or_unknown(self.expires_at)),
            Row::new("Time Remaining", self.remaining()),
        ]
    }
}

fn seconds(at: SystemTime, now: SystemTime) -> i64 {
    let whole = |span: Duration| i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
    match at.duration_since(now) {
        Ok(ahead) => whole(ahead),
        Err(past) => -whole(past.duration()),
    }
}

/// Days, hours and minutes, without those of which there are none; `None` for less than a minute.
fn span(seconds: u64) -> Option<String> {
    let minutes = seconds / 60;
    let parts = [
        (minutes / 1440, "day"),
        (minutes / 60 % 24, "hour"),
        (minutes % 60, "minute"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| {
            let plural = if count == 1 { "" } else { "s" };
            format!("{count} {unit}{plural}")
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn remaining(seconds: i64) -> String {
        let now = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let span = Duration::from_secs(seconds.unsigned_abs());
        let at = if seconds < 0 { now - span } else { now + span };
        Lifetime::new(Some(at), now).remaining()
    }

    #[test]
    fn what_remains_is_said_in_days_hours_and_minutes() {
        for (seconds, text) in [
            (
                9 * 86_400 + 3 * 3600 + 26 * 60 + 59,
                "9 days, 3 hours, 26 minutes",
            ),
            (86_400 + 3600 + 60, "1 day, 1 hour, 1 minute"),
            (2 * 86_400 + 5 * 60, "2 days, 5 minutes"),
            (3600, "1 hour"),
            (60, "1 minute"),
            (59, "Less than a minute"),
            (1, "Less than a minute"),
            (0, "Expired less than a minute ago"),
            (-59, "Expired less than a minute ago"),
            (-60, "Expired 1 minute ago"),
            (-90_000, "Expired 1 day, 1 hour ago"),
        ] {
            assert_eq!(remaining(seconds), text, "{seconds}");
        }
    }

    #[test]
    fn a_part_of_a_second_before_the_end_is_not_yet_expired() {
        let now = UNIX_EPOCH + Duration::from_secs(1000);
        let life = Lifetime::new(Some(now + Duration::from_millis(1)), now);
        assert_eq!(
            (life.expired(), life.seconds_remaining()),
            (Some(false), Some(0))
        );
        let life = Lifetime::new(Some(now), now);
        assert_eq!(life.expired(), Some(true));
    }

    #[test]
    fn an_unknown_end_is_said_as_such() {
        let life = Lifetime::new(None, SystemTime::now());
        assert!(life.rows().iter().all(|row| row.value == "Unknown"));
        let json = serde_json::to_value(life).unwrap();
        assert!(json["expires_at"].is_null() && json["token_expired"].is_null());
    }
}
