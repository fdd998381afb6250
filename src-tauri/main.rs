//! The program `ccproxy-desktop`.

// A release build on Windows opens no console beside its window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    if let Some(code) = providers::claude_code::launched() {
        return code;
    }
    ccproxy_desktop::run(&ccproxy_desktop::Args::parse())
}
