//! The window while a thousand requests a second pass.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use e2e::desktop::Tools;
use e2e::messages;
use e2e::window::{KEY, Setup};
use e2e::wire::Connection;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::table::Table;

const CONNECTIONS: u32 = 20;
const PER_SECOND: u32 = 1000;
const LASTS: Duration = Duration::from_secs(10);

/// Counts the updates that reach the page, and the longest time between two frames.
const WATCH: &str = "
    const done = arguments[0];
    window.figures = { updates: 0, gap: 0, last: performance.now() };
    const frame = (now) => {
        window.figures.gap = Math.max(window.figures.gap, now - window.figures.last);
        window.figures.last = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame((now) => { window.figures.last = now; requestAnimationFrame(frame); });
    window.__TAURI__.event.listen('activity', () => { window.figures.updates += 1; }).then(() => done());";

pub(crate) async fn measure(tools: Tools, table: &mut Table) -> Result<()> {
    let setup = Setup::with(tools).env("CLAUDE__API_KEY", KEY);
    let stage = setup.open().await?;
    stage.answers().await?;
    stage.page.go_to("activity").await?;
    stage.page.run_until_done(WATCH).await?;
    let begin = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..CONNECTIONS {
        clients.spawn(ask_on(stage.address()));
    }
    let mut answered = 0;
    while let Some(client) = clients.join_next().await {
        answered += client??;
    }
    let took = begin.elapsed().as_secs_f64();
    let seen = stage.page.run("return window.figures").await?;
    let updates = seen["updates"].as_f64().context("no count")?;
    let gap = seen["gap"].as_f64().context("no gap")?;
    table.note(
        "requests under the open window",
        f64::from(answered) / took,
        "per second",
    );
    table.at_most("updates of the page", updates / took, 10.5, "per second");
    table.at_most("longest time between two frames", gap, 100.0, "ms");
    Ok(())
}

/// Asks on one connection at its share of the pace; how many answers came.
async fn ask_on(to: SocketAddr) -> Result<u32> {
    let request = messages::request(to, &messages::body("text")).bytes();
    let mut connection = Connection::open(to).await?;
    let mut pace = interval(Duration::from_secs(1) * CONNECTIONS / PER_SECOND);
    pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let end = Instant::now() + LASTS;
    let mut answered = 0;
    while Instant::now() < end {
        pace.tick().await;
        connection.send(&request).await?;
        let answer = connection.answer().await?;
        ensure!(answer.status == 200, "{}", answer.text());
        answered += 1;
    }
    Ok(answered)
}
