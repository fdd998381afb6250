//! How many processes there are, and what they take.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How Claude Code mode stands, for `doctor` and the metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Processes that run, idle ones among them.
    pub running: usize,
    /// Those that wait for a request.
    pub idle: usize,
    /// How many were ever started.
    pub started: u64,
    /// What they hold of the machine's memory, in bytes, with what they share counted for each. `None` where the
    /// system does not say (measured on Linux only).
    pub memory: Option<u64>,
}

/// The processes that are not reaped yet.
#[derive(Debug, Default)]
pub(super) struct Census {
    started: AtomicU64,
    running: Mutex<HashSet<u32>>,
}

/// One of them. Dropping it strikes it off.
#[derive(Debug)]
pub(super) struct Counted {
    census: Arc<Census>,
    pid: Option<u32>,
}

impl Census {
    pub(super) fn count(census: &Arc<Self>, pid: Option<u32>) -> Counted {
        census.started.fetch_add(1, Ordering::Relaxed);
        if let Some(pid) = pid {
            census.running().insert(pid);
        }
        Counted {
            census: Arc::clone(census),
            pid,
        }
    }

    /// Asks the system, which takes some microseconds for each process.
    pub(super) fn stats(&self, idle: usize) -> Stats {
        let pids: Vec<u32> = self.running().iter().copied().collect();
        let memory = pids
            .iter()
            .map(|pid| memory(*pid))
            .try_fold(0, |sum: u64, one| Some(sum + one?));
        Stats {
            running: pids.len(),
            idle,
            started: self.started.load(Ordering::Relaxed),
            memory,
        }
    }

    fn running(&self) -> std::sync::MutexGuard<'_, HashSet<u32>> {
        // A panic elsewhere cannot leave a set half-changed.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(pid) = self.pid {
            self.census.running().remove(&pid);
        }
    }
}

/// Resident memory in bytes; 0 of one that has just ended (source: proc(5), `/proc/pid/status`, `VmRSS`).
#[cfg(target_os = "linux")]
fn memory(pid: u32) -> Option<u64> {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{pid}/status")) else {
        return Some(0);
    };
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: u64 = line.map_or(Some(0), |line| {
        line.trim().trim_end_matches(" kB").parse().ok()
    })?;
    Some(kib * 1024)
}

#[cfg(not(target_os = "linux"))]
fn memory(_: u32) -> Option<u64> {
    None
}
