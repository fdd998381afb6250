//! Bodies of the wrong kind, too large as they come, or too large once they are decoded.

use std::io::Write as _;
use std::net::SocketAddr;

use anyhow::{Result, ensure};
use e2e::messages;
use e2e::stage::{Stage, TOKEN};
use e2e::wire::{Connection, Request, exchange};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{refused, served};

/// A limit that tests can pass quickly.
const LIMIT: usize = 1 << 20;

async fn stage() -> Result<Stage> {
    Stage::with(&[], |setup| {
        setup.env("SERVER__MAX_BODY", &LIMIT.to_string())
    })
    .await
}

/// A request body of exactly `size` bytes.
fn sized(size: usize) -> String {
    let mut body = messages::body("text");
    body["system"] = "".into();
    let missing = size - body.to_string().len();
    body["system"] = "x".repeat(missing).into();
    body.to_string()
}

fn post(to: SocketAddr) -> Request {
    Request::new("POST", "/v1/messages", to)
        .header("x-api-key", TOKEN)
        .header("content-type", "application/json")
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// A zstd frame (RFC 8878) that decodes to `blocks` blocks of 128 KiB of one byte each: four bytes make 131 072.
fn zstd_bomb(blocks: usize) -> Vec<u8> {
    // Magic, no content size and no checksum, window 8 MiB.
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68];
    for block in 0..blocks {
        let last = u32::from(block + 1 == blocks);
        let header = last | 1 << 1 | (128 << 10) << 3;
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.push(b' ');
    }
    frame
}

/// A zstd frame of one raw block.
fn zstd_stored(bytes: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68];
    let length = u32::try_from(bytes.len()).unwrap_or_default();
    frame.extend_from_slice(&(1 | length << 3).to_le_bytes()[..3]);
    frame.extend_from_slice(bytes);
    frame
}

#[tokio::test]
async fn only_json_is_taken() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    for media in [
        "text/plain",
        "text/plain;charset=UTF-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "application/xml",
        "text/json",
        "text/plain; application/json",
        "application/json, text/plain",
        "application/octet-stream",
        "",
    ] {
        let message = refused(to, &[("content-type", media)], 415, "invalid_request_error").await?;
        ensure!(message.contains("application/json"), "{media}: {message}");
    }
    let none = Request::new("POST", "/v1/messages", to)
        .header("x-api-key", TOKEN)
        .body(messages::body("text").to_string());
    messages::refusal(&none.send(to).await?, 415, "invalid_request_error")?;
    for media in [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "Application/JSON",
        " application/json ",
    ] {
        served(to, &[("content-type", media)]).await?;
    }
    stage.close().await
}

#[tokio::test]
async fn an_announced_body_over_the_limit_is_refused() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    let fits = post(to).body(sized(LIMIT)).send(to).await?;
    ensure!(fits.status == 200, "{}", fits.text());
    let over = post(to).body(sized(LIMIT + 1)).send(to).await?;
    let message = messages::refusal(&over, 413, "request_too_large")?;
    ensure!(message.contains("max_body"), "{message}");
    stage.close().await
}

#[tokio::test]
async fn an_absurd_announcement_is_refused_before_its_body() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    for length in ["99999999999", "9223372036854775807"] {
        let mut connection = Connection::open(to).await?;
        let head = post(to)
            .header("content-length", length)
            .header("expect", "100-continue");
        connection.send(&head.bytes()).await?;
        let answer = connection.answer().await?;
        messages::refusal(&answer, 413, "request_too_large")?;
    }
    stage.close().await
}

