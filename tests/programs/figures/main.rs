//! What the desktop app costs: time to its window, memory and wake-ups in the tray, and a window under load.
//!
//! `desktop-figures APP FLOOR [WORD]`: both are release builds; FLOOR is the empty tray app of benches/floor-tray. With a
//! word only those figures whose name has it: opening, idle, load. Prints a table, and fails where a figure misses its target. `cargo xtask figures` builds what it needs.
#![cfg_attr(not(target_os = "linux"), allow(unused))]

#[cfg(target_os = "linux")]
mod idle;
#[cfg(target_os = "linux")]
mod load;
#[cfg(target_os = "linux")]
mod opening;
#[cfg(target_os = "linux")]
mod table;

use std::process::ExitCode;

use e2e::clients::tell;

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> ExitCode {
    let programs: Vec<_> = std::env::args_os().skip(1).collect();
    let (app, floor, word) = match programs.as_slice() {
        [app, floor] => (app, floor, ""),
        [app, floor, word] => (app, floor, word.to_str().unwrap_or_default()),
        _ => {
            tell("usage: desktop-figures APP FLOOR [opening, idle or load]");
            return ExitCode::from(2);
        }
    };
    match measure(app.into(), floor.into(), word).await {
        Ok(table) => {
            tell(&table.to_string());
            if table.is_met() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            tell(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

#[cfg(target_os = "linux")]
async fn measure(
    app: std::path::PathBuf,
    floor: std::path::PathBuf,
    word: &str,
) -> anyhow::Result<table::Table> {
    let app = e2e::desktop::Tools { app };
    let floor = e2e::desktop::Tools { app: floor };
    let mut table = table::Table::default();
    if "opening".contains(word) {
        opening::measure(&app, &mut table).await?;
    }
    if "idle".contains(word) {
        idle::measure(&app, &floor, &mut table).await?;
    }
    if "load".contains(word) {
        load::measure(app, &mut table).await?;
    }
    Ok(table)
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    tell("these figures are taken on Linux only");
    ExitCode::FAILURE
}
