//! The harness of the end-to-end suites: the built programs as child processes in a home of their own, and an HTTP
//! client that says exactly the bytes that it is told to, right or wrong.
//!
//! The suites themselves are in `suites/`, one test program each; the SDK suites are in `python/` and `javascript/`
//! and are started from there.

pub mod anthropic;
pub mod binaries;
pub mod canned;
pub mod claude;
#[cfg(target_os = "linux")]
pub mod claude_code;
pub mod clients;
pub mod codex;
#[cfg(target_os = "linux")]
pub mod desktop;
pub mod fake;
pub mod gateway;
pub mod gpt;
pub mod messages;
pub mod person;
pub mod process;
pub mod sandbox;
pub mod sse;
pub mod stage;
pub mod tee;
#[cfg(target_os = "linux")]
pub mod webdriver;
#[cfg(target_os = "linux")]
pub mod window;
pub mod wire;

pub use fake::Fake;
pub use gateway::Gateway;
pub use process::Process;
pub use sandbox::Sandbox;
pub use stage::Stage;
pub use tee::Tee;

use std::time::Duration;

/// No single exchange of these suites may take longer: beyond it something hangs.
pub const DEADLINE: Duration = Duration::from_secs(10);

/// How often a condition is looked at while it is waited for.
pub const POLL: Duration = Duration::from_millis(10);

/// Whether `CCPROXY_LONG` asks for as much as a test can do, rather than for what is quick.
#[must_use]
pub fn long() -> bool {
    std::env::var_os("CCPROXY_LONG").is_some()
}

/// Waits until `condition` gives a value, and fails with `what` when it does not within `within`.
///
/// # Errors
/// An error of the condition itself at once; the last "not yet" as a timeout that names `what`.
pub async fn eventually<T, F>(what: &str, within: Duration, mut condition: F) -> anyhow::Result<T>
where
    F: AsyncFnMut() -> anyhow::Result<Option<T>>,
{
    let end = tokio::time::Instant::now() + within;
    loop {
        if let Some(value) = condition().await? {
            return Ok(value);
        }
        anyhow::ensure!(
            tokio::time::Instant::now() < end,
            "not within {within:?}: {what}"
        );
        tokio::time::sleep(POLL).await;
    }
}
