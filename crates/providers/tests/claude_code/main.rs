//! Claude Code mode: with the real `claude` command against the strict fake of the API, and with stand-ins for faults.
//!
//! The command is the one that `CCPROXY_CLAUDE` names; without it the suites that need it say so and are passed over,
//! and fail where `CCPROXY_E2E_STRICT` is `1`.

#![cfg(unix)]
#![cfg(test)]

mod answers;
mod deadlines;
mod endings;
mod faults;
mod histories;
mod launchers;
mod many;
mod refusals;
mod renewals;
mod schemas;
mod stage;
mod standin;
mod tools;
mod waiting;
