//! A login that goes through a browser, here or on another machine.

use std::future::Future;
use std::io::{BufRead, IsTerminal};

use auth::oauth::{Attempt, LoginError, PasteBox};
use auth::store::StoreError;

use crate::output::Output;
use crate::signals::Signals;

/// No line that a person pastes is longer; the rest is left alone.
const LONGEST: usize = 16 << 10;

/// Shows the address, opens the browser where there is one, and waits for the answer or for a pasted text. Ctrl-C leaves
/// nothing behind.
pub(super) async fn through<O, K, F, T>(
    attempt: Attempt<O>,
    no_browser: bool,
    output: &Output,
    keep: K,
) -> anyhow::Result<T>
where
    K: FnOnce(O) -> F,
    F: Future<Output = Result<T, StoreError>>,
{
    let signals = Signals::new()?;
    let elsewhere = no_browser || !has_display();
    if elsewhere {
        output.note(&format!(
            "Open this address in a browser, on any machine:\n\n{}\n\n\
             Then paste here what it ends on: the code that the page shows, or the whole address of the last page.",
            attempt.manual_address()
        ));
    } else {
        let address = attempt.address().to_owned();
        let opened = tokio::task::spawn_blocking({
            let address = address.clone();
            move || open::that_detached(address)
        });
        let lead = match opened.await {
            Ok(Ok(())) => "Your browser opens. If it does not, open this address in it:",
            _ => "No browser could be opened. Open this address in one on this machine:",
        };
        output.note(&format!("{lead}\n\n{address}\n"));
    }
    if elsewhere || std::io::stdin().is_terminal() {
        let box_ = attempt.paste_box();
        let output = *output;
        // It waits for a line, which may never come; it ends with the process.
        std::thread::spawn(move || read_pastes(&box_, &output));
    }
    stoppable(signals, attempt.finish(keep)).await
}

/// The outcome of a login, unless the person stops it.
pub(super) async fn stoppable<T>(
    mut signals: Signals,
    login: impl Future<Output = Result<T, LoginError>>,
) -> anyhow::Result<T> {
    tokio::select! {
        outcome = login => Ok(outcome?),
        () = signals.next() => anyhow::bail!("stopped. Nothing was changed"),
    }
}

fn read_pastes(pastes: &PasteBox, output: &Output) {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        if line.trim().is_empty() {
            continue;
        }
        let line: String = line.chars().take(LONGEST).collect();
        match pastes.submit(&line) {
            Ok(()) => return,
            Err(error) => output.note(&format!("ccproxy: {error}")),
        }
    }
}

/// Whether a browser could be seen here.
fn has_display() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
