//! Sizes and times with their units.

use std::time::Duration;

use super::{Raw, Refusal};

const SIZE: &str = "a size from 1 byte to 512 MiB, such as 1048576 or \"64 MiB\"";
/// What all requests together may hold; one body cannot be larger.
const LARGEST: u64 = 512 << 20;

const TIME: &str = "a time from 0 s to 1 h, such as 10, \"10 s\" or \"1 min\"";
const LONGEST: Duration = Duration::from_secs(3600);

/// A number of bytes: an integer, or text with a unit (kB, MB, GB by 1000; KiB, MiB, GiB by 1024).
pub(crate) fn size(raw: &Raw) -> Result<u64, Refusal> {
    let bytes = match raw {
        Raw::Integer(number) => u64::try_from(*number).ok(),
        _ => raw.text().and_then(split).and_then(|(number, unit)| {
            let factor = match unit.to_ascii_lowercase().as_str() {
                "" | "b" => 1,
                "kb" => 1000,
                "mb" => 1_000_000,
                "gb" => 1_000_000_000,
                "kib" => 1 << 10,
                "mib" => 1 << 20,
                "gib" => 1 << 30,
                _ => return None,
            };
            number.checked_mul(factor)
        }),
    };
    bytes
        .filter(|bytes| (1..=LARGEST).contains(bytes))
        .ok_or_else(|| Refusal::must(SIZE, raw))
}

/// A time: whole seconds, or text with a unit (ms, s, min, h).
pub(crate) fn duration(raw: &Raw) -> Result<Duration, Refusal> {
    let millis = match raw {
        Raw::Integer(number) => u64::try_from(*number)
            .ok()
            .and_then(|s| s.checked_mul(1000)),
        _ => raw.text().and_then(split).and_then(|(number, unit)| {
            let factor = match unit {
                "ms" => 1,
                "" | "s" | "sec" | "second" | "seconds" => 1000,
                "min" | "minute" | "minutes" => 60_000,
                "h" | "hour" | "hours" => 3_600_000,
                _ => return None,
            };
            number.checked_mul(factor)
        }),
    };
    millis
        .map(Duration::from_millis)
        .filter(|time| *time <= LONGEST)
        .ok_or_else(|| Refusal::must(TIME, raw))
}

/// A whole number and the unit after it.
fn split(text: &str) -> Option<(u64, &str)> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.trim_start()))
}
