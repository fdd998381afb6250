//! The commands of the WebDriver protocol over HTTP (W3C WebDriver, "Endpoints").

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::wire::{Request, exchange_within};

/// A session starts an app, and a picture waits for a frame.
const WITHIN: Duration = Duration::from_secs(40);

/// Sends a command and gives its value.
pub(super) async fn command(
    to: SocketAddr,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> Result<Value> {
    let request = Request::new(method, path, to).header("connection", "close");
    let request = match body {
        Some(body) => request.json(body),
        None => request,
    };
    let answer = exchange_within(to, &request.bytes(), WITHIN)
        .await
        .with_context(|| format!("{method} {path}"))?;
    let mut value = answer.json()?;
    let value = value["value"].take();
    if answer.status == 200 {
        return Ok(value);
    }
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    bail!(
        "{method} {path}: {} ({})",
        text("error"),
        text("message").trim()
    )
}
