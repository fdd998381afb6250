//! What the app takes while it only sits in the tray.

use std::time::Duration;

use anyhow::{Context as _, Result};
use e2e::Process;
use e2e::desktop::processes::Seen;
use e2e::desktop::{Desktop, Tools};
use tokio::time::sleep;

use crate::table::Table;

/// What a start leaves behind has settled by then.
const SETTLED: Duration = Duration::from_secs(5);

const WATCHED: Duration = Duration::from_secs(30);

/// What one program takes.
struct Idle {
    memory: f64,
    wakes: f64,
    of_window: usize,
}

pub(crate) async fn measure(app: &Tools, floor: &Tools, table: &mut Table) -> Result<()> {
    let bare = watch(floor, &[], false).await?;
    let hidden = watch(app, &["--demo", "--port", "0"], false).await?;
    let closed = watch(app, &["--demo", "--port", "0", "--window"], true).await?;
    table.note("empty tray app, PSS", bare.memory, "MiB");
    table.note("app in the tray, PSS", hidden.memory, "MiB");
    table.at_most(
        "the same, beside the empty app",
        hidden.memory / bare.memory,
        1.2,
        "times",
    );
    table.note("app after its window was closed, PSS", closed.memory, "MiB");
    table.at_most(
        "the same, beside the empty app",
        closed.memory / bare.memory,
        1.2,
        "times",
    );
    let of_window = u32::try_from(hidden.of_window.max(closed.of_window))?;
    table.at_most(
        "processes of a window that is not there",
        of_window.into(),
        0.0,
        "",
    );
    table.note("empty tray app, wake-ups", bare.wakes, "per second");
    for (what, wakes) in [
        ("app in the tray, wake-ups", hidden.wakes),
        ("app after its window was closed, wake-ups", closed.wakes),
    ] {
        table.at_most(what, wakes, 1.0 + bare.wakes, "per second");
    }
    Ok(())
}

async fn watch(tools: &Tools, arguments: &[&str], close: bool) -> Result<Idle> {
    let desktop = Desktop::with_tray(tools).await?;
    let process = Process::start("app", desktop.app().args(arguments))?;
    if close {
        desktop.window().await?;
        desktop.close_window().await?;
    } else {
        desktop.menu().await?;
    }
    sleep(SETTLED).await;
    let own = Seen {
        id: process.id(),
        name: String::new(),
    };
    let before = own.sleeps()?;
    sleep(WATCHED).await;
    let after = own.sleeps()?;
    let mut others = desktop.app_processes()?;
    others.retain(|seen| seen.id != own.id);
    let memory = others.iter().map(Seen::pss).sum::<Result<u64>>()? + own.pss()?;
    let times = u32::try_from(after.since(&before)).context("too many wake-ups")?;
    let memory = u32::try_from(memory >> 10).context("too much memory")?;
    Ok(Idle {
        memory: f64::from(memory) / 1024.0,
        wakes: f64::from(times) / WATCHED.as_secs_f64(),
        of_window: others.len(),
    })
}
