//! Many requests at once, and what they leave behind.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::claude_code::{Commanded, PATIENT, ask, text_of};
use e2e::{eventually, long, messages, sse};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const AT_ONCE: usize = 8;
/// Processes that wait for a request keep a few descriptors each: their pipes, and a connection to their tools.
const OF_IDLE_ONES: usize = 12;

/// A question that no two requests have in common; of every three one calls a tool, and one wants a stream.
fn question(number: usize) -> Value {
    let tool = number.is_multiple_of(3);
    let mut body = messages::body(if tool { "tool" } else { "echo" });
    let text = body["messages"][0]["content"].as_str().unwrap_or_default();
    body["messages"][0]["content"] = format!("number {number}. {text}").into();
    if tool {
        body["tools"] = json!([{"name": "t", "input_schema": {"type": "object"}}]);
    }
    body["stream"] = (number % 3 == 1).into();
    body
}

async fn one(to: SocketAddr, number: usize) -> Result<()> {
    let answer = ask(to, "/v1/messages", &question(number)).await?;
    ensure!(answer.status == 200, "{number}: {}", answer.text());
    if number.is_multiple_of(3) {
        let whole = answer.json()?;
        ensure!(whole["stop_reason"] == "tool_use", "{number}: {whole}");
        return Ok(());
    }
    let text = if number % 3 == 1 {
        sse::text(&sse::events(&answer.text())?)
    } else {
        text_of(&answer)?
    };
    let mine = format!("echo: number {number}. ");
    ensure!(
        text.starts_with(&mine),
        "{number} got another's answer: {text}"
    );
    Ok(())
}

/// The descriptors that the gateway has open.
fn descriptors(stage: &Commanded) -> Result<usize> {
    let folder = format!("/proc/{}/fd", stage.gateway.process.id());
    Ok(std::fs::read_dir(folder)?.count())
}

#[tokio::test]
async fn many_requests_at_once_leave_no_process_no_file_and_no_socket() -> Result<()> {
    let Some(stage) = Commanded::new().await? else {
        return Ok(());
    };
    let before = descriptors(&stage)?;
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut clients = JoinSet::new();
    for number in 0..if long() { 200 } else { 40 } {
        let (to, places) = (stage.address(), Arc::clone(&places));
        clients.spawn(async move {
            let _place = places.acquire_owned().await?;
            one(to, number).await
        });
    }
    while let Some(client) = clients.join_next().await {
        client??;
    }
    eventually("only idle processes are left", PATIENT, async || {
        let all = stage
            .metric("ccproxy_claude_code_processes{state=\"all\"}")
            .await?;
        let idle = stage
            .metric("ccproxy_claude_code_processes{state=\"idle\"}")
            .await?;
        Ok((all == idle && idle <= 2).then_some(()))
    })
    .await?;
    eventually("no socket is left", Duration::from_secs(5), async || {
        Ok((descriptors(&stage)? <= before + OF_IDLE_ONES).then_some(()))
    })
    .await?;
    stage.close().await
}
