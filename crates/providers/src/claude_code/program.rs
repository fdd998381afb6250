//! Which `claude` is run, and whether it is new enough.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;

use super::failure::Failure;
use super::{environment, launcher};

/// The oldest version whose behaviour is known. Older ones may read files that a client's text names (`@/path`).
const OLDEST: Version = Version(2, 1, 331);
/// `claude --version` takes some hundredths of a second.
const WITHIN: Duration = Duration::from_secs(10);
/// How many bytes of its answer are read: it has some dozen, and what starts it may warn of something before.
const LONGEST: u64 = 8 << 10;
/// What its answer names it.
const NAME: &str = "(Claude Code)";

/// The command as it is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Program {
    pub(super) path: PathBuf,
    /// What becomes the command, where that was found to work; else it is started directly.
    launcher: Option<PathBuf>,
}

impl Program {
    /// Its start, with `arguments`.
    pub(super) fn command(&self, arguments: impl IntoIterator<Item = OsString>) -> Command {
        let mut command = match &self.launcher {
            Some(launcher) => launcher::call(launcher, &self.path),
            None => Command::new(&self.path),
        };
        command.args(arguments);
        command
    }
}

/// A version by its three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Version(u32, u32, u32);

/// Finds the program, the one that `given` names or the one on `PATH`, and asks it for its version; through `launcher`,
/// where it works, which this shows.
///
/// # Errors
/// It is not there, does not say, or is too old.
pub(super) async fn find(
    given: Option<&Path>,
    launcher: Option<&Path>,
    person: &[(OsString, OsString)],
) -> Result<Program, Failure> {
    let path = match given {
        Some(path) => path.to_owned(),
        None => match tokio::task::spawn_blocking(auth::claude_code::find).await {
            Ok(Some(path)) => path,
            _ => {
                return Err(Failure::unusable(
                    "there is no `claude` command on the PATH. Install Claude Code, then run `claude auth login`; or set \
                     claude.cli_path to where it is",
                ));
            }
        },
    };
    if let Some(launcher) = launcher {
        let program = Program {
            path: path.clone(),
            launcher: Some(launcher.to_owned()),
        };
        if let Ok(said) = ask(&program, person).await
            && let Some(version) = version(&said)
        {
            return checked(program, version);
        }
    }
    let program = Program {
        path,
        launcher: None,
    };
    let said = ask(&program, person).await.map_err(|error| {
        Failure::unusable(format!(
            "the claude command {} cannot be run: {error}. Correct claude.cli_path, or install Claude Code anew",
            program.path.display()
        ))
    })?;
    let Some(version) = version(&said) else {
        let path = program.path.display();
        return Err(Failure::unusable(format!(
            "{path} does not say which version of Claude Code it is. Try `{path} --version` in a terminal, and correct \
             claude.cli_path"
        )));
    };
    if let Some(launcher) = launcher {
        tracing::warn!(
            "{} does not start the claude command: one that answers will outlive a ccproxy that is killed",
            launcher.display()
        );
    }
    checked(program, version)
}

fn checked(program: Program, version: Version) -> Result<Program, Failure> {
    if version >= OLDEST {
        return Ok(program);
    }
    let Version(a, b, c) = version;
    Err(Failure::unusable(format!(
        "the claude command {} is version {a}.{b}.{c}, and ccproxy needs {}.{}.{} or newer. Run `claude update`",
        program.path.display(),
        OLDEST.0,
        OLDEST.1,
        OLDEST.2
    )))
}

/// What it answers; nothing if it takes too long. Dropping the future ends it.
async fn ask(program: &Program, person: &[(OsString, OsString)]) -> std::io::Result<String> {
    let asking = tokio::time::timeout(WITHIN, answer(program, person));
    asking.await.unwrap_or_else(|_| Ok(String::new()))
}

async fn answer(program: &Program, person: &[(OsString, OsString)]) -> std::io::Result<String> {
    let mut child = program
        .command(["--version".into()])
        .env_clear()
        .envs(environment::of(person, None, 1))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut said = Vec::new();
    if let Some(output) = child.stdout.take() {
        output.take(LONGEST).read_to_end(&mut said).await?;
    }
    child.wait().await?;
    Ok(String::from_utf8_lossy(&said).into_owned())
}

/// `2.1.331 (Claude Code)`, whatever else is said on other lines.
fn version(said: &str) -> Option<Version> {
    let line = said.lines().find(|line| line.contains(NAME));
    let first = line.unwrap_or(said).split_whitespace().next()?;
    let mut numbers = first.split(['.', '-', '+']).map(str::parse);
    let mut next = || numbers.next()?.ok();
    Some(Version(next()?, next()?, next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert_eq!(version("2.1.331 (Claude Code)\n"), Some(OLDEST));
        assert!(version("2.1.1000-beta.1").unwrap() > OLDEST);
        assert!(version("2.1.99").unwrap() < OLDEST);
        assert!(version("10.0.0").unwrap() > OLDEST);
        assert_eq!(version("claude: command not found"), None);
        assert_eq!(version(""), None);
        let warned = "3.1.0 of a shell is old\n2.1.331 (Claude Code)\n";
        assert_eq!(version(warned), Some(OLDEST));
    }
}
