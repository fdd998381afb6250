//! Stopping: open streams end by themselves within the grace time, or are told that they are cut.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use e2e::stage::{Stage, TOKEN};
use e2e::wire::Connection;
use e2e::{eventually, sse};

use crate::open_stream;

async fn stage(grace: &str) -> Result<Stage> {
    Stage::with(&[], |setup| setup.env("SERVER__GRACE", grace)).await
}

#[tokio::test]
async fn an_idle_server_stops_at_once() -> Result<()> {
    let mut stage = stage("10 s").await?;
    stage.serves().await?;
    // An idle keep-alive connection holds nothing up.
    let _idle = Connection::open(stage.address()).await?;
    let asked = Instant::now();
    let status = stage.gateway.stop(Duration::from_secs(10)).await?;
    ensure!(status.success(), "{status}");
    let took = asked.elapsed();
    ensure!(took < Duration::from_secs(2), "took {took:?}");
    Ok(())
}

#[tokio::test]
async fn an_open_stream_finishes() -> Result<()> {
    let mut stage = stage("10 s").await?;
    let mut stream = open_stream(stage.address(), TOKEN, "slow:150").await?;
    stage.gateway.process.terminate()?;
    let rest = stream.read_to_close(Duration::from_secs(8)).await?;
    let rest = String::from_utf8_lossy(&rest);
    ensure!(rest.contains("message_stop"), "cut: {rest}");
    ensure!(!rest.contains("event: error"), "{rest}");
    let status = stage.gateway.process.wait(Duration::from_secs(5)).await?;
    ensure!(status.success(), "{status}\n{}", stage.gateway.log());
    Ok(())
}

#[tokio::test]
async fn nobody_new_is_let_in_meanwhile() -> Result<()> {
    let mut stage = stage("10 s").await?;
    let to = stage.address();
    let mut stream = open_stream(to, TOKEN, "slow:300").await?;
    stage.gateway.process.terminate()?;
    eventually("the port closes", Duration::from_secs(2), async || {
        let refused = Connection::open(to).await.is_err();
        Ok(refused.then_some(()))
    })
    .await?;
    let rest = stream.read_to_close(Duration::from_secs(8)).await?;
    ensure!(String::from_utf8_lossy(&rest).contains("message_stop"));
    let status = stage.gateway.process.wait(Duration::from_secs(5)).await?;
    ensure!(status.success(), "{status}");
    Ok(())
}

#[tokio::test]
async fn an_endless_stream_is_told_and_cut_at_the_end_of_the_grace_time() -> Result<()> {
    let mut stage = stage("1 s").await?;
    let mut stream = open_stream(stage.address(), TOKEN, "never_ends").await?;
    let mut silent = open_stream(stage.address(), TOKEN, "stall").await?;
    let asked = Instant::now();
    stage.gateway.process.terminate()?;
    for stream in [&mut stream, &mut silent] {
        let rest = stream.read_to_close(Duration::from_secs(6)).await?;
        let rest = String::from_utf8_lossy(&rest);
        ensure!(
            rest.contains("event: error"),
            "no error event at the end: {}",
            &rest[rest.floor_char_boundary(rest.len().saturating_sub(500))..]
        );
    }
    let took = asked.elapsed();
    ensure!(
        took >= Duration::from_millis(900) && took < Duration::from_secs(4),
        "cut after {took:?}"
    );
    let status = stage.gateway.process.wait(Duration::from_secs(5)).await?;
    ensure!(
        status.code() == Some(0),
        "{status}\n{}",
        stage.gateway.log()
    );
    let ended = eventually("upstream is let go", Duration::from_secs(2), async || {
        let streams = stage.fake.streams().await?;
        let all = streams.iter().all(|stream| !stream["ended"].is_null());
        Ok(all.then_some(streams))
    })
    .await?;
    ensure!(
        ended.iter().all(|stream| stream["how"] == "client_gone"),
        "{ended:?}"
    );
    Ok(())
}

#[tokio::test]
async fn the_error_event_of_a_cut_stream_is_whole() -> Result<()> {
    let mut stage = stage("300 ms").await?;
    let request = e2e::messages::request(stage.address(), &e2e::messages::streaming("never_ends"));
    let mut connection = Connection::open(stage.address()).await?;
    connection
        .send(&request.header("x-api-key", TOKEN).bytes())
        .await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    stage.gateway.process.terminate()?;
    let answer = connection.answer().await?;
    let events = sse::events(&answer.text())?;
    let (name, data) = events.last().cloned().unwrap_or_default();
    ensure!(name == "error", "the last event is {name}: {data}");
    ensure!(data["type"] == "error", "{data}");
    ensure!(data["error"]["type"].is_string(), "{data}");
    ensure!(data["error"]["message"].is_string(), "{data}");
    let status = stage.gateway.process.wait(Duration::from_secs(5)).await?;
    ensure!(status.success(), "{status}");
    Ok(())
}

#[tokio::test]
async fn asked_twice_it_stops_without_waiting() -> Result<()> {
    let mut stage = stage("60 s").await?;
    let _stream = open_stream(stage.address(), TOKEN, "never_ends").await?;
    stage.gateway.process.terminate()?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    ensure!(
        stage.gateway.process.is_running()?,
        "it did not wait at all"
    );
    stage.gateway.process.terminate()?;
    stage.gateway.process.wait(Duration::from_secs(3)).await?;
    Ok(())
}
