//! Start, stop, addresses, and a port that somebody else has.

use e2e::window::{KEY, answers, parts, ready};
use std::net::TcpListener;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

/// A stream of these suites is over by then.
const STREAM: Duration = Duration::from_secs(30);

#[tokio::test]
async fn stop_lets_an_open_stream_finish() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.env("CLAUDE__API_KEY", KEY).open().await?;
    stage.answers().await?;
    stage.page.go_to("connect").await?;
    let mut stream = stage.slow_stream().await?;
    stage.page.click(parts::POWER).await?;
    // It says that a request is open, and asks.
    stage.page.click(parts::YES).await?;
    // The click is told to the app by the page, and may arrive after this looks for the first time.
    e2e::eventually("it waits for the stream", e2e::DEADLINE, async || {
        let state = stage.view("proxy_state").await?;
        Ok((state["phase"] == "finishing").then_some(()))
    })
    .await?;
    let rest = stream.read_to_close(STREAM).await?;
    let rest = String::from_utf8_lossy(&rest);
    ensure!(rest.contains("message_stop"), "cut: {rest}");
    stage.page.shows("Stopped").await?;
    ensure!(!answers(stage.address()).await);
    stage.page.click(parts::POWER).await?;
    stage.answers().await?;
    stage.page.shows("Running").await
}

#[tokio::test]
async fn the_addresses_are_copied_as_clients_want_them() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let stage = setup.argument("--demo").open().await?;
    stage.answers().await?;
    stage.page.go_to("connect").await?;
    let url = format!("http://{}", stage.address());
    stage.page.click(parts::COPY_ANTHROPIC).await?;
    stage.desktop.clipboard_holds(&url).await?;
    stage.page.shows("Copied").await?;
    stage.page.click(parts::COPY_OPENAI).await?;
    stage
        .desktop
        .clipboard_holds(&format!("{url}/openai/v1"))
        .await
}

#[tokio::test]
async fn a_taken_port_is_told_and_the_next_one_is_a_click_away() -> Result<()> {
    let Some(setup) = ready()? else { return Ok(()) };
    let other = TcpListener::bind("127.0.0.1:0")?;
    let port = other.local_addr()?.port();
    let stage = setup.argument("--demo").open_on(port).await?;
    stage.page.go_to("connect").await?;
    stage.page.shows(&format!("Port {port} is taken")).await?;
    let problem = &stage.view("proxy_state").await?["problem"];
    ensure!(problem["kind"] == "port", "{problem}");
    let next = problem["nextPort"].as_u64().context("no next port")?;
    let next = u16::try_from(next)?;
    stage.page.click(parts::NEXT_PORT).await?;
    e2e::eventually("the proxy on the next port", e2e::DEADLINE, async || {
        Ok(answers(([127, 0, 0, 1], next).into()).await.then_some(()))
    })
    .await?;
    stage.page.shows(&format!("127.0.0.1:{next}")).await?;
    let kept = std::fs::read_to_string(stage.person.home.settings_file())?;
    ensure!(kept.contains(&format!("port = {next}")), "{kept}");
    drop(other);
    Ok(())
}
