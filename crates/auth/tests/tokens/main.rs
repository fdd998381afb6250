//! Tokens that stay fresh, against strict fakes whose refresh tokens are good for one use.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test a failure is the finding, in its helpers too"
)]

mod ahead;
mod clocks;
mod codex;
mod faults;
mod overview;
mod refusals;
mod sharing;
mod stage;
mod storing;
