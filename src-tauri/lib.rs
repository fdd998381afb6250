//! The ccproxy tray app: the same server as the command line, with a tray icon and a window.
//!
//! One task owns the server and publishes its state ([`mod@state`]); the tray and the window are views of it.

mod actions;
mod args;
mod clipboard;
mod commands;
mod display;
mod log;
mod shell;
mod signals;
mod state;
mod tray;
mod window;

pub use args::Args;
pub use shell::run;
