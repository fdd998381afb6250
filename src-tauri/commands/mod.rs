//! What the window may call: thin, one file per area. Each has a row in the [`table`], a permission in
//! permissions/window.toml, and a line in `ui/bindings.d.ts`; a test holds them together.
#![allow(
    clippy::needless_pass_by_value,
    reason = "a command is handed its arguments and the state by value"
)]

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod logins;
pub(crate) mod proxy;
pub(crate) mod settings;
pub(crate) mod snippets;
pub(crate) mod table;
pub(crate) mod token;
pub(crate) mod window;

use std::fmt::Display;

use crate::views::sentence;

/// What a command rejects with: one sentence for the person.
pub(crate) type Told<T> = Result<T, String>;

/// An error as the person reads it.
pub(crate) fn told(error: impl Display) -> String {
    sentence(&error.to_string())
}
