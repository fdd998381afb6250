//! The headers of answers.

use http::HeaderMap;
use serde_json::{Value, json};

pub(crate) use crate::service::headers::{add, unix_seconds};

/// The version of the list of models, for `etag` and `x-models-etag`.
pub(crate) const MODELS_ETAG: &str = "\"fake-models-1\"";

/// The ids and times that every answer carries (OpenAI API docs, "Debugging requests").
pub(crate) fn ids(headers: &mut HeaderMap, request_id: &str) {
    add(headers, "x-request-id", request_id);
    add(headers, "openai-processing-ms", "42");
}

/// What the API adds: whose key it was, and its rate limits (OpenAI API docs, "Rate limits in headers").
pub(crate) fn api(headers: &mut HeaderMap) {
    for (name, value) in [
        ("openai-organization", "org-fake"),
        ("openai-version", "2020-10-01"),
        ("x-ratelimit-limit-requests", "10000"),
        ("x-ratelimit-limit-tokens", "2000000"),
        ("x-ratelimit-remaining-requests", "9999"),
        ("x-ratelimit-remaining-tokens", "1999000"),
        ("x-ratelimit-reset-requests", "6ms"),
        ("x-ratelimit-reset-tokens", "30ms"),
    ] {
        add(headers, name, value);
    }
}

/// What the service's edge adds to every answer: a proxy must not hand cookies and transport rules to its own clients.
pub(crate) fn edge(headers: &mut HeaderMap, ray: &str, domain: &str) {
    add(headers, "server", "cloudflare");
    add(headers, "cf-ray", &format!("{ray}-ARN"));
    add(headers, "cf-cache-status", "DYNAMIC");
    add(headers, "alt-svc", "h3=\":443\"; ma=86400");
    add(
        headers,
        "strict-transport-security",
        "max-age=31536000; includeSubDomains; preload",
    );
    let cookie = format!("_cfuvid={ray}; HttpOnly; SameSite=None; Secure; Path=/; Domain={domain}");
    add(headers, "set-cookie", &cookie);
}

/// A window of the plan's limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    pub(crate) used_percent: f64,
    pub(crate) minutes: u64,
    /// Unix seconds.
    pub(crate) reset_at: u64,
}

/// The five hours and the week.
pub(crate) fn windows() -> [Window; 2] {
    let now = unix_seconds();
    [(25.0, 300, 900), (40.0, 10_080, 90_000)].map(|(used_percent, minutes, left)| Window {
        used_percent,
        minutes,
        reset_at: now + left,
    })
}

/// The same when the five hours are used up.
pub(crate) fn exhausted() -> [Window; 2] {
    let [primary, secondary] = windows();
    let used_up = Window {
        used_percent: 100.0,
        reset_at: unix_seconds() + 3600,
        ..primary
    };
    [used_up, secondary]
}

/// The limits of the Codex backend as headers (openai/codex, `rate_limits.rs`).
pub(crate) fn limits(windows: [Window; 2], plan: &str) -> Vec<(&'static str, String)> {
    let [primary, secondary] = windows;
    vec![
        ("x-codex-plan-type", plan.to_owned()),
        (
            "x-codex-primary-used-percent",
            primary.used_percent.to_string(),
        ),
        (
            "x-codex-primary-window-minutes",
            primary.minutes.to_string(),
        ),
        ("x-codex-primary-reset-at", primary.reset_at.to_string()),
        (
            "x-codex-secondary-used-percent",
            secondary.used_percent.to_string(),
        ),
        (
            "x-codex-secondary-window-minutes",
            secondary.minutes.to_string(),
        ),
        ("x-codex-secondary-reset-at", secondary.reset_at.to_string()),
        ("x-codex-credits-has-credits", "False".to_owned()),
        ("x-codex-credits-unlimited", "False".to_owned()),
        ("x-codex-credits-balance", "0".to_owned()),
    ]
}

/// The same as the event `codex.rate_limits` (openai/codex, `responses_websocket.rs`).
pub(crate) fn limits_event(windows: [Window; 2], plan: &str) -> Value {
    let [primary, secondary] = windows.map(|window| {
        json!({
            "used_percent": window.used_percent,
            "window_minutes": window.minutes,
            "reset_at": window.reset_at,
        })
    });
    json!({
        "plan_type": plan,
        "rate_limits": { "primary": primary, "secondary": secondary },
        "credits": { "has_credits": false, "unlimited": false, "balance": "0" },
        "metered_limit_name": null,
    })
}
