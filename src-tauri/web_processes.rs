//! What WebKit leaves running when the window is gone.
//!
//! On Linux the toolkit keeps its web context for the life of the program, and with it a `WebKitNetworkProcess` of some 30
//! MiB (measured with WebKitGTK 2.50). It holds nothing of ours, and WebKit starts another one for the next window.

use std::time::Duration;

use rustix::process::{Pid, Signal, getpid, kill_process};
use tauri::AppHandle;

use crate::window;

/// A person who closes the window by mistake opens it again within this.
const LATER: Duration = Duration::from_secs(2);

/// How the kernel cuts the name of the process (proc(5): 15 bytes).
const NAME: &str = "WebKitNetworkPr";

/// Ends it, unless a window is there again by then.
pub(crate) fn end_later(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(LATER).await;
        if window::is_open(&app) {
            return;
        }
        let ended = tokio::task::spawn_blocking(end).await;
        if let Ok(Err(error)) = ended {
            tracing::debug!(%error, "WebKit’s process could not be looked for");
        }
    });
}

fn end() -> std::io::Result<()> {
    for entry in std::fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let pid = name.to_str().and_then(|name| name.parse().ok());
        let Some(pid) = pid.and_then(Pid::from_raw) else {
            continue;
        };
        // It may end while we look.
        let Ok(status) = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()))
        else {
            continue;
        };
        if is_ours(&status, getpid()) {
            let _ = kill_process(pid, Signal::TERM);
        }
    }
    Ok(())
}

/// Whether a line of `/proc/PID/stat` (proc(5)) is of the network process, and `parent` its parent.
fn is_ours(stat: &str, parent: Pid) -> bool {
    let Some((before, after)) = stat.rsplit_once(')') else {
        return false;
    };
    let named = before.split_once('(').is_some_and(|(_, name)| name == NAME);
    let its_parent = after.split_whitespace().nth(1);
    named && its_parent == Some(parent.as_raw_nonzero().to_string().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_network_process_of_this_program_is_meant() {
        let us = Pid::from_raw(42).expect("a pid");
        assert!(is_ours("77 (WebKitNetworkPr) S 42 77 77 0", us));
        assert!(!is_ours("77 (WebKitNetworkPr) S 43 77 77 0", us));
        assert!(!is_ours("77 (WebKitWebProces) S 42 77 77 0", us));
        assert!(!is_ours("77 (a) S 42) (WebKitNetworkPr) S 1 2", us));
        assert!(!is_ours("", us));
    }
}
