//! HTTP that is ambiguous, unfinished, from another age, or none at all.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use e2e::messages;
use e2e::stage::{Stage, TOKEN};
use e2e::wire::{Answer, Connection, Request, exchange};
use e2e::{DEADLINE, sse};

/// What a gateway does with bytes that it cannot read as one request: a refusal, or a closed connection.
async fn unread(stage: &Stage, bytes: &[u8]) -> Result<()> {
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let mut connection = Connection::open(stage.address()).await?;
    // The peer may close while this is being sent.
    let _ = connection.send(bytes).await;
    let rest = connection.read_to_close(DEADLINE).await;
    let rest = rest.with_context(|| format!("for {shown:?}"))?;
    let text = String::from_utf8_lossy(&rest);
    ensure!(
        text.is_empty() || text.starts_with("HTTP/1.") && text[8..].starts_with(" 4"),
        "for {shown:?}: {text}"
    );
    Ok(())
}

/// How many requests went upstream.
async fn upstream(stage: &Stage) -> Result<usize> {
    Ok(stage.fake.log().await?.len())
}

fn head(stage: &Stage, more: &str) -> String {
    format!(
        "POST /v1/messages HTTP/1.1\r\nhost: {}\r\nx-api-key: {TOKEN}\r\ncontent-type: application/json\r\n{more}",
        stage.address()
    )
}

#[tokio::test]
async fn ambiguous_lengths_are_never_two_requests() -> Result<()> {
    let stage = Stage::new().await?;
    let body = messages::body("text").to_string();
    let length = body.len();
    let hidden = format!("{}content-length: {length}\r\n\r\n{body}", head(&stage, ""));
    let chunked_end = "0\r\n\r\n";
    for more in [
        format!("content-length: {length}\r\ncontent-length: 0\r\n"),
        format!("content-length: 0\r\ncontent-length: {length}\r\n"),
        format!("content-length: {length}, 0\r\n"),
        "content-length: -1\r\n".to_owned(),
        "content-length: +1\r\n".to_owned(),
        "content-length: 0x10\r\n".to_owned(),
        "content-length: 99999999999999999999999\r\n".to_owned(),
        "content-length: \r\n".to_owned(),
        "transfer-encoding: identity\r\n".to_owned(),
        "transfer-encoding: chunked, gzip\r\n".to_owned(),
        "transfer-encoding: xchunked\r\n".to_owned(),
        "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n".to_owned(),
        format!("content-length : {length}\r\n"),
        format!("content-length: 0\r\n content-length: {length}\r\n"),
        "transfer-encoding : chunked\r\n".to_owned(),
        "transfer-encoding:\x0bchunked\r\n".to_owned(),
        "x-bad: a\rb\r\ncontent-length: 0\r\n".to_owned(),
        "x-bad: a\0b\r\ncontent-length: 0\r\n".to_owned(),
        "x bad: a\r\ncontent-length: 0\r\n".to_owned(),
        ": empty\r\ncontent-length: 0\r\n".to_owned(),
    ] {
        let bytes = format!("{}\r\n{chunked_end}{hidden}", head(&stage, &more));
        unread(&stage, bytes.as_bytes()).await?;
    }
    ensure!(upstream(&stage).await? == 0, "something was smuggled");
    stage.close().await
}

#[tokio::test]
async fn both_a_length_and_chunks_end_the_connection() -> Result<()> {
    let stage = Stage::new().await?;
    let body = messages::body("text").to_string();
    let hidden = format!(
        "{}content-length: {}\r\n\r\n{body}",
        head(&stage, ""),
        body.len()
    );
    for order in [
        "content-length: 5\r\ntransfer-encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 5\r\n",
    ] {
        let bytes = format!("{}\r\n0\r\n\r\n{hidden}", head(&stage, order));
        // RFC 9112 §6.1: whatever is made of the first message, the connection ends after it.
        unread(&stage, bytes.as_bytes()).await?;
    }
    ensure!(upstream(&stage).await? == 0, "something was smuggled");
    stage.close().await
}

#[tokio::test]
async fn broken_chunks_are_refused() -> Result<()> {
    let stage = Stage::new().await?;
    for chunks in [
        "zz\r\nabc\r\n0\r\n\r\n",
        "-1\r\nabc\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\nabc",
        "5\r\nabcdeXX0\r\n\r\n",
    ] {
        let bytes = format!(
            "{}\r\n{chunks}",
            head(&stage, "transfer-encoding: chunked\r\n")
        );
        unread(&stage, bytes.as_bytes()).await?;
    }
    ensure!(upstream(&stage).await? == 0);
    stage.close().await
}

