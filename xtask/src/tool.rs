//! Other programs: shown before they run, and quoted when they fail.

use std::ffi::OsStr;
use std::fs::File;
use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use crate::error::{Error, Result};

/// How much of a failed command's output is shown.
const LAST_LINES: usize = 20;

/// A command to run.
pub(crate) struct Tool {
    command: Command,
    name: Option<&'static str>,
    brief: Option<&'static str>,
}

impl Tool {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        Self {
            command: Command::new(program),
            name: None,
            brief: None,
        }
    }

    /// Shows it under this name, where its path says less.
    pub(crate) fn called(&mut self, name: &'static str) -> &mut Self {
        self.name = Some(name);
        self
    }

    pub(crate) fn args<S: AsRef<OsStr>>(&mut self, list: impl IntoIterator<Item = S>) -> &mut Self {
        self.command.args(list);
        self
    }

    /// What it is called where the whole line would say less.
    pub(crate) fn brief(&mut self, brief: &'static str) -> &mut Self {
        self.brief = Some(brief);
        self
    }

    pub(crate) fn arg(&mut self, argument: impl AsRef<OsStr>) -> &mut Self {
        self.command.arg(argument);
        self
    }

    pub(crate) fn env(&mut self, name: &str, value: impl AsRef<OsStr>) -> &mut Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn without(&mut self, name: &str) -> &mut Self {
        self.command.env_remove(name);
        self
    }

    pub(crate) fn within(&mut self, folder: &Path) -> &mut Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs it where the person can watch.
    ///
    /// # Errors
    /// It could not be started, or it failed.
    pub(crate) fn run(&mut self) -> Result<()> {
        println!("$ {}", self.line());
        let status = self
            .command
            .status()
            .map_err(|cause| self.not_started(&cause))?;
        self.judge(status)
    }

    /// Runs it with its output in a file, of which the end is shown when it fails.
    ///
    /// # Errors
    /// It could not be started, or it failed.
    pub(crate) fn run_quietly(&mut self, log: &Path) -> Result<()> {
        println!("$ {}", self.line());
        let unwritable =
            |cause: std::io::Error| Error::io(format!("cannot write {}", log.display()), &cause);
        if let Some(folder) = log.parent() {
            std::fs::create_dir_all(folder).map_err(unwritable)?;
        }
        let file = File::create(log).map_err(unwritable)?;
        self.command
            .stdin(Stdio::null())
            .stdout(file.try_clone().map_err(unwritable)?)
            .stderr(file);
        let status = self
            .command
            .status()
            .map_err(|cause| self.not_started(&cause))?;
        self.judge(status).inspect_err(|_| {
            let text = std::fs::read_to_string(log).unwrap_or_default();
            eprintln!("{}\n(all of it: {})", last_lines(&text), log.display());
        })
    }

    /// Runs it unseen and gives what it printed on standard output; nothing where it cannot be started or fails.
    pub(crate) fn read(&mut self) -> Option<String> {
        let output = self
            .command
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Becomes it: signals and the exit code are then its own. On systems without that, waits for it.
    ///
    /// # Errors
    /// It could not be started.
    pub(crate) fn become_it(&mut self) -> Result<ExitCode> {
        println!("$ {}", self.line());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt as _;
            let cause = self.command.exec();
            Err(self.not_started(&cause))
        }
        #[cfg(not(unix))]
        {
            let status = self
                .command
                .status()
                .map_err(|cause| self.not_started(&cause))?;
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
        }
    }

    /// The command as one would type it.
    fn line(&self) -> String {
        let name = self.name.map_or_else(
            || self.command.get_program().to_string_lossy().into_owned(),
            str::to_owned,
        );
        let arguments = self
            .command
            .get_args()
            .map(|argument| quoted(&argument.to_string_lossy()));
        std::iter::once(quoted(&name))
            .chain(arguments)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn judge(&self, status: ExitStatus) -> Result<()> {
        if status.success() {
            return Ok(());
        }
        let what = self.brief.map_or_else(|| self.line(), str::to_owned);
        Err(Error::new(format!("`{what}` failed ({status})")))
    }

    fn not_started(&self, cause: &std::io::Error) -> Error {
        Error::io(format!("`{}` cannot be started", self.line()), cause)
    }
}

fn quoted(argument: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=@+,%~\\".contains(letter);
    if !argument.is_empty() && argument.chars().all(plain) {
        argument.to_owned()
    } else {
        format!("'{}'", argument.replace('\'', r"'\''"))
    }
}

fn last_lines(text: &str) -> String {
    let lines = text.lines().collect::<Vec<_>>();
    lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_command_can_be_typed() {
        let mut tool = Tool::new("/usr/bin/env");
        tool.called("env").args(["A=1", "two words", "it's", ""]);
        assert_eq!(tool.line(), r"env A=1 'two words' 'it'\''s' ''");
    }

    #[test]
    fn only_the_end_of_a_long_output_is_shown() {
        let text = (1..=30).map(|n| format!("{n}\n")).collect::<String>();
        assert!(last_lines(&text).starts_with("11\n"));
        assert_eq!(last_lines("one\ntwo"), "one\ntwo");
    }

    #[test]
    fn a_program_that_is_not_there_reads_as_nothing() {
        assert_eq!(Tool::new("no-such-program-at-all").read(), None);
    }
}
