//! One `claude` process, from its start to its reaping.

use std::io;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use auth::claude_code::renews_login;
use bytes::Bytes;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::oneshot;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::census::{Census, Counted};
use super::failure::Failure;
use super::folder::{self, Folder};
use super::launch::Launch;
use super::launcher::NOT_STARTED;
use super::lines::{self, Lines};
use super::program::Program;
use super::shared::Shared;
use super::tools::Offered;

/// How long an interrupted process has to end by itself: it takes its marks off the person's files (70 to 120 ms on a
/// busy machine), and has two seconds by its own measure for a login that it renews (measured with claude 2.1.331). Then
/// it is killed.
const GRACE: Duration = Duration::from_millis(2500);
/// How long a login's renewal is waited for before that; it takes some tenths of a second.
pub(super) const RENEWAL: Duration = Duration::from_secs(8);
/// How often it is looked whether it is over.
const LOOK: Duration = Duration::from_millis(20);
/// How long the command may take to read what it is told.
const TELL_WITHIN: Duration = Duration::from_secs(30);

/// A process that runs. Dropping it ends the process at once, in a task that outlives the drop and reaps it.
#[derive(Debug)]
pub(super) struct Process {
    input: ChildStdin,
    pub(super) lines: Lines,
    /// A line that was read ahead.
    ahead: Option<Bytes>,
    gone: CancellationToken,
    /// Where what it still writes goes when nobody reads it any more.
    unread: Option<oneshot::Sender<ChildStdout>>,
    end: CancellationToken,
    _end: DropGuard,
}

/// What a process holds until it is gone.
struct Held {
    child: Child,
    folder: Folder,
    _offered: Option<Offered>,
    _counted: Counted,
}

impl Process {
    /// Starts one.
    ///
    /// # Errors
    /// The program is missing or too old, its files cannot be written, or it cannot be started.
    pub(super) async fn start(shared: &Arc<Shared>, launch: &Launch) -> Result<Self, Failure> {
        let program = shared.program().await?;
        let (mcp, offered) = match shared.offer(launch).await? {
            Some((mcp, offered)) => (Some(mcp), Some(offered)),
            None => (None, None),
        };
        let folder = folder(shared, launch, mcp).await?;
        let mut command = command(shared, launch, &program, &folder);
        // The system ends the process with the thread that starts it (prctl(2)): this is a worker of the runtime, which
        // lives as long as that. Never start one in `spawn_blocking`, whose threads go after some idle seconds, nor behind
        // `block_in_place`, which makes a worker such a thread.
        let mut child = command.spawn().map_err(|error| {
            shared.forget_program();
            Failure::unusable(format!(
                "the claude command {} cannot be started: {error}",
                program.path.display()
            ))
        })?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Failure::broken("the claude command has no input or output"));
        };
        let held = Held {
            _counted: Census::count(&shared.census, child.id()),
            child,
            folder,
            _offered: offered,
        };
        let end = shared.root.child_token();
        let gone = CancellationToken::new();
        let (unread, rest) = oneshot::channel();
        let owner = own(Arc::clone(shared), held, end.clone(), gone.clone(), rest);
        shared.tasks.spawn(owner);
        let mut process = Self {
            input,
            lines: Lines::of(output),
            ahead: None,
            gone,
            unread: Some(unread),
            end: end.clone(),
            _end: end.drop_guard(),
        };
        if let Some(schema) = &launch.schema {
            process.tell(&lines::schema(schema)).await?;
        }
        Ok(process)
    }

    /// Ends it before it asks for anything more.
    pub(super) fn interrupt(&self) {
        self.end.cancel();
    }

    /// Whether it has ended by itself.
    pub(super) fn is_gone(&self) -> bool {
        self.gone.is_cancelled()
    }

    /// Becomes cancelled when it has ended.
    pub(super) fn gone(&self) -> CancellationToken {
        self.gone.clone()
    }

    /// Writes a line to it.
    ///
    /// # Errors
    /// It does not read, or has ended.
    pub(super) async fn tell(&mut self, line: &[u8]) -> Result<(), Failure> {
        let written = async {
            self.input.write_all(line).await?;
            self.input.flush().await
        };
        match tokio::time::timeout(TELL_WITHIN, written).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(ended()),
            Err(_) => Err(Failure::new(
                504,
                "timeout_error",
                "the claude command does not read its input; send the request again",
            )),
        }
    }

    /// Waits for a line, which is then the next. The first one behind a question comes before anything is asked upstream
    /// (measured with claude 2.1.331).
    ///
    /// # Errors
    /// As [`Process::line`].
    pub(super) async fn stirs(&mut self, within: Duration) -> Result<(), Failure> {
        self.ahead = Some(self.line(within).await?);
        Ok(())
    }

    /// The next line that it writes.
    ///
    /// # Errors
    /// It is silent for longer than `within`, ends, or writes a line that is too long.
    pub(super) async fn line(&mut self, within: Duration) -> Result<Bytes, Failure> {
        if let Some(line) = self.ahead.take() {
            return Ok(line);
        }
        match tokio::time::timeout(within, self.lines.next()).await {
            Ok(Ok(Some(line))) => Ok(line),
            Ok(Ok(None)) => Err(ended()),
            Ok(Err(failure)) => Err(failure),
            Err(_) => Err(Failure::new(
                504,
                "timeout_error",
                format!(
                    "the claude command said nothing for {} seconds; send the request again",
                    within.as_secs()
                ),
            )),
        }
    }
}

