//! Web pages: refused unless their origin is listed; only listed origins get CORS answers.

use anyhow::{Context as _, Result, ensure};
use e2e::messages;
use e2e::stage::{Stage, TOKEN};
use e2e::wire::{Answer, Request};

use crate::{refused, request_with, served};

const LISTED: &str = "https://app.example";

async fn stage() -> Result<Stage> {
    Stage::with(&[], |setup| {
        setup.env("SERVER__ALLOWED_ORIGINS", r#"["https://app.example"]"#)
    })
    .await
}

fn cors_headers(answer: &Answer) -> Vec<&str> {
    let names = answer.headers.iter().map(|(name, _)| name.as_str());
    names
        .filter(|name| name.starts_with("access-control-"))
        .collect()
}

#[tokio::test]
async fn foreign_pages_are_refused() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    let own = format!("http://{to}");
    for headers in [
        &[("origin", "https://evil.test")][..],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", "http://localhost")],
        &[("origin", own.as_str())],
        &[("origin", "file://")],
        &[("origin", "https://app.example.evil.test")],
        &[("origin", "http://app.example")],
        &[("origin", "https://app.example:8443")],
        &[("origin", "https://app.example/")],
        &[("origin", "https://app.example https://evil.test")],
        &[("origin", LISTED), ("origin", "https://evil.test")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "no-cors"),
        ],
        &[("sec-fetch-site", "nonsense")],
    ] {
        refused(to, headers, 403, "permission_error").await?;
        let answer = request_with(to, headers).send(to).await?;
        ensure!(cors_headers(&answer).is_empty(), "{headers:?}: {answer:?}");
    }
    stage.close().await
}

#[tokio::test]
async fn programs_and_listed_pages_pass() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    served(to, &[("sec-fetch-site", "none")]).await?;
    let headers = [("origin", LISTED), ("sec-fetch-site", "cross-site")];
    let answer = request_with(to, &headers).send(to).await?;
    ensure!(answer.status == 200, "{}", answer.text());
    ensure!(answer.header("access-control-allow-origin") == Some(LISTED));
    let vary = answer.header("vary").unwrap_or_default();
    ensure!(vary.to_ascii_lowercase().contains("origin"), "vary: {vary}");
    ensure!(answer.header("access-control-allow-credentials").is_none());
    stage.close().await
}

#[tokio::test]
async fn a_listed_page_can_read_its_refusal() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    let request = Request::new("POST", "/v1/messages", to)
        .header("origin", LISTED)
        .header("x-api-key", "wrong")
        .json(&messages::body("text"));
    let answer = request.send(to).await?;
    messages::refusal(&answer, 401, "authentication_error")?;
    ensure!(answer.header("access-control-allow-origin") == Some(LISTED));
    stage.close().await
}

fn preflight(stage: &Stage, origin: &str) -> Request {
    Request::new("OPTIONS", "/v1/messages", stage.address())
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "content-type, x-api-key, anthropic-version",
        )
}

#[tokio::test]
async fn only_a_listed_page_gets_an_answer_to_its_preflight() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    let answer = preflight(&stage, LISTED).send(to).await?;
    ensure!(
        matches!(answer.status, 200 | 204),
        "{} {}",
        answer.status,
        answer.text()
    );
    ensure!(answer.header("access-control-allow-origin") == Some(LISTED));
    let methods = answer
        .header("access-control-allow-methods")
        .context("no methods")?;
    ensure!(methods.contains("POST"), "{methods}");
    let headers = answer
        .header("access-control-allow-headers")
        .context("no headers")?;
    for name in ["content-type", "x-api-key", "anthropic-version"] {
        ensure!(headers.to_ascii_lowercase().contains(name), "{headers}");
    }
    for origin in ["https://evil.test", "null", "http://localhost"] {
        let answer = preflight(&stage, origin).send(to).await?;
        messages::refusal(&answer, 403, "permission_error")?;
        ensure!(cors_headers(&answer).is_empty(), "{origin}: {answer:?}");
    }
    stage.close().await
}

#[tokio::test]
async fn a_preflight_is_nothing_without_a_listed_page() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    let request = Request::new("OPTIONS", "/v1/messages", to)
        .header("access-control-request-method", "POST")
        .header("x-api-key", TOKEN);
    let answer = request.send(to).await?;
    messages::refusal(&answer, 405, "invalid_request_error")?;
    ensure!(cors_headers(&answer).is_empty(), "{answer:?}");
    stage.close().await
}

#[tokio::test]
async fn a_websocket_passes_the_same_guard() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    let upgrade = |origin: &str| {
        Request::new("GET", "/v1/messages", to)
            .header("connection", "Upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("origin", origin)
            .header("x-api-key", TOKEN)
    };
    let answer = upgrade("https://evil.test").send(to).await?;
    messages::refusal(&answer, 403, "permission_error")?;
    let answer = upgrade(LISTED).send(to).await?;
    ensure!(
        (400..500).contains(&answer.status),
        "a WebSocket was opened: {answer:?}"
    );
    stage.close().await
}
