//! The thread that follows the files.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::fingerprint::Fingerprints;
use super::folders::Folders;
use crate::load::{Loaded, load};
use crate::source::Sources;

/// A file is read when nothing has touched it for this long: an editor writes in several steps.
const QUIET: Duration = Duration::from_millis(100);
/// But one that is touched all the time is read after this long.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often files are looked at where changes ring no bell.
const POLL: Duration = Duration::from_secs(3);

/// What is followed.
pub(super) struct Inputs {
    pub(super) sources: Sources,
    pub(super) current: Arc<Loaded>,
    pub(super) extra: Vec<PathBuf>,
}

/// What is published.
pub(super) struct Outputs {
    pub(super) loaded: watch::Sender<Arc<Loaded>>,
    pub(super) problem: watch::Sender<Option<String>>,
    pub(super) extra: watch::Sender<u64>,
}

/// What the thread waits for.
pub(super) struct Bell {
    pub(super) wake: SyncSender<()>,
    pub(super) woken: Receiver<()>,
    pub(super) stop: Arc<AtomicBool>,
}

/// Everything that the thread owns.
pub(super) struct Follower {
    inputs: Inputs,
    outputs: Outputs,
    bell: Bell,
    fingerprints: Fingerprints,
}

impl Follower {
    /// The extra files count as known from now on.
    pub(super) fn new(inputs: Inputs, outputs: Outputs, bell: Bell) -> Self {
        let mut fingerprints = Fingerprints::default();
        fingerprints.changed(extra_files(&inputs));
        Self {
            inputs,
            outputs,
            bell,
            fingerprints,
        }
    }

    pub(super) fn run(mut self) {
        let mut folders = Folders::new(self.bell.wake.clone());
        folders.update(&self.files());
        // The first look, for what changed before the watch, waits for a writer as any other does.
        while self.settle() {
            // A folder may have been made, and must be watched before its files are read.
            folders.update(&self.files());
            self.look();
            // The TLS files may be others now.
            let files = self.files();
            folders.update(&files);
            if !self.wait(folders.needs_polling(&files)) {
                return;
            }
        }
    }

    /// Waits until something may have changed; `false` at the end.
    fn wait(&self, polling: bool) -> bool {
        if polling {
            self.bell.woken.recv_timeout(POLL) != Err(RecvTimeoutError::Disconnected)
        } else {
            self.bell.woken.recv().is_ok()
        }
    }

    /// Waits until nothing has touched the files for a while; `false` at the end.
    fn settle(&self) -> bool {
        let since = Instant::now();
        let mut rung = Ok(());
        while rung.is_ok() && !self.stopped() && since.elapsed() < PATIENCE {
            rung = self.bell.woken.recv_timeout(self.quiet());
        }
        !self.stopped() && rung != Err(RecvTimeoutError::Disconnected)
    }

    /// An empty file is most likely one that is about to be written: many editors truncate it first.
    /// To believe it at once would take away the auth token for that moment.
    fn quiet(&self) -> Duration {
        let is_empty = |file: &PathBuf| {
            std::fs::metadata(file).is_ok_and(|metadata| metadata.is_file() && metadata.len() == 0)
        };
        if self.own_files().iter().any(is_empty) {
            PATIENCE
        } else {
            QUIET
        }
    }

    fn stopped(&self) -> bool {
        self.bell.stop.load(Ordering::Acquire)
    }

    fn look(&mut self) {
        if self.fingerprints.changed(extra_files(&self.inputs)) {
            self.outputs
                .extra
                .send_modify(|generation| *generation += 1);
        }
        let problem = match load(&self.inputs.sources) {
            Ok(loaded) => {
                self.publish(loaded);
                None
            }
            Err(error) => Some(error.to_string()),
        };
        self.outputs.problem.send_if_modified(|old| {
            let changed = *old != problem;
            *old = problem;
            changed
        });
    }

    fn publish(&mut self, loaded: Loaded) {
        if !loaded.same_as(&self.inputs.current) {
            self.inputs.current = Arc::new(loaded);
            self.outputs
                .loaded
                .send_replace(Arc::clone(&self.inputs.current));
            // TLS files that are new have not changed.
            self.fingerprints.add(extra_files(&self.inputs));
        }
    }

    fn files(&self) -> Vec<PathBuf> {
        self.own_files()
            .into_iter()
            .chain(extra_files(&self.inputs))
            .collect()
    }

    fn own_files(&self) -> Vec<PathBuf> {
        let sources = &self.inputs.sources;
        let own = [sources.config_file.clone(), sources.user_env.clone()];
        own.into_iter().chain(sources.cwd_env.clone()).collect()
    }
}

fn extra_files(inputs: &Inputs) -> impl Iterator<Item = PathBuf> + use<> {
    let tls = inputs.current.settings.server.tls.clone();
    let tls = tls.into_iter().flat_map(|tls| [tls.cert, tls.key]);
    inputs.extra.clone().into_iter().chain(tls)
}
