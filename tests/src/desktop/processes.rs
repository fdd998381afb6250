//! The processes of one desktop, as `/proc` shows them: they are known by their home (proc(5)).

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use rustix::process::{Pid, Signal};

/// A process that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its id.
    pub id: u32,
    /// Its name, cut to 15 letters.
    pub name: String,
}

impl Seen {
    /// Its share of the machine's memory in bytes (`Pss` of `smaps_rollup`): what it shares is divided by who shares it.
    ///
    /// # Errors
    /// It is gone.
    pub fn pss(&self) -> Result<u64> {
        let rollup = fs::read_to_string(self.folder().join("smaps_rollup"))?;
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        let kib = line.context("no Pss")?.trim().trim_end_matches("kB").trim();
        Ok(kib.parse::<u64>()? * 1024)
    }

    /// How often each of its threads gave the processor back by itself: each time it slept, and was woken.
    ///
    /// # Errors
    /// It is gone.
    pub fn sleeps(&self) -> Result<Sleeps> {
        let mut sleeps = BTreeMap::new();
        for thread in fs::read_dir(self.folder().join("task"))? {
            let thread = thread?;
            // A thread may end while they are counted.
            let status = fs::read_to_string(thread.path().join("status")).unwrap_or_default();
            let count = status
                .lines()
                .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
            if let Some(count) = count {
                sleeps.insert(thread.file_name(), count.trim().parse()?);
            }
        }
        Ok(Sleeps(sleeps))
    }

    /// What it was started with, its name first.
    ///
    /// # Errors
    /// It is gone.
    pub fn arguments(&self) -> Result<Vec<String>> {
        let line = fs::read_to_string(self.folder().join("cmdline"))?;
        Ok(line.split_terminator('\0').map(str::to_owned).collect())
    }

    /// The variables of its environment, as `NAME=value`, each with a zero byte behind it.
    ///
    /// # Errors
    /// It is gone.
    pub fn environment(&self) -> Result<Vec<u8>> {
        Ok(fs::read(self.folder().join("environ"))?)
    }

    fn folder(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}", self.id))
    }

    /// Kills it.
    pub fn kill(&self) {
        let id = i32::try_from(self.id).ok().and_then(Pid::from_raw);
        if let Some(id) = id {
            // It may have ended by itself.
            let _ = rustix::process::kill_process(id, Signal::KILL);
        }
    }
}

/// How often each thread of a process slept, by the thread's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sleeps(BTreeMap<OsString, u64>);

impl Sleeps {
    /// How often they slept since. A thread that has ended takes its count with it, and nobody else's.
    #[must_use]
    pub fn since(&self, before: &Self) -> u64 {
        let of =
            |(id, now): (&OsString, &u64)| now - before.0.get(id).copied().unwrap_or(0).min(*now);
        self.0.iter().map(of).sum()
    }
}

/// All processes with this home.
///
/// # Errors
/// This system has no `/proc`.
pub fn of_home(home: &str) -> Result<Vec<Seen>> {
    let mark = format!("HOME={home}");
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let folder = entry?.path();
        let id = folder.file_name().and_then(|name| name.to_str());
        let Some(id) = id.and_then(|name| name.parse().ok()) else {
            continue;
        };
        // Processes come and go while they are looked through.
        let environment = fs::read(folder.join("environ")).unwrap_or_default();
        let mut variables = environment.split(|byte| *byte == 0);
        if variables.any(|variable| variable == mark.as_bytes()) {
            let name = fs::read_to_string(folder.join("comm")).unwrap_or_default();
            let name = name.trim().to_owned();
            found.push(Seen { id, name });
        }
    }
    Ok(found)
}
