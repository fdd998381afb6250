//! Which `claude` is run, and whether it is new enough.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;

use super::environment;
use super::failure::Failure;

/// The oldest version whose behaviour is known. Older ones may read files that a client's text names (`@/path`).
const OLDEST: Version = Version(2, 1, 331);
/// `claude --version` takes some hundredths of a second.
const WITHIN: Duration = Duration::from_secs(10);

/// A version by its three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Version(u32, u32, u32);

/// Finds the program, the one that `given` names or the one on `PATH`, and asks it for its version.
///
/// # Errors
/// It is not there, does not say, or is too old.
pub(super) async fn find(
    given: Option<&Path>,
    person: &[(OsString, OsString)],
) -> Result<PathBuf, Failure> {
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
    let said = match tokio::time::timeout(WITHIN, ask(&path, person)).await {
        Ok(Ok(said)) => said,
        Ok(Err(error)) => {
            return Err(Failure::unusable(format!(
                "the claude command {} cannot be run: {error}. Correct claude.cli_path, or install Claude Code anew",
                path.display()
            )));
        }
        Err(_) => String::new(),
    };
    match version(&said) {
        Some(version) if version >= OLDEST => Ok(path),
        Some(Version(a, b, c)) => Err(Failure::unusable(format!(
            "the claude command {} is version {a}.{b}.{c}, and ccproxy needs {}.{}.{} or newer. Run `claude update`",
            path.display(),
            OLDEST.0,
            OLDEST.1,
            OLDEST.2
        ))),
        None => Err(Failure::unusable(format!(
            "{} does not say which version of Claude Code it is. Try `{} --version` in a terminal, and correct \
             claude.cli_path",
            path.display(),
            path.display()
        ))),
    }
}

/// What it answers. Dropping the future ends it.
async fn ask(path: &Path, person: &[(OsString, OsString)]) -> std::io::Result<String> {
    let mut child = Command::new(path)
        .arg("--version")
        .env_clear()
        .envs(environment::of(person, None, 1))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut said = Vec::new();
    if let Some(output) = child.stdout.take() {
        output.take(1024).read_to_end(&mut said).await?;
    }
    child.wait().await?;
    Ok(String::from_utf8_lossy(&said).into_owned())
}

/// `2.1.331 (Claude Code)`.
fn version(said: &str) -> Option<Version> {
    let first = said.split_whitespace().next()?;
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
    }
}
