//! The life of a server: how it starts, or refuses to; how it follows its settings; how it stops.

mod demo;
mod drain;
mod https;
mod ports;
mod reload;
mod snippets;
mod streams;

use std::net::{SocketAddr, TcpListener};

use anyhow::{Result, ensure};
use e2e::messages;
use e2e::wire::Connection;

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Opens a stream of `scenario` and waits until its first text is there.
async fn open_stream(to: SocketAddr, token: &str, scenario: &str) -> Result<Connection> {
    let mut connection = Connection::open(to).await?;
    let request = messages::request(to, &messages::streaming(scenario));
    connection
        .send(&request.header("x-api-key", token).bytes())
        .await?;
    let head = connection.head().await?;
    ensure!(head.status == 200, "{scenario}: {head:?}");
    connection.read_until("text_delta", e2e::DEADLINE).await?;
    Ok(connection)
}
