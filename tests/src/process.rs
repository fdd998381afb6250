//! A child process that is killed and reaped with its guard, and whose output is kept.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal};

use crate::eventually;

/// A running program: dropping it kills it. Its output is read all the time, so that it never blocks on a full pipe.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    stdout: Capture,
    stderr: Capture,
}

#[derive(Debug)]
struct Capture {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

impl Capture {
    fn of(mut pipe: impl Read + Send + 'static) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&bytes);
        let reader = std::thread::spawn(move || {
            let mut piece = [0; 8192];
            while let Ok(count @ 1..) = pipe.read(&mut piece) {
                sink.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .extend_from_slice(&piece[..count]);
            }
        });
        Self {
            bytes,
            reader: Some(reader),
        }
    }

    fn text(&self) -> String {
        let bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn drain(&mut self) {
        if let Some(reader) = self.reader.take() {
            // A reader thread that panicked has lost output, which the assertions on that output show.
            let _ = reader.join();
        }
    }
}

impl Process {
    /// Starts `command` with no input and captured output.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        let stdout = Capture::of(child.stdout.take().context("no standard output")?);
        let stderr = Capture::of(child.stderr.take().context("no standard error")?);
        Ok(Self {
            name: name.to_owned(),
            child,
            stdout,
            stderr,
        })
    }

    /// The process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it wrote to standard output so far.
    #[must_use]
    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// What it wrote to standard error so far.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// Both outputs, for a failure message.
    #[must_use]
    pub fn output(&self) -> String {
        format!(
            "--- {} stdout\n{}\n--- {} stderr\n{}",
            self.name,
            self.stdout(),
            self.name,
            self.stderr()
        )
    }

    /// Waits for output in which `find` finds something; it is shown both outputs.
    ///
    /// # Errors
    /// The program ended, or `within` passed, before that.
    pub async fn wait_for<T>(
        &mut self,
        what: &str,
        within: Duration,
        find: impl Fn(&str, &str) -> Option<T>,
    ) -> Result<T> {
        let found = eventually(what, within, async || {
            let ended = self.child.try_wait()?;
            if ended.is_some() {
                self.stdout.drain();
                self.stderr.drain();
            }
            if let Some(value) = find(&self.stdout(), &self.stderr()) {
                return Ok(Some(value));
            }
            if let Some(status) = ended {
                bail!("{} ended ({status}) before {what}", self.name);
            }
            Ok(None)
        })
        .await;
        found.map_err(|error| error.context(self.output()))
    }

    /// Asks it to stop (SIGTERM).
    ///
    /// # Errors
    /// The process is gone already.
    pub fn terminate(&self) -> Result<()> {
        self.signal(Signal::TERM)
    }

    /// Interrupts it as Ctrl-C does (SIGINT).
    ///
    /// # Errors
    /// The process is gone already.
    pub fn interrupt(&self) -> Result<()> {
        self.signal(Signal::INT)
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        let id = i32::try_from(self.id()).ok().and_then(Pid::from_raw);
        rustix::process::kill_process(id.context("no process id")?, signal)
            .with_context(|| format!("{} cannot be asked to stop", self.name))
    }

    /// Waits for its end; afterwards all of its output is there.
    ///
    /// # Errors
    /// It still runs after `within`.
    pub async fn wait(&mut self, within: Duration) -> Result<ExitStatus> {
        let what = format!("the end of {}", self.name);
        let ended = eventually(&what, within, async || Ok(self.child.try_wait()?)).await;
        let status = ended.map_err(|error| error.context(self.output()))?;
        self.stdout.drain();
        self.stderr.drain();
        Ok(status)
    }

    /// Whether it still runs.
    ///
    /// # Errors
    /// Its state cannot be read.
    pub fn is_running(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// The most memory that it ever had resident, in bytes (`VmHWM` of `/proc/PID/status`, proc(5)).
    ///
    /// # Errors
    /// The process is gone, or this system has no `/proc`.
    pub fn peak_resident(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .context("no VmHWM in /proc")?;
        let kib: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kib * 1024)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing to kill, and `wait` only reaps it.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() || std::env::var_os("CCPROXY_E2E_LOGS").is_some() {
            crate::clients::tell(&self.output());
        }
    }
}