#[tokio::test]
async fn bare_line_feeds_make_one_request_or_none() -> Result<()> {
    let stage = Stage::new().await?;
    let body = messages::body("text").to_string();
    let crlf = format!(
        "{}content-length: {}\r\nconnection: close\r\n\r\n",
        head(&stage, ""),
        body.len()
    );
    let bytes = format!("{}{body}", crlf.replace("\r\n", "\n"));
    let answer = exchange(stage.address(), bytes.as_bytes()).await?;
    ensure!(matches!(answer.status, 200 | 400), "{answer:?}");
    ensure!(upstream(&stage).await? <= 1);
    stage.close().await
}

#[tokio::test]
async fn a_flood_of_headers_is_refused() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    let many: String = (0..5000).map(|n| format!("x-{n}: a\r\n")).collect();
    let wide = format!("x-wide: {}\r\n", "a".repeat(4 << 20));
    let name = format!("{}: a\r\n", "x".repeat(1 << 20));
    for more in [many, wide, name] {
        let bytes = format!("{}content-length: 0\r\n\r\n", head(&stage, &more));
        unread(&stage, bytes.as_bytes()).await?;
    }
    let target = format!("/v1/messages?{}", "a".repeat(1 << 20));
    let request = Request::new("POST", &target, to).header("x-api-key", TOKEN);
    unread(&stage, &request.body("").bytes()).await?;
    ensure!(upstream(&stage).await? == 0);
    stage.close().await
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    let ask = |scenario: &str| {
        let body = messages::body(scenario);
        messages::request(to, &body).header("x-api-key", TOKEN)
    };
    let mut bytes = ask("slow_first:300").bytes();
    bytes.extend(ask("error429").bytes());
    bytes.extend(Request::new("GET", "/health", to).bytes());
    let mut connection = Connection::open(to).await?;
    connection.send(&bytes).await?;
    let answers: Vec<Answer> = vec![
        connection.answer().await?,
        connection.answer().await?,
        connection.answer().await?,
    ];
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    ensure!(statuses == [200, 429, 200], "{statuses:?}");
    stage.close().await
}

#[tokio::test]
async fn http_1_0_is_served_if_it_names_its_host() -> Result<()> {
    let stage = Stage::new().await?;
    let to = stage.address();
    let body = messages::streaming("text").to_string();
    let head = format!(
        "POST /v1/messages HTTP/1.0\r\nx-api-key: {TOKEN}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
        body.len()
    );
    let named = format!("{head}host: {to}\r\n\r\n{body}");
    let answer = exchange(to, named.as_bytes()).await?;
    ensure!(answer.status == 200, "{}", answer.text());
    ensure!(answer.header("transfer-encoding").is_none(), "{answer:?}");
    let events = sse::events(&answer.text())?;
    ensure!(
        events
            .last()
            .is_some_and(|(name, _)| name == "message_stop")
    );
    let unnamed = format!("{head}\r\n{body}");
    let answer = exchange(to, unnamed.as_bytes()).await?;
    messages::refusal(&answer, 403, "permission_error")?;
    stage.close().await
}

#[tokio::test]
async fn other_protocols_are_turned_away() -> Result<()> {
    let stage = Stage::new().await?;
    let tls_hello = [
        &[
            0x16, 0x03, 0x01, 0x00, 0x2f, 0x01, 0x00, 0x00, 0x2b, 0x03, 0x03,
        ][..],
        &[0x2a; 36],
    ]
    .concat();
    for bytes in [
        &b"GET /\r\n\r\n"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1 extra\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\r\n\r\n\r\nNONSENSE\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"*1\r\n$4\r\nPING\r\n\r\n",
        b"\x00\x00\x00\x00\x00\x00\x00\x00",
        b"GET  /  HTTP/1.1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        tls_hello.as_slice(),
    ] {
        unread(&stage, bytes).await?;
    }
    stage.close().await
}

#[tokio::test]
async fn a_connection_that_ends_early_leaves_nothing_behind() -> Result<()> {
    let stage = Stage::new().await?;
    let whole = messages::request(stage.address(), &messages::body("text"))
        .header("x-api-key", TOKEN)
        .bytes();
    for end in [1, 20, whole.len() / 2, whole.len() - 1] {
        let mut connection = Connection::open(stage.address()).await?;
        connection.send(&whole[..end]).await?;
        drop(connection);
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    ensure!(upstream(&stage).await? == 0, "half a request went upstream");
    stage.close().await
}
