//! The client programs that the suites drive, named by the environment.
//!
//! | variable | what |
//! | --- | --- |
//! | `CCPROXY_PYTHON` | a Python interpreter that has `python/requirements.txt` |
//! | `CCPROXY_NODE` | a Node interpreter (22 or newer) |
//! | `CCPROXY_CLIENTS` | the folder whose `node_modules` has `javascript/package.json` installed |
//! | `CCPROXY_CLAUDE` | the `claude` command, 2.1.331 |
//! | `CCPROXY_CODEX` | the `codex` command, 0.169.0 |
//! | `CCPROXY_E2E_STRICT` | `1`: a missing client is a failure, not a skip |

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail, ensure};

use crate::{Process, Sandbox};

/// The file or folder that `variable` names; nothing when it is not set, after a line that says what is skipped.
///
/// # Errors
/// It names something that is not there; or it is not set and `CCPROXY_E2E_STRICT` is `1`.
pub fn named_by(variable: &str) -> Result<Option<PathBuf>> {
    if let Some(path) = std::env::var_os(variable).map(PathBuf::from) {
        ensure!(
            path.exists(),
            "{variable} names {}, which is not there",
            path.display()
        );
        return Ok(Some(path));
    }
    if std::env::var("CCPROXY_E2E_STRICT").is_ok_and(|value| value == "1") {
        bail!("{variable} is not set; run the suites with: cargo xtask test");
    }
    tell(&format!(
        "skipped: {variable} is not set; `cargo xtask test` installs the client and sets it"
    ));
    Ok(None)
}

/// Writes a line past the capturing of the test runner, which would swallow the note of a skip.
pub fn tell(text: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Runs another language's test program to its end; its output is the error when it fails.
///
/// # Errors
/// It failed, or took longer than `within`.
pub async fn run_suite(name: &str, command: &mut Command, within: Duration) -> Result<()> {
    let mut process = Process::start(name, command)?;
    let status = process.wait(within).await?;
    ensure!(
        status.success(),
        "{name} failed ({status})\n{}",
        process.output()
    );
    tell(process.stdout().lines().last().unwrap_or_default());
    Ok(())
}

/// A command in `sandbox` for an interpreter, with what all suites of clients want to know.
#[must_use]
pub fn interpreter(program: &PathBuf, sandbox: &Sandbox) -> Command {
    let mut command = Command::new(program);
    sandbox.dress(&mut command);
    command
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("NO_COLOR", "1")
        .env("NO_PROXY", "127.0.0.1,localhost,::1");
    command
}
