//! Processes that were started ahead of their request.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::launch::Launch;
use super::process::Process;
use super::shared::Shared;

/// How many wait at most; each holds about 170 MB.
const MOST: usize = 2;
/// With more requests at one time than this, a process more would only slow down those that are asked for.
const QUIET: usize = 2;
/// How long one waits.
const AGE: Duration = Duration::from_secs(5 * 60);

#[derive(Debug, Default)]
pub(super) struct Pool(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    number: u64,
    /// Oldest first.
    idle: VecDeque<Idle>,
    /// Those that are being started.
    coming: Vec<Launch>,
}

#[derive(Debug)]
struct Idle {
    number: u64,
    launch: Launch,
    process: Process,
}

impl Pool {
    /// One that was started like this and lives.
    pub(super) fn take(&self, launch: &Launch) -> Option<Process> {
        let mut waiting = self.waiting();
        waiting.idle.retain(|idle| !idle.process.is_gone());
        let at = waiting
            .idle
            .iter()
            .position(|idle| idle.launch == *launch)?;
        waiting.idle.remove(at).map(|idle| idle.process)
    }

    /// How many wait.
    pub(super) fn idle(&self) -> usize {
        self.waiting().idle.len()
    }

    /// Whether one like this is wanted; then it is announced.
    fn announce(&self, launch: &Launch) -> bool {
        let mut waiting = self.waiting();
        let lives = |idle: &Idle| idle.launch == *launch && !idle.process.is_gone();
        if waiting.coming.len() >= MOST
            || waiting.coming.contains(launch)
            || waiting.idle.iter().any(lives)
        {
            return false;
        }
        waiting.coming.push(launch.clone());
        true
    }

    /// The announced one has come, or will not.
    fn come(&self, launch: Launch, process: Option<Process>) -> u64 {
        let mut waiting = self.waiting();
        waiting.coming.retain(|coming| *coming != launch);
        let Some(process) = process else {
            return waiting.number;
        };
        // The oldest goes where there are too many.
        if waiting.idle.len() >= MOST {
            waiting.idle.pop_front();
        }
        waiting.number += 1;
        let number = waiting.number;
        waiting.idle.push_back(Idle {
            number,
            launch,
            process,
        });
        number
    }

    fn remove(&self, number: u64) {
        self.waiting().idle.retain(|idle| idle.number != number);
    }

    /// Ends them all.
    pub(super) fn clear(&self) {
        self.waiting().idle.clear();
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        // A panic elsewhere cannot leave a list half-changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts a process for the next request like this one, and lets it go after a while.
pub(super) fn ahead(shared: &Arc<Shared>, launch: Launch) {
    let wanted = shared.options.prewarm && !shared.ahead.is_cancelled() && shared.busy() <= QUIET;
    if !wanted || !shared.pool.announce(&launch) {
        return;
    }
    let task = Arc::clone(shared);
    shared.tasks.spawn(async move {
        // Whatever is wrong, the next request finds out, and is told.
        let Ok(process) = Process::start(&task, &launch).await else {
            task.pool.come(launch, None);
            return;
        };
        let gone = process.gone();
        let number = task.pool.come(launch, Some(process));
        tokio::select! {
            () = tokio::time::sleep(AGE) => {}
            () = gone.cancelled() => {}
            () = task.ahead.cancelled() => {}
        }
        task.pool.remove(number);
    });
}
