//! How `claude` is started on Linux: through a program of ours, which has the system interrupt the command when the
//! gateway goes, whatever ends it, and then becomes the command. The number of the process stays the same.
//!
//! Only a process itself can ask for this (prctl(2), `PR_SET_PDEATHSIG`), between its start and the command's, and that
//! place is not reached from here without unsafe code. Other systems have no such signal: there a command whose gateway was
//! killed sees its input end, and goes with its answer.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

use tokio::process::Command;

/// The first argument of the hidden call; behind it the gateway's process id, the command, and its arguments. It must stay
/// as it is: while a package is updated, a running desktop app may call a newer `ccproxy`.
const CALL: &str = "--launch-claude-code";
/// The exit code where the command could not be started (as with env(1) and other programs that start others).
pub(super) const NOT_STARTED: u8 = 127;

/// What this process starts the command with, once [`launched`] has said that it can.
static LAUNCHER: OnceLock<PathBuf> = OnceLock::new();

/// Answers the hidden call by which a gateway starts `claude`, and notes that this program can be called so. Call it first
/// thing in `main`, and end with the code where it gives one: the command could not be started.
///
/// A program that does not call it starts `claude` directly.
#[must_use]
pub fn launched() -> Option<ExitCode> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == CALL) {
        return Some(become_command(arguments));
    }
    if let Some(launcher) = launcher() {
        // Set before where `main` asks twice, to the same.
        let _ = LAUNCHER.set(launcher);
    }
    None
}

/// What [`launched`] has noted.
pub(super) fn known() -> Option<PathBuf> {
    LAUNCHER.get().cloned()
}

/// The start of `launcher`, which becomes `command`; the command's arguments go behind.
pub(super) fn call(launcher: &Path, command: &Path) -> Command {
    let mut call = Command::new(launcher);
    call.arg(CALL);
    call.arg(std::process::id().to_string());
    call.arg(command);
    call
}

/// The `ccproxy` beside this program, or this program itself. The desktop app takes a tenth of a second or more to be
/// loaded, with all the libraries of its window, and `ccproxy` two milliseconds; a package has both in one folder.
fn launcher() -> Option<PathBuf> {
    // This very program, even where another one has taken its place on the disk (proc(5)).
    let this = PathBuf::from("/proc/self/exe");
    let own = std::fs::read_link(&this).ok()?;
    let beside = own.with_file_name("ccproxy");
    Some(if beside != own && beside.is_file() {
        beside
    } else {
        this
    })
}

#[cfg(target_os = "linux")]
fn become_command(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal};

    let not_started = ExitCode::from(NOT_STARTED);
    let gateway = arguments.next().and_then(|id| id.to_str()?.parse().ok());
    let gateway = gateway.and_then(Pid::from_raw);
    let (Some(gateway), Some(command)) = (gateway, arguments.next()) else {
        return not_started;
    };
    // An interrupt rather than a kill: the request upstream ends as fast, the marks in the person's files go, and a login
    // that is just being renewed is kept (measured with claude 2.1.331).
    let asked = set_parent_process_death_signal(Some(Signal::INT));
    // It may have gone before it was asked for.
    if asked.is_err() || getppid() != Some(gateway) {
        return not_started;
    }
    keep_a_reader();
    // It only comes back with an error, which the exit code tells.
    let _ = Command::new(command).args(arguments).exec();
    not_started
}

#[cfg(not(target_os = "linux"))]
fn become_command(_: impl Iterator<Item = OsString>) -> ExitCode {
    ExitCode::FAILURE
}

/// Gives the command a reading end of its own output, from which nothing is ever read: one whose output is closed waits two
/// seconds for a reader before it ends (measured with claude 2.1.331).
#[cfg(target_os = "linux")]
fn keep_a_reader() {
    use std::os::fd::IntoRawFd;
    use std::os::unix::fs::FileTypeExt;

    // Opening a pipe through /proc makes another end of it (proc(5), `/proc/pid/fd`).
    let output = std::fs::File::open("/proc/self/fd/1");
    let pipe = output.ok().filter(|output| {
        let kind = output.metadata().map(|data| data.file_type());
        kind.is_ok_and(|kind| kind.is_fifo())
    });
    if let Some(pipe) = pipe
        && rustix::io::fcntl_setfd(&pipe, rustix::io::FdFlags::empty()).is_ok()
    {
        // It stays open until the command ends.
        let _ = pipe.into_raw_fd();
    }
}
