//! Credentials, versions, content types, sizes and paths.

use bytes::Bytes;
use fakes::anthropic::{Anthropic, Config, Mode};
use http::{HeaderMap, Method, Request, StatusCode};
use serde_json::Value;

use crate::support::{hello, post, read_json};

async fn with_headers(config: Config, change: impl FnOnce(&mut HeaderMap)) -> (u16, String) {
    let mut request = post("/v1/messages", &hello());
    change(request.headers_mut());
    let (status, answer) = read_json(Anthropic::new(config).answer(request).await).await;
    (
        status.as_u16(),
        answer["error"]["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    )
}

fn put(headers: &mut HeaderMap, name: &'static str, value: &str) {
    headers.insert(name, value.parse().unwrap());
}

#[tokio::test]
async fn a_credential_is_needed() {
    let keyed = || Config {
        require_key: Some("right".to_owned()),
        ..Config::default()
    };
    let without = with_headers(Config::default(), |headers| {
        headers.remove("x-api-key");
    })
    .await;
    assert_eq!(without, (401, "x-api-key header is required".to_owned()));
    let wrong = with_headers(keyed(), |headers| put(headers, "x-api-key", "wrong")).await;
    assert_eq!(wrong, (401, "invalid x-api-key".to_owned()));
    assert_eq!(
        with_headers(keyed(), |headers| put(headers, "x-api-key", "right"))
            .await
            .0,
        200
    );
    let bearer = with_headers(keyed(), |headers| {
        headers.remove("x-api-key");
        put(headers, "authorization", "Bearer right");
    });
    assert_eq!(bearer.await.0, 200);
}

#[tokio::test]
async fn a_subscription_token_needs_its_beta() {
    let token = |headers: &mut HeaderMap| {
        headers.remove("x-api-key");
        put(headers, "authorization", "Bearer sk-ant-oat01-fake");
    };
    assert_eq!(with_headers(Config::default(), token).await.0, 401);
    let with_beta = with_headers(Config::default(), |headers| {
        token(headers);
        put(
            headers,
            "anthropic-beta",
            "claude-code-20250219, oauth-2025-04-20",
        );
    });
    assert_eq!(with_beta.await.0, 200);
    let as_key = with_headers(Config::default(), |headers| {
        put(headers, "x-api-key", "sk-ant-oat01-fake");
    });
    assert_eq!(as_key.await.0, 401);
}

#[tokio::test]
async fn version_and_content_type_are_checked() {
    for (name, value, status) in [
        ("anthropic-version", None, 400),
        ("anthropic-version", Some("2020-01-01"), 400),
        ("anthropic-version", Some("2026-10-21"), 200),
        ("content-type", None, 400),
        ("content-type", Some("text/plain"), 400),
        (
            "content-type",
            Some("application/json; charset=utf-16"),
            400,
        ),
        ("content-type", Some("application/json; charset=UTF-8"), 200),
    ] {
        let answered = with_headers(Config::default(), |headers| {
            headers.remove(name);
            if let Some(value) = value {
                put(headers, name, value);
            }
        });
        assert_eq!(answered.await.0, status, "{name}: {value:?}");
    }
}

#[tokio::test]
async fn a_lenient_fake_takes_any_json() {
    let fake = Anthropic::new(Config {
        mode: Mode::Lenient,
        ..Config::default()
    });
    let request = |body: &'static str| {
        Request::post("/v1/messages")
            .body(Bytes::from(body))
            .unwrap()
    };
    assert_eq!(
        fake.answer(request("{\"anything\":1}")).await.status(),
        StatusCode::OK
    );
    assert_eq!(
        fake.answer(request("{")).await.status(),
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn bodies_that_do_not_parse_are_located() {
    let mut request = post("/v1/messages", &hello());
    *request.body_mut() = Bytes::from("{\n  \"model\": nope}");
    let (status, answer) = read_json(Anthropic::new(Config::default()).answer(request).await).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.ends_with("line 2 column 13 (char 14)"), "{message}");
}

#[tokio::test]
async fn bodies_that_are_too_large_are_refused() {
    let fake = Anthropic::new(Config {
        max_body: 50,
        ..Config::default()
    });
    let (status, answer) = read_json(fake.answer(post("/v1/messages", &hello())).await).await;
    assert_eq!(
        (status.as_u16(), &answer["error"]["type"]),
        (413, &Value::from("request_too_large"))
    );
}

#[tokio::test]
async fn paths_and_methods_are_checked() {
    for (method, path, status) in [
        (Method::HEAD, "/", 200),
        (Method::GET, "/", 404),
        (Method::GET, "/v1/messages", 405),
        (Method::POST, "/v1/complete", 404),
        (Method::POST, "/v1/messages?beta=true", 200),
    ] {
        let mut request = post(path, &hello());
        *request.method_mut() = method.clone();
        let answer = Anthropic::new(Config::default()).answer(request).await;
        assert_eq!(answer.status().as_u16(), status, "{method} {path}");
    }
}
