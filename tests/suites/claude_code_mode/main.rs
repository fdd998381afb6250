//! Claude Code mode, end to end: the person's own `claude` command answers, and clients notice little of it.

#![cfg(target_os = "linux")]

mod counts;
mod endings;
mod paths;
mod processes;
mod refusals;
mod renewals;
mod sdks;
mod stale;
mod switching;
mod unserved;

use anyhow::{Context as _, Result, ensure};
use e2e::claude_code::{Commanded, PATIENT};
use e2e::messages;
use e2e::stage::TOKEN;
use e2e::wire::Connection;

/// Opens a stream of `scenario` and waits until its first text is there.
async fn open_stream(stage: &Commanded, scenario: &str) -> Result<Connection> {
    let mut connection = Connection::open(stage.address()).await?;
    let request = messages::request(stage.address(), &messages::streaming(scenario));
    connection
        .send(&request.header("x-api-key", TOKEN).bytes())
        .await?;
    let head = connection.read_until("\r\n", PATIENT).await?;
    ensure!(head.contains("200"), "{head} {}", stage.gateway.log());
    let begun = connection.read_until("text_delta", PATIENT).await;
    begun.with_context(|| stage.gateway.log())?;
    Ok(connection)
}
