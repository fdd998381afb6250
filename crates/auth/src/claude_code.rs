//! The person's own `claude` command: who is signed in there, by its own word.
//!
//! Facts measured with claude 2.1.331: `claude auth status` answers one JSON object on standard output, exits with 0
//! (signed in) or 1 (not), takes a third of a second, and looks at the machine alone, so a login that the provider no
//! longer accepts still reads as signed in. One that has expired it renews first.

mod answer;
mod find;
mod renewal;
#[cfg(test)]
#[cfg(unix)]
mod tests;

use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};

pub use renewal::renews_login;

/// How long it may take.
const DEADLINE: Duration = Duration::from_secs(10);
/// How many bytes of an answer are read: a real one has less than one KiB.
const LONGEST: u64 = 64 * 1024;

/// How the person's own `claude` command stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaudeCode {
    /// There is no `claude` on `PATH`.
    NotInstalled,
    /// It is there, and nobody is signed in.
    SignedOut {
        /// The program.
        path: PathBuf,
    },
    /// It is there, and somebody is signed in.
    SignedIn(SignedIn),
    /// It is there, and did not say.
    Unclear {
        /// The program.
        path: PathBuf,
        /// What it did instead and what to do about it, without any part of its answer.
        why: String,
    },
}

/// Who is signed in to the `claude` command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The program.
    pub path: PathBuf,
    /// The account's address.
    pub email: Option<String>,
    /// The organization's name.
    pub organization: Option<String>,
    /// The plan by Anthropic's name, such as `max`.
    pub subscription: Option<String>,
    /// How.
    pub method: Method,
    /// When the login ends, where the command says.
    pub expires_at: Option<SystemTime>,
}

/// How somebody is signed in to the `claude` command: its `authMethod`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// A claude.ai account.
    Account,
    /// An API key, from the environment or the Console.
    ApiKey,
    /// A token from the environment.
    Token,
    /// Another one, by its name.
    Other(String),
}

/// Asks `command`, or the `claude` on `PATH`, who is signed in.
///
/// It never fails: what cannot be told is [`ClaudeCode::Unclear`]. It ends within 10 seconds, and the program with it.
pub async fn status(command: Option<&Path>) -> ClaudeCode {
    let path = match command {
        Some(path) => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        None => match tokio::task::spawn_blocking(find::from_process).await {
            Ok(Some(path)) => path,
            _ => return ClaudeCode::NotInstalled,
        },
    };
    within(path, None, DEADLINE).await
}

/// Asks the program at `path` who is signed in where its whole environment is `environment`.
///
/// It never fails, and ends within 10 seconds, as [`status`] does.
pub async fn status_in(path: &Path, environment: &[(OsString, OsString)]) -> ClaudeCode {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    within(path, Some(environment), DEADLINE).await
}

/// `claude auth login`, to be started on the person's own terminal: it opens the browser, or takes a pasted code.
#[must_use]
pub fn sign_in(command: &Path) -> std::process::Command {
    let mut login = std::process::Command::new(command);
    login.args(["auth", "login"]);
    login
}

/// The `claude` on `PATH`. It looks at the disk: on an async runtime, call it inside `spawn_blocking`.
#[must_use]
pub fn find() -> Option<PathBuf> {
    find::from_process()
}

async fn within(
    path: PathBuf,
    environment: Option<&[(OsString, OsString)]>,
    deadline: Duration,
) -> ClaudeCode {
    let why = match tokio::time::timeout(deadline, ask(&path, environment)).await {
        Ok(Ok((text, code))) => match answer::read(&text, code, &path) {
            Some(found) => return found,
            None => match code {
                Some(code) => format!("it gave no answer that can be read (exit code {code})"),
                None => "it was ended by a signal".to_owned(),
            },
        },
        Ok(Err(error)) if error.kind() == io::ErrorKind::NotFound => {
            "there is no such program. Correct claude.cli_path".to_owned()
        }
        Ok(Err(error)) => format!("it cannot be run: {error}"),
        Err(_) => format!(
            "it gave no answer within {} seconds",
            deadline.as_secs_f32()
        ),
    };
    let why = format!("{why}. Try `{} auth status` in a terminal", path.display());
    ClaudeCode::Unclear { path, why }
}

/// A program that was asked. Dropping it ends the program, but for one that renews the login: killed, it would lose it. That
/// one ends by itself.
struct Asked {
    child: Child,
    environment: Vec<(OsString, OsString)>,
}

impl Drop for Asked {
    fn drop(&mut self) {
        let id = self.child.id();
        if id.is_some_and(|id| !renews_login(&self.environment, id)) {
            // One that has ended has nothing to be ended.
            let _ = self.child.start_kill();
        }
    }
}

/// What it wrote, and its exit code. Dropping the future ends the program.
async fn ask(
    path: &Path,
    environment: Option<&[(OsString, OsString)]>,
) -> io::Result<(Vec<u8>, Option<i32>)> {
    let mut command = Command::new(path);
    command
        .args(["auth", "status"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let environment: Vec<_> = match environment {
        Some(environment) => {
            command.env_clear().envs(environment.iter().cloned());
            environment.to_vec()
        }
        None => std::env::vars_os().collect(),
    };
    // Not in the working folder: a repository's `.claude/settings.json` has no say in who is signed in.
    if let Some(folder) = path.parent().filter(|folder| folder.is_dir()) {
        command.current_dir(folder);
    }
    let mut asked = Asked {
        child: command.spawn()?,
        environment,
    };
    let child = &mut asked.child;
    let mut text = Vec::new();
    if let Some(output) = child.stdout.take() {
        output.take(LONGEST + 1).read_to_end(&mut text).await?;
    }
    if u64::try_from(text.len()).is_ok_and(|length| length > LONGEST) {
        return Err(io::Error::other("its answer is longer than 64 KiB"));
    }
    Ok((text, child.wait().await?.code()))
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Account => "claude.ai account",
            Self::ApiKey => "API key",
            Self::Token => "token from the environment",
            Self::Other(name) => name,
        })
    }
}
