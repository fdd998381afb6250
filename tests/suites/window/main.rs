//! The app's window, used as a person does: the real web view, strict fakes behind it, and the clipboard in the end.
//!
//! Needs Linux with Xvfb, dbus-daemon, xclip, xdotool, ImageMagick and `WebKitWebDriver`, and the built
//! `ccproxy-desktop`. Where one is missing the suite is skipped with a line that names it, or fails if
//! `CCPROXY_E2E_STRICT` is `1`.
#![cfg(target_os = "linux")]

mod accounts;
mod activity;
mod comes_and_goes;
mod connect;
mod first_run;
mod keyboard;
mod logging_in;
mod secrets;
mod settings;
mod token;
