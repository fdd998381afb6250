//! How long a person waits for the window.

use std::time::Instant;

use anyhow::{Context as _, Result};
use e2e::Process;
use e2e::desktop::{Desktop, Tools};

use crate::table::Table;

/// The first start reads the program from the disk, and the web view's cache is empty: it does not count.
const STARTS: usize = 6;

pub(crate) async fn measure(tools: &Tools, table: &mut Table) -> Result<()> {
    let desktop = Desktop::with_tray(tools).await?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let mut command = desktop.app();
        command.args(["--demo", "--window", "--port", "0"]);
        let begin = Instant::now();
        let mut app = Process::start("app", &mut command)?;
        let shown = desktop.window().await;
        shown.with_context(|| app.output())?;
        starts.push(begin.elapsed().as_secs_f64());
        app.terminate()?;
        app.wait(e2e::desktop::PATIENCE).await?;
        desktop.is_left().await?;
    }
    table.note("first start to a visible window", starts[0], "s");
    table.at_most(
        "warm start to a visible window",
        median(&mut starts[1..]),
        1.0,
        "s",
    );

    // Icons of the starts before are gone, and the bus still names them.
    let desktop = Desktop::with_tray(tools).await?;
    let mut command = desktop.app();
    command.args(["--demo", "--port", "0"]);
    let app = Process::start("app", &mut command)?;
    let menu = desktop.menu().await?;
    let mut opened = Vec::new();
    for _ in 1..STARTS {
        let clicked = menu.click("Open window").await?;
        let shown = desktop.window().await;
        shown.with_context(|| app.output())?;
        opened.push(clicked.elapsed().as_secs_f64());
        desktop.close_window().await?;
    }
    table.at_most(
        "from the tray to a visible window",
        median(&mut opened),
        1.0,
        "s",
    );
    Ok(())
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
