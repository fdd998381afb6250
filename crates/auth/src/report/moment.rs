use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The last second of the year 9999: RFC 3339 has no later one.
const LAST: i64 = 253_402_300_799;

/// A second in UTC, from 1970 to 9999; what lies beyond becomes the nearest of them.
///
/// For people it is `2025-08-22 11:53:34 UTC`, for programs `2025-08-22T11:53:34Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(OffsetDateTime);

impl Moment {
    /// Reads RFC 3339.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        Some(Self::of_seconds(moment.unix_timestamp()))
    }

    fn of_seconds(seconds: i64) -> Self {
        let seconds = seconds.clamp(0, LAST);
        Self(OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH))
    }
}

impl From<SystemTime> for Moment {
    fn from(at: SystemTime) -> Self {
        let seconds = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Self::of_seconds(i64::try_from(seconds).unwrap_or(i64::MAX))
    }
}

impl From<Moment> for SystemTime {
    fn from(moment: Moment) -> Self {
        moment.0.into()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.0.date(), self.0.time());
        write!(
            f,
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC",
            date.year(),
            u8::from(date.month()),
            date.day(),
            time.hour(),
            time.minute(),
            time.second()
        )
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.format(&Rfc3339).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn people_and_programs_read_the_same_second() {
        let moment = Moment::from(UNIX_EPOCH + Duration::from_millis(1_755_863_614_999));
        assert_eq!(moment.to_string(), "2025-08-22 11:53:34 UTC");
        let json = serde_json::to_string(&moment).unwrap();
        assert_eq!(json, r#""2025-08-22T11:53:34Z""#);
        assert_eq!(Moment::parse("2025-08-22T13:53:34+02:00"), Some(moment));
        assert_eq!(Moment::parse("yesterday"), None);
    }

    #[test]
    fn a_time_that_no_calendar_has_is_the_last_one_that_it_has() {
        let far = UNIX_EPOCH + Duration::from_secs(1 << 60);
        assert_eq!(Moment::from(far).to_string(), "9999-12-31 23:59:59 UTC");
        let before = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(Moment::from(before).to_string(), "1970-01-01 00:00:00 UTC");
    }
}
