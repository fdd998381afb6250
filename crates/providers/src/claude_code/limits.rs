//! What a plan has left, as the command says it and as the API's headers say it.

use std::time::{SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;

use crate::{PlanLimits, Window};

/// `rate_limit_info` of a `rate_limit_event` line (measured with claude 2.1.331).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Limits {
    status: Option<String>,
    resets_at: Option<u64>,
    rate_limit_type: Option<String>,
    overage_status: Option<String>,
    overage_disabled_reason: Option<String>,
    unified_windows: Windows,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Windows {
    five_hour: Option<One>,
    seven_day: Option<One>,
}

/// One window.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct One {
    /// From 0 to 1.
    utilization: Option<f64>,
    /// Unix seconds.
    resets_at: Option<u64>,
    status: Option<String>,
}

impl Limits {
    /// Whether the plan's limit is used up.
    pub(super) fn rejected(&self) -> bool {
        self.status.as_deref() == Some("rejected")
    }

    /// Whether it is about the plan. A burst of requests is rejected too, with nothing that says until when (measured with
    /// claude 2.1.331).
    pub(super) fn is_the_plans(&self) -> bool {
        !self.rejected() || self.resets_at.is_some()
    }

    /// In how many seconds the limit begins anew.
    pub(super) fn wait(&self, now: SystemTime) -> Option<u64> {
        let now = now.duration_since(UNIX_EPOCH).ok()?.as_secs();
        self.resets_at?.checked_sub(now)
    }

    /// Writes the headers that the API gives to subscriptions (names measured with claude 2.1.331, which reads them).
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        let mut say = |name: &str, value: Option<String>| {
            let name = HeaderName::try_from(format!("anthropic-ratelimit-unified-{name}"));
            let value = value.and_then(|value| HeaderValue::try_from(value).ok());
            if let (Ok(name), Some(value)) = (name, value) {
                headers.insert(name, value);
            }
        };
        say("status", self.status.clone());
        say("reset", self.resets_at.map(|at| at.to_string()));
        say("representative-claim", self.rate_limit_type.clone());
        say("overage-status", self.overage_status.clone());
        say(
            "overage-disabled-reason",
            self.overage_disabled_reason.clone(),
        );
        let windows = [
            ("5h", &self.unified_windows.five_hour),
            ("7d", &self.unified_windows.seven_day),
        ];
        for (name, window) in windows {
            let Some(window) = window else { continue };
            say(&format!("{name}-status"), window.status.clone());
            say(
                &format!("{name}-reset"),
                window.resets_at.map(|at| at.to_string()),
            );
            say(
                &format!("{name}-utilization"),
                window.utilization.map(|used| used.to_string()),
            );
        }
    }

    /// The same for the window and for `doctor`.
    pub(super) fn plan(&self) -> PlanLimits {
        PlanLimits {
            primary: window(self.unified_windows.five_hour.as_ref(), 5 * 60),
            secondary: window(self.unified_windows.seven_day.as_ref(), 7 * 24 * 60),
        }
    }
}

fn window(one: Option<&One>, minutes: u64) -> Option<Window> {
    let one = one?;
    Some(Window {
        used: one.utilization.filter(|used| used.is_finite())? * 100.0,
        minutes: Some(minutes),
        resets_at: one.resets_at,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_no_limit_of_the_plans() {
        let limits = |said| serde_json::from_str::<Limits>(said).unwrap();
        assert!(!limits(r#"{"status":"rejected"}"#).is_the_plans());
        assert!(limits(r#"{"status":"rejected","resetsAt":1100}"#).is_the_plans());
        assert!(limits(r#"{"status":"allowed"}"#).is_the_plans());
    }

    #[test]
    fn what_the_command_says_of_limits_becomes_the_apis_headers() {
        let said = r#"{"status":"rejected","resetsAt":1100,"rateLimitType":"five_hour","overageStatus":"rejected",
            "unifiedWindows":{"five_hour":{"utilization":1,"resetsAt":1100,"status":"rejected"},
            "seven_day":{"utilization":0.4,"resetsAt":9000,"status":"allowed"}},"new":{}}"#;
        let limits: Limits = serde_json::from_str(said).unwrap();
        let mut headers = HeaderMap::new();
        limits.tell(&mut headers);
        assert_eq!(headers["anthropic-ratelimit-unified-status"], "rejected");
        assert_eq!(headers["anthropic-ratelimit-unified-5h-utilization"], "1");
        assert_eq!(headers["anthropic-ratelimit-unified-7d-reset"], "9000");
        assert_eq!(
            limits.wait(UNIX_EPOCH + Duration::from_secs(1000)),
            Some(100)
        );
        assert!((limits.plan().primary.unwrap().used - 100.0).abs() < 1e-9);
    }
}