fn ended() -> Failure {
    Failure::broken(
        "the claude command ended before its answer was whole; send the request again. If it happens each time, try \
         `claude -p hello` in a terminal",
    )
}

async fn folder(
    shared: &Arc<Shared>,
    launch: &Launch,
    mcp: Option<String>,
) -> Result<Folder, Failure> {
    let state = shared.options.state.clone();
    let name = folder::name();
    let system = launch.system.clone();
    let made =
        tokio::task::spawn_blocking(move || Folder::make(&state, &name, &system, mcp.as_deref()));
    let made = made
        .await
        .unwrap_or_else(|error| Err(std::io::Error::other(error)));
    made.map_err(|error| {
        Failure::unusable(format!(
            "the claude command's files cannot be written in {}: {error}. Make room there and let ccproxy write to it, or name \
             another place in XDG_STATE_HOME",
            shared.options.state.display()
        ))
    })
}

fn command(shared: &Shared, launch: &Launch, program: &Program, folder: &Folder) -> Command {
    let mcp: Option<PathBuf> = folder.mcp();
    let options = &shared.options;
    let mut command = program.command(launch.arguments(&folder.system(), mcp.as_deref()));
    command
        .env_clear()
        .envs(super::environment::of(
            &options.environment,
            options.base_url.as_deref(),
            launch.max_tokens,
        ))
        .current_dir(folder.working())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // What it writes there may quote the conversation, and is for nobody.
        .stderr(Stdio::null())
        .kill_on_drop(true);
    // A Ctrl-C in ccproxy's terminal is ccproxy's, and what the process starts goes with it.
    #[cfg(unix)]
    command.process_group(0);
    command
}

/// Owns a process until it is reaped.
async fn own(
    shared: Arc<Shared>,
    mut held: Held,
    end: CancellationToken,
    gone: CancellationToken,
    rest: oneshot::Receiver<ChildStdout>,
) {
    let status = tokio::select! {
        biased;
        () = end.cancelled() => end_one(&shared, &mut held.child, rest).await,
        status = held.child.wait() => status,
    };
    // The launcher found no command to become: it is looked for anew.
    if status.is_ok_and(|status| status.code() == Some(i32::from(NOT_STARTED))) {
        shared.forget_program();
    }
    gone.cancel();
    held.folder.remove().await;
}

/// Ends a process, gently where it can be, and reaps it.
async fn end_one(
    shared: &Shared,
    child: &mut Child,
    rest: oneshot::Receiver<ChildStdout>,
) -> io::Result<ExitStatus> {
    // With its output closed, or full, it would wait for a reader instead.
    let reading = async {
        if let Ok(mut output) = rest.await {
            let _ = tokio::io::copy(&mut output, &mut tokio::io::sink()).await;
        }
        std::future::pending().await
    };
    let ending = async {
        let id = child.id();
        tokio::select! {
            status = child.wait() => return status,
            () = renewal(shared, id) => {}
        }
        ask_to_end(child);
        if let Ok(status) = tokio::time::timeout(GRACE, child.wait()).await {
            return status;
        }
        kill(child);
        // Reaped where the system still knows it; else it is nobody's.
        child.wait().await
    };
    tokio::select! {
        status = ending => status,
        status = reading => status,
    }
}

/// Waits while the process renews its login, bounded. Whoever sends a refresh token and does not hear the answer has lost
/// the login, and the person would have to sign in again.
async fn renewal(shared: &Shared, process: Option<u32>) {
    let over = async {
        while let Some(process) = process {
            let environment = shared.options.environment.clone();
            let renews = move || renews_login(&environment, process);
            // Only a runtime that is shutting down refuses.
            let renews = tokio::task::spawn_blocking(renews).await;
            if !renews.unwrap_or(false) {
                return;
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    if tokio::time::timeout(RENEWAL, over).await.is_err() {
        tracing::warn!(
            "the claude command is ended while it renews its login: where it stays without an answer, run `claude auth \
             login`"
        );
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let (Some(unread), Some(output)) = (self.unread.take(), self.lines.output()) {
            // One that has ended has nobody to read for.
            let _ = unread.send(output);
        }
    }
}

/// An interrupt ends the request upstream within some milliseconds, and nothing more is asked; another signal lets it go
/// on for as long as the process lives (measured with claude 2.1.331).
#[cfg(unix)]
fn ask_to_end(child: &mut Child) {
    signal(child, rustix::process::Signal::INT);
}

/// There is nothing gentler than killing it.
#[cfg(not(unix))]
fn ask_to_end(child: &mut Child) {
    kill(child);
}

fn kill(child: &mut Child) {
    #[cfg(unix)]
    signal(child, rustix::process::Signal::KILL);
    // Of one that has ended there is nothing to kill.
    let _ = child.start_kill();
}

/// To its whole group. It is not reaped yet, so that the number is its own.
#[cfg(unix)]
fn signal(child: &Child, signal: rustix::process::Signal) {
    let pid = child.id().and_then(|pid| i32::try_from(pid).ok());
    if let Some(pid) = pid.and_then(rustix::process::Pid::from_raw) {
        // Gone in the meantime is as good.
        let _ = rustix::process::kill_process_group(pid, signal);
    }
}