#[tokio::test]
async fn a_chunked_body_over_the_limit_is_refused() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    let chunked = |body: &str| {
        let mut bytes = post(to).header("transfer-encoding", "chunked").bytes();
        for piece in body.as_bytes().chunks(10_000) {
            bytes.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
            bytes.extend_from_slice(piece);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"0\r\n\r\n");
        bytes
    };
    let fits = exchange(to, &chunked(&sized(LIMIT))).await?;
    ensure!(fits.status == 200, "{}", fits.text());
    let over = exchange(to, &chunked(&sized(LIMIT + 1))).await?;
    messages::refusal(&over, 413, "request_too_large")?;
    let far_over = exchange(to, &chunked(&sized(20 * LIMIT))).await?;
    messages::refusal(&far_over, 413, "request_too_large")?;
    stage.close().await
}

#[tokio::test]
async fn compressed_bodies_are_read() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    let body = messages::body("text").to_string();
    for (encoding, bytes) in [
        ("gzip", gzip(body.as_bytes())?),
        ("GZIP", gzip(body.as_bytes())?),
        ("zstd", zstd_stored(body.as_bytes())),
        ("identity", body.clone().into_bytes()),
    ] {
        let request = post(to).header("content-encoding", encoding).body(bytes);
        let answer = request.send(to).await?;
        ensure!(answer.status == 200, "{encoding}: {}", answer.text());
    }
    stage.close().await
}

#[tokio::test]
async fn a_bomb_is_stopped_at_the_limit() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    let before = stage.gateway.process.peak_resident()?;
    let gzip_bomb = gzip(&vec![b' '; 300 << 20])?;
    for (encoding, bytes) in [("gzip", gzip_bomb), ("zstd", zstd_bomb(8192))] {
        ensure!(bytes.len() < LIMIT, "{encoding}: no bomb, {}", bytes.len());
        let request = post(to).header("content-encoding", encoding).body(bytes);
        let answer = request.send(to).await?;
        messages::refusal(&answer, 413, "request_too_large")?;
    }
    let grown = stage.gateway.process.peak_resident()? - before;
    ensure!(grown < 64 << 20, "a bomb took {} MiB", grown >> 20);
    stage.close().await
}

#[tokio::test]
async fn a_body_that_is_not_what_its_coding_says() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    let body = messages::body("text").to_string();
    let whole = gzip(body.as_bytes())?;
    for (encoding, bytes) in [
        ("gzip", body.clone().into_bytes()),
        ("gzip", whole[..whole.len() / 2].to_vec()),
        ("zstd", body.clone().into_bytes()),
        ("zstd", zstd_stored(body.as_bytes())[..20].to_vec()),
        ("zstd", vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xff]),
        ("gzip", gzip(&whole)?),
    ] {
        let request = post(to).header("content-encoding", encoding).body(bytes);
        let answer = request.send(to).await?;
        messages::refusal(&answer, 400, "invalid_request_error")?;
    }
    for encoding in ["br", "deflate", "gzip, gzip", "compress", "x"] {
        let request = post(to)
            .header("content-encoding", encoding)
            .body(whole.clone());
        let answer = request.send(to).await?;
        messages::refusal(&answer, 415, "invalid_request_error")?;
    }
    stage.close().await
}

#[tokio::test]
async fn a_client_that_asks_before_it_sends_learns_its_refusal_first() -> Result<()> {
    let stage = stage().await?;
    let to = stage.address();
    let head = Request::new("POST", "/v1/messages", to)
        .header("x-api-key", "wrong")
        .header("content-type", "application/json")
        .header("content-length", "1000")
        .header("expect", "100-continue");
    let mut connection = Connection::open(to).await?;
    connection.send(&head.bytes()).await?;
    let answer = connection.head().await?;
    ensure!(answer.status == 401, "{answer:?}");

    let body = messages::body("text").to_string();
    let head = post(to)
        .header("content-length", &body.len().to_string())
        .header("expect", "100-continue");
    let mut connection = Connection::open(to).await?;
    connection.send(&head.bytes()).await?;
    ensure!(connection.head().await?.status == 100);
    connection.send(body.as_bytes()).await?;
    let answer = connection.answer().await?;
    ensure!(answer.status == 200, "{}", answer.text());
    stage.close().await
}
