//! The `Host` of a request must be ours: a web page whose name resolves to this machine (DNS rebinding) sends its own.

use anyhow::{Result, ensure};
use e2e::Stage;
use e2e::messages;
use e2e::stage::TOKEN;
use e2e::wire::{Request, exchange};

use crate::{refused, request_with, served};

#[tokio::test]
async fn foreign_hosts_are_refused() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    let port = to.port();
    let foreign = [
        "evil.test".to_owned(),
        format!("evil.test:{port}"),
        format!("localhost.evil.test:{port}"),
        format!("127.0.0.1.nip.io:{port}"),
        format!("localhost.:{port}"),
        format!("127.0.0.1.:{port}"),
        format!("user@127.0.0.1:{port}"),
        format!("user:pass@localhost:{port}"),
        format!("127.0.0.1:{port}@evil.test"),
        format!("evil.test#localhost:{port}"),
        format!("evil.test/localhost:{port}"),
        format!("0.0.0.0:{port}"),
        format!("192.168.1.1:{port}"),
        format!("[::]:{port}"),
        format!("[::2]:{port}"),
        format!("[fe80::1%25lo]:{port}"),
        format!("2130706433:{port}"),
        format!("0x7f000001:{port}"),
        format!("0177.0.0.1:{port}"),
        format!("localhost,evil.test:{port}"),
        "127.0.0.1:port".to_owned(),
        format!("127.0.0.1:{port}:{port}"),
        format!("xn--localhost-:{port}"),
        String::new(),
    ];
    for host in &foreign {
        let message = refused(to, &[("host", host)], 403, "permission_error").await?;
        ensure!(message.contains("ost"), "{host}: {message}");
    }
    stage.close().await
}

#[tokio::test]
async fn hosts_of_ours_pass() -> Result<()> {
    let stage = Stage::with(&[], |setup| {
        setup.env("SERVER__ALLOWED_HOSTS", r#"["proxy.home"]"#)
    })
    .await?;
    let to = stage.address();
    let port = to.port();
    let ours = [
        format!("127.0.0.1:{port}"),
        "127.0.0.1".to_owned(),
        format!("localhost:{port}"),
        format!("LocalHost:{port}"),
        "localhost".to_owned(),
        // A tunnel or a container's port forwarding has a port of its own.
        "localhost:1".to_owned(),
        format!("127.1.2.3:{port}"),
        format!("[::1]:{port}"),
        format!("[0:0:0:0:0:0:0:1]:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("proxy.home:{port}"),
        "PROXY.HOME".to_owned(),
    ];
    for host in &ours {
        served(to, &[("host", host)]).await?;
    }
    stage.close().await
}

#[tokio::test]
async fn no_host_and_two_hosts_are_refused() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    let right = to.to_string();
    let body = messages::body("text");
    let none = Request::bare("POST", "/v1/messages")
        .header("x-api-key", TOKEN)
        .json(&body);
    messages::refusal(&none.send(to).await?, 403, "permission_error")?;
    for pair in [["evil.test", right.as_str()], [right.as_str(), "evil.test"]] {
        let headers = [("host", pair[0]), ("host", pair[1])];
        refused(to, &headers, 403, "permission_error").await?;
    }
    stage.close().await
}

#[tokio::test]
async fn the_host_of_an_absolute_target_counts() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    let ask = |target: String, host: String| {
        Request::bare("POST", &target)
            .header("host", &host)
            .header("x-api-key", TOKEN)
            .json(&messages::body("text"))
    };
    for (target, host) in [
        ("http://evil.test/v1/messages".to_owned(), to.to_string()),
        (format!("http://{to}/v1/messages"), "evil.test".to_owned()),
        (format!("http://user@{to}/v1/messages"), to.to_string()),
    ] {
        let answer = ask(target, host).send(to).await?;
        messages::refusal(&answer, 403, "permission_error")?;
    }
    let answer = ask(format!("http://{to}/v1/messages"), to.to_string())
        .send(to)
        .await?;
    ensure!(answer.status == 200, "{}", answer.text());
    stage.close().await
}

#[tokio::test]
async fn a_foreign_host_is_refused_on_every_path() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    for path in [
        "/",
        "/health",
        "/health/live",
        "/health/ready",
        "/metrics",
        "/v1/models",
        "/v1/models/claude-sonnet-5",
        "/claude/v1/models",
        "/no/such/path",
    ] {
        let request = Request::bare("GET", path).header("host", "evil.test");
        let answer = request.header("x-api-key", TOKEN).send(to).await?;
        messages::refusal(&answer, 403, "permission_error")?;
    }
    let head = b"HEAD / HTTP/1.1\r\nhost: evil.test\r\n\r\n";
    ensure!(exchange(to, head).await?.status == 403);
    stage.close().await
}

#[tokio::test]
async fn forwarding_headers_change_nothing() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    for (name, value) in [
        ("x-forwarded-host", "localhost"),
        ("forwarded", "host=localhost"),
        ("x-host", "localhost"),
        ("x-original-host", "localhost"),
    ] {
        let headers = [("host", "evil.test"), (name, value)];
        refused(to, &headers, 403, "permission_error").await?;
    }
    let wrong = request_with(to, &[("x-forwarded-for", "127.0.0.1")]);
    ensure!(wrong.send(to).await?.status == 200);
    stage.close().await
}
