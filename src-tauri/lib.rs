//! The ccproxy tray app: the same server as the command line, with a tray icon and a window.
//!
//! One task owns the server and publishes its state ([`mod@state`]); the tray and the window are views of it.

mod about;
mod actions;
mod args;
mod clipboard;
mod commands;
mod copying;
mod display;
mod launching;
mod log;
mod notices;
mod shell;
mod signals;
mod state;
mod telling;
mod tray;
mod views;
mod window;

use about::About;
pub use args::{Args, Link};
pub use shell::run;
