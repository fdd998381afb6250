//! A whole gateway against a strict provider, in one process: what the end-to-end suites cannot set up from outside.

#![allow(
    clippy::unwrap_used,
    reason = "in a test a failure is the finding, in its helpers too"
)]

mod accounts;
mod activity;
mod gpt;
mod https;
mod login_problem;
mod renewal;
mod stage;
mod translation;
