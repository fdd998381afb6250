//! Requests of the Anthropic Messages format, and what an answer to them must look like.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::wire::{Answer, Request};

/// A model that the fake serves.
pub const MODEL: &str = "claude-sonnet-5";

/// The body of a request that makes the fake play `scenario`.
#[must_use]
pub fn body(scenario: &str) -> Value {
    json!({
        "model": MODEL,
        "max_tokens": 256,
        "messages": [{"role": "user", "content": format!("Hello. [[fake:{scenario}]]")}],
    })
}

/// The same, asking for a stream.
#[must_use]
pub fn streaming(scenario: &str) -> Value {
    let mut body = body(scenario);
    body["stream"] = Value::Bool(true);
    body
}

/// A well-formed request to `/v1/messages`, without credentials.
#[must_use]
pub fn request(to: SocketAddr, body: &Value) -> Request {
    Request::new("POST", "/v1/messages", to)
        .header("anthropic-version", "2023-06-01")
        .json(body)
}

/// Checks that `answer` is a refusal of the Messages format (Anthropic API docs, "Errors"): `status`, a body
/// `{"type":"error","error":{"type":kind,"message":…},"request_id":…}`, and both request id headers. Gives the message.
///
/// # Errors
/// It is something else; the error shows the whole answer.
pub fn refusal(answer: &Answer, status: u16, kind: &str) -> Result<String> {
    let check = || -> Result<String> {
        ensure!(answer.status == status, "the status is not {status}");
        let body = answer.json()?;
        ensure!(body["type"] == "error", "the body is not an error");
        ensure!(
            body["error"]["type"] == kind,
            "the error's type is not {kind}"
        );
        let message = body["error"]["message"].as_str().unwrap_or_default();
        ensure!(!message.trim().is_empty(), "the error has no message");
        let id = answer
            .header("request-id")
            .context("no request-id header")?;
        ensure!(
            answer.header("x-request-id") == Some(id),
            "x-request-id is not the request-id"
        );
        ensure!(
            body["request_id"] == id,
            "the body's request_id is not the header's"
        );
        let media = answer.header("content-type").unwrap_or_default();
        ensure!(
            media.starts_with("application/json"),
            "the content type is {media:?}"
        );
        Ok(message.to_owned())
    };
    check().with_context(|| {
        format!(
            "expected {status} {kind}, got {} {:?} {}",
            answer.status,
            answer.headers,
            answer.text().chars().take(600).collect::<String>()
        )
    })
}
