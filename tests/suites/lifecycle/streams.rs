//! Many streams, and long silences.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::canned::{Canned, HOLD};
use e2e::gateway::Setup;
use e2e::stage::{Stage, TOKEN};
use e2e::wire::{Connection, Request, exchange_within};
use e2e::{eventually, messages, sse};
use tokio::task::JoinSet;

#[tokio::test]
async fn two_hundred_streams_at_once_are_whole_and_apart() -> Result<()> {
    const STREAMS: usize = 200;
    let stage = Stage::new().await?;
    let to = stage.address();
    let mut clients = JoinSet::new();
    for number in 0..STREAMS {
        let mut body = messages::streaming("echo");
        body["messages"][0]["content"] =
            format!("number-{number}-{} [[fake:echo]]", "x".repeat(200)).into();
        let request = messages::request(to, &body).header("x-api-key", TOKEN);
        clients.spawn(async move {
            let answer = exchange_within(to, &request.bytes(), Duration::from_secs(60)).await?;
            ensure!(answer.status == 200, "{number}: {}", answer.text());
            let events = sse::events(&answer.text())?;
            let whole = events
                .last()
                .is_some_and(|(name, _)| name == "message_stop");
            ensure!(whole, "{number} is not whole: {}", answer.text());
            let text = sse::text(&events);
            ensure!(
                text.contains(&format!("number-{number}-x")),
                "{number}: {text}"
            );
            Ok(number)
        });
    }
    let mut done = BTreeSet::new();
    while let Some(number) = clients.join_next().await {
        done.insert(number??);
    }
    ensure!(done.len() == STREAMS);
    stage.close().await
}

#[tokio::test]
async fn silence_is_filled_with_a_comment_and_the_answer_is_whole() -> Result<()> {
    let stage = Stage::new().await?;
    let (through, translated) = tokio::join!(
        silent(stage.address(), "/v1/messages", "message_stop"),
        silent(stage.address(), "/openai/v1/chat/completions", "[DONE]"),
    );
    through?;
    translated?;
    stage.close().await
}

/// Asks `path` for an answer that takes long to begin, and reads it up to its last `word`.
async fn silent(to: SocketAddr, path: &str, word: &str) -> Result<()> {
    let mut connection = Connection::open(to).await?;
    let body = messages::streaming("slow_first_event:17000");
    let request = Request::new("POST", path, to).header("x-api-key", TOKEN);
    connection.send(&request.json(&body).bytes()).await?;
    let head = connection.head().await?;
    ensure!(head.status == 200, "{head:?}");
    let comment = connection
        .read_until("\n\n", Duration::from_millis(16_500))
        .await?;
    ensure!(
        comment.lines().any(|line| line.starts_with(':')),
        "not a comment: {comment:?}"
    );
    ensure!(!comment.contains("data:"), "{comment:?}");
    connection.read_until(word, Duration::from_secs(8)).await?;
    Ok(())
}

#[tokio::test]
async fn connections_upstream_are_used_again() -> Result<()> {
    let stage = Stage::new().await?;
    for _ in 0..20 {
        stage.serves().await?;
    }
    let opened = stage.fake.connections().await?;
    // The control calls of this test have connections of their own, one each.
    ensure!(opened <= 4, "{opened} connections for 20 requests");
    stage.close().await
}

#[tokio::test]
async fn a_client_that_goes_before_its_answer_begins_is_let_go_upstream_at_once() -> Result<()> {
    let upstream = Canned::start().await?;
    let setup = Setup::bare()?.token(TOKEN).env("CLAUDE__API_KEY", "any");
    let setup = setup.env("CLAUDE__BASE_URL", &upstream.url());
    let gateway = setup.start().await?;
    let mut delays = Vec::new();
    for body in [messages::body(HOLD), messages::streaming(HOLD)] {
        let request = messages::request(gateway.address(), &body).header("x-api-key", TOKEN);
        let waiting = upstream.let_go().len();
        let mut connection = Connection::open(gateway.address()).await?;
        connection.send(&request.bytes()).await?;
        eventually("it goes upstream", e2e::DEADLINE, async || {
            Ok((upstream.seen().len() > waiting).then_some(()))
        })
        .await?;
        let left = Instant::now();
        drop(connection);
        let let_go = eventually("it is let go", e2e::DEADLINE, async || {
            Ok(upstream.let_go().get(waiting).copied())
        })
        .await?;
        delays.push(let_go.duration_since(left));
    }
    let most = delays.iter().max();
    ensure!(most < Some(&Duration::from_millis(500)), "{delays:?}");
    Ok(())
}
