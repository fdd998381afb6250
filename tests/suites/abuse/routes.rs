//! Paths, methods and tokens that are wrong.

use anyhow::{Result, ensure};
use e2e::messages;
use e2e::stage::{Stage, TOKEN};
use e2e::wire::{Request, exchange};

#[tokio::test]
async fn a_wrong_token_is_refused_wherever_it_stands() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    let bearer = format!("Bearer {TOKEN}");
    let prefix = &TOKEN[..TOKEN.len() - 1];
    let longer = format!("{TOKEN}x");
    for headers in [
        &[][..],
        &[("x-api-key", "wrong")],
        &[("x-api-key", prefix)],
        &[("x-api-key", longer.as_str())],
        &[("x-api-key", "")],
        &[("authorization", "Bearer wrong")],
        &[("authorization", "Bearer")],
        &[("authorization", TOKEN)],
        &[("authorization", "Basic dG9rZW4=")],
        &[("x-api-key", "wrong"), ("authorization", bearer.as_str())],
        &[("x-api-key", "wrong"), ("x-api-key", TOKEN)],
        &[("cookie", bearer.as_str())],
        &[("proxy-authorization", bearer.as_str())],
        &[("x-api-key", "\u{e9}\u{e9}")],
    ] {
        let mut request = Request::new("POST", "/v1/messages", to);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = request.json(&messages::body("text")).send(to).await?;
        let message = messages::refusal(&answer, 401, "authentication_error")?;
        ensure!(!message.contains(TOKEN), "{headers:?}: {message}");
        ensure!(
            answer.header("x-should-retry") == Some("false"),
            "{headers:?}: an SDK would try again"
        );
    }
    let in_query = format!("/v1/messages?api_key={TOKEN}&key={TOKEN}");
    let request = Request::new("POST", &in_query, to).json(&messages::body("text"));
    messages::refusal(&request.send(to).await?, 401, "authentication_error")?;
    stage.close().await
}

#[tokio::test]
async fn the_right_token_passes_in_each_of_its_places() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    let bearer = format!("Bearer {TOKEN}");
    let lower = format!("bearer {TOKEN}");
    for headers in [
        &[("x-api-key", TOKEN)][..],
        &[("authorization", bearer.as_str())],
        &[("authorization", lower.as_str())],
        &[("x-api-key", ""), ("authorization", bearer.as_str())],
        &[("x-api-key", TOKEN), ("authorization", "Bearer other")],
    ] {
        let mut request = Request::new("POST", "/v1/messages", to);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let answer = request.json(&messages::body("text")).send(to).await?;
        ensure!(answer.status == 200, "{headers:?}: {}", answer.text());
    }
    stage.close().await
}

#[tokio::test]
async fn paths_that_are_not_there() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    for path in [
        "/nothing",
        "/v1",
        "/v1/",
        "/v1/message",
        "/v1/messages/",
        "//v1/messages",
        "/V1/MESSAGES",
        "/v1/messages%2f",
        "/v1/%6dessages%00",
        "/v1/../v1/messages",
        "/./v1/messages",
        "/v1/models/../../v1/messages",
        "/v1/models/..%2f..%2fv1%2ffiles",
        "/v1/models/%2e%2e/files",
        "/v1/models/a/b",
        "/v1/files",
        "/v1/organizations/api_keys",
        "/api/oauth/profile",
        "/claude/v1/messages/batches",
        "/index.html",
        "/.env",
        "/config.toml",
    ] {
        // A model's path exists; with another method it is a 405, which says nothing of the model.
        let methods: &[&str] = if path.starts_with("/v1/models/") {
            &["GET"]
        } else {
            &["GET", "POST"]
        };
        for method in methods {
            let request = Request::new(method, path, to).header("x-api-key", TOKEN);
            let answer = request.json(&messages::body("text")).send(to).await?;
            let message = messages::refusal(&answer, 404, "not_found_error")?;
            ensure!(!message.is_empty());
        }
    }
    ensure!(
        stage.fake.log().await?.is_empty(),
        "something went upstream"
    );
    stage.close().await
}

#[tokio::test]
async fn methods_that_a_path_does_not_have() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    for (method, path, allowed) in [
        ("GET", "/v1/messages", "POST"),
        ("PUT", "/v1/messages", "POST"),
        ("DELETE", "/v1/messages", "POST"),
        ("PATCH", "/v1/messages/count_tokens", "POST"),
        ("TRACE", "/v1/messages", "POST"),
        ("BREW", "/v1/messages", "POST"),
        ("POST", "/v1/models", "GET"),
        ("DELETE", "/v1/models/claude-sonnet-5", "GET"),
        ("POST", "/health", "GET"),
        ("DELETE", "/", "GET"),
    ] {
        let request = Request::new(method, path, to).header("x-api-key", TOKEN);
        let answer = request.json(&messages::body("text")).send(to).await?;
        messages::refusal(&answer, 405, "invalid_request_error")?;
        let allow = answer.header("allow").unwrap_or_default();
        ensure!(allow.contains(allowed), "{method} {path}: allow: {allow}");
    }
    stage.close().await
}

#[tokio::test]
async fn it_is_no_forward_proxy() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    let tunnel = format!("CONNECT example.test:443 HTTP/1.1\r\nhost: {to}\r\n\r\n");
    let answer = exchange(to, tunnel.as_bytes()).await?;
    ensure!((400..500).contains(&answer.status), "{answer:?}");
    let fetch = Request::bare("GET", "http://example.test/").header("host", "example.test");
    let answer = fetch.header("x-api-key", TOKEN).send(to).await?;
    messages::refusal(&answer, 403, "permission_error")?;
    stage.close().await
}

#[tokio::test]
async fn what_is_public_needs_no_token() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    for path in ["/", "/health", "/health/live", "/health/ready"] {
        let answer = Request::new("GET", path, to).send(to).await?;
        ensure!(answer.status == 200, "{path}: {}", answer.text());
        answer.json()?;
    }
    let head = Request::new("HEAD", "/", to).send(to).await?;
    ensure!(head.status == 200, "{head:?}");
    for path in ["/v1/models", "/v1/models/x", "/metrics", "/nothing"] {
        let answer = Request::new("GET", path, to).send(to).await?;
        messages::refusal(&answer, 401, "authentication_error")?;
    }
    stage.close().await
}
