//! What hostile or broken clients send, byte by byte: each gets the answer that it deserves, in the shape of the format
//! that it asked for, while an honest client is served as ever.

mod bodies;
mod framing;
mod host;
mod json;
mod memory;
mod origin;
mod routes;
mod slow;

use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use e2e::messages;
use e2e::stage::TOKEN;
use e2e::wire::Request;

/// A whole request of an honest client but for its headers, which the caller gives.
fn request_with(to: SocketAddr, headers: &[(&str, &str)]) -> Request {
    let mut request = Request::bare("POST", "/v1/messages")
        .header("anthropic-version", "2023-06-01")
        .header("x-api-key", TOKEN);
    if !headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("host"))
    {
        request = request.header("host", &to.to_string());
    }
    for (name, value) in headers {
        request = request.header(name, value);
    }
    if !headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
    {
        request = request.header("content-type", "application/json");
    }
    request.body(messages::body("text").to_string())
}

/// Sends a request with `headers` and expects a refusal.
async fn refused(
    to: SocketAddr,
    headers: &[(&str, &str)],
    status: u16,
    kind: &str,
) -> Result<String> {
    let answer = request_with(to, headers).send(to).await;
    let answer = answer.with_context(|| format!("with {headers:?}"))?;
    messages::refusal(&answer, status, kind).with_context(|| format!("with {headers:?}"))
}

/// Sends a request with `headers` and expects it to be served.
async fn served(to: SocketAddr, headers: &[(&str, &str)]) -> Result<()> {
    let answer = request_with(to, headers).send(to).await;
    let answer = answer.with_context(|| format!("with {headers:?}"))?;
    ensure!(
        answer.status == 200,
        "with {headers:?}: {} {}",
        answer.status,
        answer.text()
    );
    Ok(())
}
