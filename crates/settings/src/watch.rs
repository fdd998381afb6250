//! Settings that follow their files.

mod fingerprint;
mod folders;
mod follow;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

use tokio::sync::watch;

use crate::error::Error;
use crate::load::Loaded;
use crate::source::Sources;

/// Watches the files that settings come from. One thread belongs to it, which ends, and with it the
/// receivers, when this is dropped.
#[derive(Debug)]
pub struct Watch {
    loaded: watch::Receiver<Arc<Loaded>>,
    problem: watch::Receiver<Option<String>>,
    extra: watch::Receiver<u64>,
    stop: Arc<AtomicBool>,
    wake: SyncSender<()>,
}

impl Watch {
    /// Starts with `initial`, which is published at once, and reloads when `config.toml` or a `.env`
    /// changes, also when its folder is yet to be made. `extra` are files that only
    /// [`extra`](Self::extra) counts; the TLS files of the settings are always among them.
    ///
    /// # Errors
    /// When the thread cannot be started. Where the system cannot watch files, they are looked at
    /// every few seconds instead.
    pub fn start(sources: Sources, initial: Loaded, extra: Vec<PathBuf>) -> Result<Self, Error> {
        // One waiting wake-up stands for any number of changes.
        let (wake, woken) = sync_channel(1);
        let stop = Arc::new(AtomicBool::new(false));
        let initial = Arc::new(initial);
        let (loaded_tx, loaded) = watch::channel(Arc::clone(&initial));
        let (problem_tx, problem) = watch::channel(None);
        let (extra_tx, extra_rx) = watch::channel(0);
        let follower = follow::Follower::new(
            follow::Inputs {
                sources,
                current: initial,
                extra,
            },
            follow::Outputs {
                loaded: loaded_tx,
                problem: problem_tx,
                extra: extra_tx,
            },
            follow::Bell {
                wake: wake.clone(),
                woken,
                stop: Arc::clone(&stop),
            },
        );
        std::thread::Builder::new()
            .name("settings-watch".to_owned())
            .spawn(move || follower.run())
            .map_err(Error::Watch)?;
        Ok(Self {
            loaded,
            problem,
            extra: extra_rx,
            stop,
            wake,
        })
    }

    /// The settings that hold. A state with mistakes changes nothing, nor does one with the same
    /// values as before.
    #[must_use]
    pub fn loaded(&self) -> watch::Receiver<Arc<Loaded>> {
        self.loaded.clone()
    }

    /// Why the files' present state was not taken, as [`Error`] says it; `None` when it was.
    #[must_use]
    pub fn problem(&self) -> watch::Receiver<Option<String>> {
        self.problem.clone()
    }

    /// A number that grows when one of the extra files, or a TLS file, is changed, made or removed.
    #[must_use]
    pub fn extra(&self) -> watch::Receiver<u64> {
        self.extra.clone()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // A full channel wakes the thread just as well.
        let _ = self.wake.try_send(());
    }
}
