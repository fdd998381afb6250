//! The headers of answers.

use http::HeaderMap;

pub(crate) use crate::service::headers::{add, unix_seconds};

/// The organization that every answer names.
const ORGANIZATION: &str = "00000000-0000-4000-8000-000000000001";

/// The ids that every answer of the API carries (Anthropic API docs, "Response headers").
pub(crate) fn ids(headers: &mut HeaderMap, request_id: &str) {
    add(headers, "request-id", request_id);
    add(headers, "anthropic-organization-id", ORGANIZATION);
}

/// What the service's edge adds to every answer: a proxy must not hand cookies and transport rules to its own clients.
pub(crate) fn edge(headers: &mut HeaderMap, ray: &str) {
    add(headers, "server", "cloudflare");
    add(headers, "cf-ray", &format!("{ray}-ARN"));
    add(headers, "cf-cache-status", "DYNAMIC");
    add(headers, "x-robots-tag", "none");
    add(
        headers,
        "strict-transport-security",
        "max-age=31536000; includeSubDomains; preload",
    );
    let cookie =
        format!("_cfuvid={ray}; HttpOnly; SameSite=None; Secure; Path=/; Domain=api.anthropic.com");
    add(headers, "set-cookie", &cookie);
}

/// The rate limits of API keys (Anthropic API docs, "Rate limits").
pub(crate) fn key_limits(headers: &mut HeaderMap) {
    let reset = rfc3339(unix_seconds() + 60);
    for (limit, remaining, reset_name, most, left) in [
        (
            "anthropic-ratelimit-requests-limit",
            "anthropic-ratelimit-requests-remaining",
            "anthropic-ratelimit-requests-reset",
            "4000",
            "3999",
        ),
        (
            "anthropic-ratelimit-input-tokens-limit",
            "anthropic-ratelimit-input-tokens-remaining",
            "anthropic-ratelimit-input-tokens-reset",
            "2000000",
            "1999000",
        ),
        (
            "anthropic-ratelimit-output-tokens-limit",
            "anthropic-ratelimit-output-tokens-remaining",
            "anthropic-ratelimit-output-tokens-reset",
            "400000",
            "399000",
        ),
        (
            "anthropic-ratelimit-tokens-limit",
            "anthropic-ratelimit-tokens-remaining",
            "anthropic-ratelimit-tokens-reset",
            "2400000",
            "2398000",
        ),
    ] {
        add(headers, limit, most);
        add(headers, remaining, left);
        add(headers, reset_name, &reset);
    }
}

/// The plan limits of subscriptions, which are allowed for now (measured with claude 2.1.331, which reads them).
pub(crate) fn plan_limits() -> Vec<(&'static str, String)> {
    let now = unix_seconds();
    vec![
        ("anthropic-ratelimit-unified-status", "allowed".to_owned()),
        (
            "anthropic-ratelimit-unified-reset",
            (now + 3600).to_string(),
        ),
        (
            "anthropic-ratelimit-unified-representative-claim",
            "five_hour".to_owned(),
        ),
        (
            "anthropic-ratelimit-unified-fallback-percentage",
            "0.5".to_owned(),
        ),
        (
            "anthropic-ratelimit-unified-5h-status",
            "allowed".to_owned(),
        ),
        (
            "anthropic-ratelimit-unified-5h-reset",
            (now + 3600).to_string(),
        ),
        (
            "anthropic-ratelimit-unified-5h-utilization",
            "0.25".to_owned(),
        ),
        (
            "anthropic-ratelimit-unified-7d-status",
            "allowed".to_owned(),
        ),
        (
            "anthropic-ratelimit-unified-7d-reset",
            (now + 3 * 86_400).to_string(),
        ),
        (
            "anthropic-ratelimit-unified-7d-utilization",
            "0.4".to_owned(),
        ),
        (
            "anthropic-ratelimit-unified-overage-status",
            "rejected".to_owned(),
        ),
        (
            "anthropic-ratelimit-unified-overage-disabled-reason",
            "org_level_disabled".to_owned(),
        ),
    ]
}

/// The same, when the five hours are used up.
pub(crate) fn plan_limits_rejected() -> Vec<(&'static str, String)> {
    let used_up = [
        ("anthropic-ratelimit-unified-status", "rejected"),
        ("anthropic-ratelimit-unified-5h-status", "rejected"),
        ("anthropic-ratelimit-unified-5h-utilization", "1.0"),
    ];
    let mut limits = plan_limits();
    for (name, value) in &mut limits {
        if let Some((_, worse)) = used_up.iter().find(|(other, _)| other == name) {
            *value = (*worse).to_owned();
        }
    }
    limits
}

/// Unix seconds as RFC 3339 in UTC.
pub(crate) fn rfc3339(seconds: u64) -> String {
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    // Years are counted from March, so that the leap day is a year's last (Hinnant, "chrono-Compatible Low-Level Date
    // Algorithms"); days count from 0000-03-01.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        time / 3600,
        time / 60 % 60,
        time % 60
    )
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn dates_follow_the_calendar() {
        for (seconds, date) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_796_169_599, "2026-12-01T23:59:59Z"),
        ] {
            assert_eq!(rfc3339(seconds), date);
        }
    }
}
