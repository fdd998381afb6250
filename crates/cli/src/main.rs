//! The `ccproxy` command: the gateway for machines with no display, and for people who like a terminal.

mod arguments;
mod commands;
mod exit;
mod output;
mod signals;
mod table;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use output::Output;

fn main() -> ExitCode {
    if let Some(code) = providers::claude_code::launched() {
        return code;
    }
    let arguments = Arguments::parse();
    let output = Output::new(arguments.json);
    match run(arguments.command, &output) {
        Ok(code) => code.into(),
        Err(error) => {
            output.error(&error);
            exit::Code::Failed.into()
        }
    }
}

fn run(command: Command, output: &Output) -> anyhow::Result<exit::Code> {
    match command {
        Command::Serve(options) => commands::serve::run(options, output),
        Command::Auth(action) => commands::auth::run(action, output),
        Command::Config(action) => commands::config::run(action, output),
        Command::Token(action) => commands::token::run(action, output),
        Command::Env { shell } => commands::client::env(shell, output),
        Command::Snippet { name, model } => {
            commands::client::snippet(name, model.as_deref(), output)
        }
        Command::Doctor => commands::doctor::run(output),
        Command::Completions { shell } => commands::completions::run(shell),
        Command::Man { folder } => commands::man::run(&folder),
    }
}
