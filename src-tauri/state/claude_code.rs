//! Claude Code's own sign-in, by the person's own `claude` command.

use std::{path::PathBuf, time::Duration};

use auth::{
    Accounts,
    claude_code::{self, ClaudeCode},
};
use tauri::AppHandle;
use tauri_plugin_shell::{ShellExt as _, process::CommandEvent};
use tokio::{sync::watch, time::timeout};

use super::prepared::{Done, Prepared};

/// How long the person may take in the browser.
const PATIENCE: Duration = Duration::from_secs(600);
/// No address of a login is longer; the rest of the command's output is let go.
const LONGEST: usize = 8 << 10;

/// Why the sign-in does not begin.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInError {
    /// There is no `claude`.
    #[error("Claude Code is not installed. Install it, then try again.")]
    NotInstalled,
    /// It is there and does not run.
    #[error("{} cannot be run: {why}.", path.display())]
    NotRun {
        /// The program.
        path: PathBuf,
        /// The system's reason.
        why: tauri_plugin_shell::Error,
    },
}

/// Starts `claude auth login`. It opens the browser itself, and ends when what this gives is dropped.
pub(crate) async fn sign_in(app: &AppHandle, accounts: &Accounts) -> Result<Prepared, SignInError> {
    let configured = accounts.setup().claude_command.clone();
    let found = tokio::task::spawn_blocking(move || configured.or_else(claude_code::find)).await;
    let path = found.ok().flatten().ok_or(SignInError::NotInstalled)?;

    let recipe = claude_code::sign_in(&path);
    let command = app
        .shell()
        .command(recipe.get_program())
        .args(recipe.get_args())
        .set_process_group(true)
        .kill_on_drop(true);
    let (mut events, child) = command.spawn().map_err(|why| SignInError::NotRun {
        path: path.clone(),
        why,
    })?;
    let (said, address) = watch::channel(None);
    let outcome = async move {
        // It lives as long as this future: a cancelled sign-in ends the command.
        let _child = child;
        let ended = timeout(PATIENCE, async {
            while let Some(event) = events.recv().await {
                match event {
                    CommandEvent::Stdout(line) | CommandEvent::Stderr(line) => {
                        if let Some(found) = address_in(&line) {
                            said.send_if_modified(|known| {
                                known.is_none() && known.replace(found).is_none()
                            });
                        }
                    }
                    CommandEvent::Terminated(ended) => return ended.code == Some(0),
                    CommandEvent::Error(_) | _ => {}
                }
            }
            false
        });
        match ended.await {
            Ok(true) => Ok(signed_in(&path).await),
            Ok(false) => Err("Claude Code did not sign you in. Try again, or run `claude auth login` in a terminal".into()),
            Err(_) => Err("no answer in 10 minutes. Start the sign-in again".into()),
        }
    };
    Ok(Prepared {
        address,
        pastes: None,
        outcome: Box::pin(outcome),
    })
}

async fn signed_in(path: &std::path::Path) -> Done {
    let account = match claude_code::status(Some(path)).await {
        ClaudeCode::SignedIn(its) => its.email,
        _ => None,
    };
    Done {
        account,
        plan_use: None,
    }
}

/// The page of the sign-in, where a line of the command's output names one.
fn address_in(line: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(line.get(..LONGEST).unwrap_or(line)).ok()?;
    let start = text.find("https://")?;
    let address = text[start..].split_whitespace().next()?;
    let plain = address.chars().all(|c| c.is_ascii_graphic());
    plain.then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_what_the_command_says() {
        let line = b"If the browser did not open, visit: https://claude.com/cai/oauth?code=true&x=1 and go on";
        let address = address_in(line);
        assert_eq!(
            address.as_deref(),
            Some("https://claude.com/cai/oauth?code=true&x=1")
        );
        assert_eq!(address_in(b"Opening browser"), None);
        assert_eq!(address_in(&[0xff; 20_000]), None);
    }
}
