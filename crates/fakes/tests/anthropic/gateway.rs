//! The gateway's name on the wire, and canaries.

use bytes::Bytes;
use fakes::anthropic::{Anthropic, Config, Wire};
use http::{HeaderMap, HeaderName, Request, StatusCode};
use http_body_util::BodyExt;

use crate::support::hello;

fn gateway() -> Anthropic {
    let wire = Wire::Gateway {
        version: "0.1.0".to_owned(),
    };
    Anthropic::new(Config {
        wire,
        canaries: vec!["sk-client-secret".to_owned()],
        ..Config::default()
    })
}

/// A request as the gateway sends it.
fn request() -> Request<Bytes> {
    Request::post("/v1/messages")
        .header("host", "api.anthropic.com")
        .header("user-agent", "ccproxy/0.1.0")
        .header("accept", "text/event-stream")
        .header("accept-encoding", "identity")
        .header("content-type", "application/json")
        .header("content-length", "2")
        .header("anthropic-version", "2023-06-01")
        .header("anthropic-beta", "one")
        .header("anthropic-beta", "two")
        .header("x-api-key", "upstream-key")
        .body(Bytes::from(hello().to_string()))
        .unwrap()
}

#[tokio::test]
async fn the_gateways_own_request_passes() {
    let fake = gateway();
    assert_eq!(fake.answer(request()).await.status(), StatusCode::OK);
    assert!(fake.violations().is_empty());
}

#[tokio::test]
async fn anything_else_is_refused_and_kept() {
    let changes: &[(&str, &str, &str)] = &[
        (
            "user-agent",
            "claude-cli/2.1.331 (external, cli)",
            "user-agent",
        ),
        ("user-agent", "ccproxy/0.1.1", "user-agent"),
        ("x-app", "cli", "x-app"),
        ("x-stainless-lang", "python", "x-stainless-lang"),
        ("x-claude-code-session-id", "1", "x-claude-code-session-id"),
        ("cookie", "a=b", "cookie"),
        ("origin", "http://example.com", "origin"),
        ("x-forwarded-for", "10.0.0.1", "x-forwarded-for"),
        ("transfer-encoding", "chunked", "chunked"),
        ("accept-encoding", "gzip", "accept-encoding"),
        (
            "authorization",
            "Bearer other",
            "both x-api-key and authorization",
        ),
        ("idempotency-key", "has sk-client-secret in it", "canary"),
    ];
    for (name, value, named) in changes {
        let fake = gateway();
        let mut request = request();
        request
            .headers_mut()
            .insert(HeaderName::from_static(name), value.parse().unwrap());
        let answer = fake.answer(request).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{name}");
        let reason = answer.into_body().collect().await.unwrap().to_bytes();
        let reason = String::from_utf8(reason.to_vec()).unwrap();
        assert!(
            reason.contains(named) && !reason.contains("sk-client-secret"),
            "{name}: {reason}"
        );
        assert_eq!(fake.violations().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn repeated_headers_and_canaries_in_the_path_are_violations() {
    let fake = gateway();
    let mut repeated = request();
    let headers: &mut HeaderMap = repeated.headers_mut();
    headers.append("accept", "application/json".parse().unwrap());
    assert_eq!(
        fake.answer(repeated).await.status(),
        StatusCode::BAD_REQUEST
    );
    let mut path = request();
    *path.uri_mut() = "/v1/messages?key=sk-client-secret".parse().unwrap();
    assert_eq!(fake.answer(path).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(fake.violations().len(), 2);
    fake.reset();
    assert!(fake.violations().is_empty());
}

#[tokio::test]
async fn openai_feature_headers_pass() {
    let mut with_feature = request();
    with_feature
        .headers_mut()
        .insert("openai-beta", "x".parse().unwrap());
    with_feature
        .headers_mut()
        .insert("idempotency-key", "k".parse().unwrap());
    assert_eq!(
        gateway().answer(with_feature).await.status(),
        StatusCode::OK
    );
}
