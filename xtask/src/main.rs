//! `cargo xtask run`, `test`, `bundle` and the others: the project's own commands, with what they need installed first.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool: what it prints is its result"
)]

mod bench;
mod bundle;
mod error;
mod figures;
mod fuzz;
mod run;
mod screenshots;
mod setup;
mod step;
mod test;
mod tool;
mod version;
mod words;
mod workspace;

use std::process::ExitCode;

use error::{Error, Result};
use workspace::Workspace;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  run [ARGS]      build and start ccproxy: the desktop app where there is a display, else the headless server;
                  ARGS go to it, `--demo` for one
  test [OPTIONS]  everything that must be green; `cargo xtask test --help` tells the options
  fuzz [TARGET…]  arbitrary bytes for the formats; `cargo xtask fuzz --help` tells the options
  bench [NAMES] [-- ARGS]
                  build for release and compare with nginx and the floors; NAMES are scenarios,
                  ARGS go to benches/compare.py
  figures         what the desktop app costs: time to its window, memory, wake-ups, a window under load
  screenshots     pictures of the app's window in every view and state; `cargo xtask screenshots --help` tells the options
  bundle          packages to install: .deb and .rpm here on Linux; `cargo xtask bundle --help` tells the options
  setup           install what `test` needs and stop
  help            this text

System packages are installed where they are missing (Debian, Ubuntu: apt-get as root or with sudo). Everything else
goes into the target folder. Each command is shown before it runs, and nothing is done a second time.";

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let Some((command, rest)) = arguments.split_first() else {
        println!("{HELP}");
        return Ok(ExitCode::from(2));
    };
    let workspace = Workspace::find()?;
    match command.as_str() {
        "run" => run::run(&workspace, rest),
        "test" => test::run(&workspace, rest),
        "fuzz" => fuzz::run(&workspace, rest),
        "bench" => bench::run(&workspace, rest),
        "figures" => figures::run(&workspace),
        "screenshots" => screenshots::run(&workspace, rest),
        "bundle" => bundle::run(&workspace, rest),
        "setup" => setup::run(&workspace),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(Error::new(format!("there is no command `{other}`"))
            .advise("see them all with: cargo xtask help")),
    }
}
