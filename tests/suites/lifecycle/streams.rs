//! Many streams, and long silences.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::stage::{Stage, TOKEN};
use e2e::wire::{Connection, exchange_within};
use e2e::{messages, sse};
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
    let mut connection = Connection::open(stage.address()).await?;
    let body = messages::streaming("slow_first_event:17000");
    let request = messages::request(stage.address(), &body).header("x-api-key", TOKEN);
    connection.send(&request.bytes()).await?;
    let head = connection.head().await?;
    ensure!(head.status == 200, "{head:?}");
    let comment = connection
        .read_until("\n\n", Duration::from_millis(16_500))
        .await?;
    ensure!(
        comment.lines().any(|line| line.starts_with(':')),
        "not a comment: {comment:?}"
    );
    ensure!(!comment.contains("event:"), "{comment:?}");
    connection
        .read_until("message_stop", Duration::from_secs(8))
        .await?;
    stage.close().await
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
