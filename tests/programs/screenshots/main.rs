//! Pictures of the app's window in every view and state, in light and dark, narrow and wide.
//!
//! `screenshots FOLDER [WORD]`: files are named VIEW-STATE-THEME-WIDTH.png; with a word only those groups of scenes whose
//! name has it. `cargo xtask screenshots` builds what it needs.
#![cfg_attr(not(target_os = "linux"), allow(unused))]

#[cfg(target_os = "linux")]
mod camera;
#[cfg(target_os = "linux")]
mod scenes;

use std::process::ExitCode;

use e2e::clients::tell;

#[cfg(target_os = "linux")]
#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next() else {
        tell("usage: screenshots FOLDER [WORD]");
        return ExitCode::from(2);
    };
    let word = arguments.next().unwrap_or_default();
    match scenes::all(std::path::Path::new(&folder), &word).await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(failed) => {
            tell(&format!("{failed} scenes could not be shown"));
            ExitCode::FAILURE
        }
        Err(error) => {
            tell(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    tell("pictures are taken on Linux only");
    ExitCode::FAILURE
}
