//! What a ChatGPT plan has left, as its backend says it beside each answer.

mod events;

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use arc_swap::ArcSwapOption;
use http::HeaderMap;

pub(crate) use events::Watch;
pub use events::Watched;

/// What a plan's backend last said, for all that ask it with one login.
#[derive(Debug, Default)]
pub struct LastLimits(ArcSwapOption<PlanLimits>);

impl LastLimits {
    pub(crate) fn tell(&self, limits: PlanLimits) {
        self.0.store(Some(Arc::new(limits)));
    }

    pub(crate) fn last(&self) -> Option<Arc<PlanLimits>> {
        self.0.load_full()
    }
}

/// The limits of a plan (source: openai/codex, `codex-api/src/rate_limits.rs`).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlanLimits {
    /// The shorter window, some hours.
    pub primary: Option<Window>,
    /// The longer one, some days.
    pub secondary: Option<Window>,
}

/// One window of a plan's limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// How much of it is used, in percent.
    pub used: f64,
    /// How long it is, in minutes.
    pub minutes: Option<u64>,
    /// When it begins anew, in Unix seconds.
    pub resets_at: Option<u64>,
}

impl PlanLimits {
    /// Reads the headers of an answer; `None` if they say nothing of limits.
    pub(crate) fn read(headers: &HeaderMap) -> Option<Self> {
        let limits = Self {
            primary: window(headers, "primary"),
            secondary: window(headers, "secondary"),
        };
        (limits != Self::default()).then_some(limits)
    }

    /// How many seconds it takes until every window that is used up has begun anew.
    pub(crate) fn wait(&self, now: SystemTime) -> Option<u64> {
        let now = now.duration_since(UNIX_EPOCH).ok()?.as_secs();
        [self.primary, self.secondary]
            .into_iter()
            .flatten()
            .filter(|window| window.used >= 100.0)
            .filter_map(|window| window.resets_at?.checked_sub(now))
            .max()
    }
}

fn window(headers: &HeaderMap, name: &str) -> Option<Window> {
    let said = |what: &str| {
        let value = headers.get(format!("x-codex-{name}-{what}"))?;
        value.to_str().ok()
    };
    Some(Window {
        used: said("used-percent")?
            .parse()
            .ok()
            .filter(|used: &f64| used.is_finite())?,
        minutes: said("window-minutes").and_then(|text| text.parse().ok()),
        resets_at: said("reset-at").and_then(|text| text.parse().ok()),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    http::HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn the_wait_is_for_the_last_window_that_is_used_up() {
        let read = PlanLimits::read(&headers(&[
            ("x-codex-primary-used-percent", "100.0"),
            ("x-codex-primary-window-minutes", "300"),
            ("x-codex-primary-reset-at", "1000"),
            ("x-codex-secondary-used-percent", "100"),
            ("x-codex-secondary-reset-at", "5000"),
        ]))
        .unwrap();
        assert_eq!(read.primary.unwrap().minutes, Some(300));
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(read.wait(at(900)), Some(4100));
        assert_eq!(read.wait(at(2000)), Some(3000));
        assert_eq!(read.wait(at(6000)), None);
    }

    #[test]
    fn what_is_no_number_is_not_read() {
        for value in ["", "NaN", "much", "inf"] {
            let read = PlanLimits::read(&headers(&[("x-codex-primary-used-percent", value)]));
            assert_eq!(read, None, "{value}");
        }
        assert_eq!(PlanLimits::read(&HeaderMap::new()), None);
    }
}
