//! Clients that are slow on purpose: they keep nothing that honest clients need.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::canned::{Canned, FLOOD};
use e2e::gateway::Setup;
use e2e::messages;
use e2e::stage::{self, Stage, TOKEN};
use e2e::wire::{Connection, Request};

/// As many as a person's machine would never have by accident.
const MANY: usize = 200;

async fn opened(stage: &Stage, bytes: &[u8]) -> Result<Vec<Connection>> {
    let mut connections = Vec::with_capacity(MANY);
    for _ in 0..MANY {
        let mut connection = Connection::open(stage.address()).await?;
        connection.send(bytes).await?;
        connections.push(connection);
    }
    Ok(connections)
}

/// Sends one more byte on each connection now and then, while an honest client is served.
async fn drip(stage: &Stage, connections: &mut [Connection], byte: &[u8]) -> Result<()> {
    for _ in 0..5 {
        for connection in connections.iter_mut() {
            connection.send(byte).await?;
        }
        stage.serves().await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

#[tokio::test]
async fn slow_heads_disturb_nobody_and_end() -> Result<()> {
    let stage = Stage::new().await?;
    let begun = format!(
        "POST /v1/messages HTTP/1.1\r\nhost: {}\r\nx-slow: ",
        stage.address()
    );
    let mut connections = opened(&stage, begun.as_bytes()).await?;
    drip(&stage, &mut connections, b"a").await?;
    // A head that never ends is given up after some time, whatever still drips.
    let mut first = connections.swap_remove(0);
    first.read_to_close(Duration::from_secs(30)).await?;
    stage.close().await
}

#[tokio::test]
async fn slow_bodies_disturb_nobody() -> Result<()> {
    let stage = Stage::new().await?;
    let head = Request::new("POST", "/v1/messages", stage.address())
        .header("x-api-key", TOKEN)
        .header("content-type", "application/json")
        .header("content-length", "1000");
    let mut begun = head.bytes();
    begun.extend_from_slice(b"{\"model\":\"");
    let mut connections = opened(&stage, &begun).await?;
    drip(&stage, &mut connections, b"a").await?;
    stage.close().await
}

#[tokio::test]
async fn idle_connections_disturb_nobody() -> Result<()> {
    let stage = Stage::new().await?;
    let mut connections = opened(&stage, b"").await?;
    drip(&stage, &mut connections, b"").await?;
    stage.close().await
}

#[tokio::test]
async fn clients_that_do_not_read_hold_little_and_stall_nobody() -> Result<()> {
    const READERS: usize = 40;
    let upstream = Canned::start().await?;
    let gateway = Setup::bare()?
        .token(TOKEN)
        .env("CLAUDE__BASE_URL", &upstream.url())
        .env("CLAUDE__API_KEY", "any")
        .start()
        .await?;
    stage::honest(gateway.address()).await?;
    let before = gateway.process.peak_resident()?;
    let flood = messages::request(gateway.address(), &messages::streaming(FLOOD));
    let flood = flood.header("x-api-key", TOKEN).bytes();
    let mut connections = Vec::new();
    for _ in 0..READERS {
        let mut connection = Connection::open(gateway.address()).await?;
        connection.send(&flood).await?;
        connections.push(connection);
    }
    for _ in 0..20 {
        stage::honest(gateway.address()).await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let grown = gateway.process.peak_resident()? - before;
    ensure!(
        grown < 40 << 20,
        "{READERS} readers hold {} MiB",
        grown >> 20
    );
    // Back pressure, not a lost stream: it goes on as soon as it is read.
    let head = connections[0].head().await?;
    ensure!(head.status == 200, "{head:?}");
    connections[0]
        .read_until("content_block_delta", Duration::from_secs(5))
        .await?;
    Ok(())
}
