//! A plan that is used up stays so for hours: the client is told not to try again, and when it may.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use formats::ErrorKind;
use formats::responses::error;
use http::header::RETRY_AFTER;
use http::{HeaderValue, Response, StatusCode};
use serde::Deserialize;

use crate::{Answer, PlanLimits};

/// An error of more bytes is none of these.
const LIMIT: usize = 64 << 10;

#[derive(Deserialize)]
struct Body {
    error: Option<Fault>,
}

/// When the plan's window begins anew (source: openai/codex, `codex-api/src/api_bridge.rs`).
#[derive(Default, Deserialize)]
struct Fault {
    resets_at: Option<f64>,
    resets_in_seconds: Option<f64>,
}

/// Adds what an SDK needs to know to a refusal for a plan's sake; anything else stays as it is.
pub(crate) async fn explain(
    response: Response<Answer>,
    limits: Option<&PlanLimits>,
) -> Response<Answer> {
    let status = response.status();
    if !matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::FORBIDDEN
    ) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let body = match body.whole(LIMIT).await {
        Ok(body) => body,
        Err(answer) => return Response::from_parts(head, answer),
    };
    // What a refusal means is the format's to know.
    let kind = error::decode(status.as_u16(), &body).kind;
    if matches!(kind, ErrorKind::PlanLimit | ErrorKind::Permission) {
        head.headers
            .insert("x-should-retry", HeaderValue::from_static("false"));
        let now = SystemTime::now();
        // What is not allowed does not become so when a window begins anew.
        let limits = limits.filter(|_| status == StatusCode::TOO_MANY_REQUESTS);
        let wait = wait(&fault(&body), now).or_else(|| limits?.wait(now));
        if let Some(seconds) = wait {
            head.headers
                .entry(RETRY_AFTER)
                .or_insert(HeaderValue::from(seconds));
        }
    }
    Response::from_parts(head, Answer::Whole(Some(body)))
}

fn fault(body: &Bytes) -> Fault {
    let body = serde_json::from_slice::<Body>(body).ok();
    body.and_then(|body| body.error).unwrap_or_default()
}

/// Whole seconds until the plan's window begins anew, as the refusal says.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded: a float becomes the nearest number that fits"
)]
fn wait(fault: &Fault, now: SystemTime) -> Option<u64> {
    if let Some(seconds) = fault.resets_in_seconds {
        return (seconds >= 0.0).then_some(seconds.ceil() as u64);
    }
    let at = fault.resets_at.filter(|at| *at > 0.0)?.ceil() as u64;
    at.checked_sub(now.duration_since(UNIX_EPOCH).ok()?.as_secs())
}

#[cfg(test)]
mod tests {
    use http::header::CONTENT_LENGTH;
    use http_body_util::BodyExt;

    use super::*;

    async fn told(status: u16, body: &str, limits: Option<&PlanLimits>) -> http::HeaderMap {
        let response = Response::builder()
            .status(status)
            .header(CONTENT_LENGTH, body.len())
            .body(Answer::Whole(Some(Bytes::copy_from_slice(body.as_bytes()))))
            .unwrap();
        let (head, said) = explain(response, limits).await.into_parts();
        assert_eq!(said.collect().await.unwrap().to_bytes(), body);
        head.headers
    }

    #[tokio::test]
    async fn a_plan_that_is_used_up_is_told_with_its_end() {
        let headers = told(
            429,
            r#"{"error":{"type":"usage_limit_reached","message":"m","resets_in_seconds":71.2}}"#,
            None,
        )
        .await;
        assert_eq!(headers["x-should-retry"], "false");
        assert_eq!(headers[RETRY_AFTER], "72");
        let headers = told(
            403,
            r#"{"error":{"code":"subscription_sharing_user_not_eligible"}}"#,
            None,
        )
        .await;
        assert_eq!(headers["x-should-retry"], "false");
        assert!(!headers.contains_key(RETRY_AFTER));
    }

    #[tokio::test]
    async fn only_a_limit_ends_with_its_window() {
        let full = crate::Window {
            used: 100.0,
            minutes: None,
            resets_at: Some(u64::MAX),
        };
        let limits = PlanLimits {
            primary: Some(full),
            secondary: None,
        };
        for (status, ends) in [(429, true), (403, false)] {
            let body = r#"{"error":{"type":"usage_not_included","message":"m"}}"#;
            let headers = told(status, body, Some(&limits)).await;
            assert_eq!(headers.contains_key(RETRY_AFTER), ends, "{status}");
        }
    }

    #[tokio::test]
    async fn a_refusal_that_is_too_large_to_be_one_loses_nothing() {
        let body = "x".repeat(LIMIT + 1);
        let headers = told(429, &body, None).await;
        assert!(!headers.contains_key("x-should-retry"));
    }

    #[tokio::test]
    async fn a_burst_may_be_tried_again() {
        for body in [
            r#"{"error":{"type":"rate_limit_exceeded"}}"#,
            r#"{"detail":"slow down"}"#,
            "not JSON",
        ] {
            let headers = told(429, body, None).await;
            assert!(!headers.contains_key("x-should-retry"), "{body}");
        }
    }
}
