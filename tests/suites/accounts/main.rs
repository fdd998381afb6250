//! Accounts, as a person has them: the real command, strict authorization servers, a real browser's steps, a real
//! keyring, and the real `codex` command.

mod codex;
mod keyring;
mod kills;
mod logging_in;
mod processes;
mod seed;
mod session;

use anyhow::Result;
use e2e::person::{Ended, Person, Running};
use fakes::logins::{Act, Browser};

/// Logs in through the browser that the command opens.
async fn browse(mut running: Running, act: Act) -> Result<Ended> {
    let address = running.address().await?;
    Browser::noisy().login(&address, act).await?;
    running.ended().await
}

/// Logs in to Claude in the browser.
async fn log_in_to_claude(person: &Person) -> Result<Ended> {
    let running = person.start(&["auth", "login", "--accept-terms"])?;
    browse(running, Act::Consent).await
}
