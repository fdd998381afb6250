//! The real `codex` command, headless, in a home of its own and with no way off this machine.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::gateway::{self, Gateway};
use crate::stage::TOKEN;
use crate::{Process, Sandbox};

/// A headless turn takes a second, on a busy machine several.
const WITHIN: Duration = Duration::from_secs(60);

/// How a run goes: as JSON lines, outside of a repository, with commands that may read and not write.
const HEADLESS: &str = "--json --skip-git-repo-check --sandbox read-only";

/// The command and its home, which keeps its sessions from run to run.
#[derive(Debug)]
pub struct Codex {
    program: PathBuf,
    home: Sandbox,
    flags: String,
}

/// A run that goes on.
#[derive(Debug)]
pub struct Running {
    process: Process,
}

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    /// How it exited.
    pub status: ExitStatus,
    /// The lines of `--json`.
    pub lines: Vec<Value>,
}

impl Codex {
    /// The command with an empty home.
    ///
    /// # Errors
    /// The home cannot be made.
    pub fn new(program: &Path) -> Result<Self> {
        let home = Sandbox::new()?;
        // It wants its own home to be no temporary folder, else it makes no sandbox for commands (measured with 0.169.0).
        std::fs::create_dir_all(home.home().join("tmp"))?;
        Ok(Self {
            program: program.to_owned(),
            home,
            flags: HEADLESS.to_owned(),
        })
    }

    /// Lets commands and patches write into its working folder.
    #[must_use]
    pub fn writing(mut self) -> Self {
        self.flags = HEADLESS.replace("read-only", "workspace-write");
        self
    }

    /// Its home and the folder that it works in.
    #[must_use]
    pub fn home(&self) -> &Sandbox {
        &self.home
    }

    /// What `ccproxy snippet codex-cli` prints for `model` at `gateway`, with the token in it.
    ///
    /// # Errors
    /// It prints nothing.
    pub async fn snippet(gateway: &Gateway, model: &str) -> Result<String> {
        let address = gateway.address();
        let port = address.port().to_string();
        let arguments = ["snippet", "codex-cli", "--model", model];
        let environment = [("SECURITY__AUTH_TOKEN", TOKEN), ("SERVER__PORT", &port)];
        let printed = gateway::command(&gateway.home, &arguments, &environment).await?;
        let (status, text, stderr) = printed;
        ensure!(status.success(), "{status} {stderr}");
        Ok(text)
    }

    /// Pastes `text`, in which `codex` is started, into a shell: headless, with `prompt`.
    ///
    /// # Errors
    /// It cannot be started, does not end, or prints something else than JSON lines.
    pub async fn paste(&self, text: &str, prompt: &str) -> Result<Run> {
        self.shell(text, "", prompt).await
    }

    /// The same, going on with the last session.
    ///
    /// # Errors
    /// As [`Codex::paste`].
    pub async fn resume(&self, text: &str, prompt: &str) -> Result<Run> {
        self.shell(text, "resume --last", prompt).await
    }

    async fn shell(&self, text: &str, then: &str, prompt: &str) -> Result<Run> {
        self.start(text, then, prompt)?.ended().await
    }

    /// Starts what [`Codex::paste`] runs to its end; `then` stands before the prompt.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(&self, text: &str, then: &str, prompt: &str) -> Result<Running> {
        let flags = &self.flags;
        // The shell becomes the command: a signal to the one reaches the other.
        let begin = format!("exec \"$CODEX\" exec {flags} \"$@\" {then} \"$PROMPT\"");
        let script = format!("codex() {{ {begin}; }}\n{text}");
        let mut command = Command::new("sh");
        self.home.dress(&mut command);
        command
            .args(["-c", &script])
            .env("CODEX", &self.program)
            .env("PROMPT", prompt)
            .env("TMPDIR", self.home.home().join("tmp"))
            .env("HTTPS_PROXY", "http://127.0.0.1:9")
            .env("HTTP_PROXY", "http://127.0.0.1:9")
            .env("NO_PROXY", "127.0.0.1,localhost");
        Ok(Running {
            process: Process::start("codex", &mut command)?,
        })
    }
}

impl Running {
    /// Does what Ctrl-C does (SIGINT).
    ///
    /// # Errors
    /// It has ended already.
    pub fn interrupt(&self) -> Result<()> {
        self.process.interrupt()
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// It does not end, or prints something else than JSON lines.
    pub async fn ended(mut self) -> Result<Run> {
        let process = &mut self.process;
        let status = process.wait(WITHIN).await?;
        let lines = process.stdout();
        let lines: Result<Vec<Value>, _> = lines.lines().map(serde_json::from_str).collect();
        let lines = lines.with_context(|| process.output())?;
        ensure!(
            !lines.is_empty(),
            "it printed nothing\n{}",
            process.output()
        );
        Ok(Run { status, lines })
    }
}

impl Run {
    /// The finished items of `kind`: `agent_message`, `command_execution`, `file_change`, `reasoning`, `error`.
    #[must_use]
    pub fn items(&self, kind: &str) -> Vec<&Value> {
        let lines = self.lines.iter();
        let ended = lines.filter(|line| line["type"] == "item.completed");
        let items = ended.map(|line| &line["item"]);
        items.filter(|item| item["type"] == kind).collect()
    }

    /// The last message of a run that went well.
    ///
    /// # Errors
    /// It did not.
    pub fn text(&self) -> Result<String> {
        let whole = self.lines.last().context("no line")?["type"] == "turn.completed";
        ensure!(self.status.success() && whole, "{self:#?}");
        let said = self.items("agent_message");
        let last = said.last().with_context(|| format!("no word: {self:#?}"))?;
        Ok(last["text"].as_str().unwrap_or_default().to_owned())
    }

    /// The error of a run that failed.
    ///
    /// # Errors
    /// It did not.
    pub fn failure(&self) -> Result<String> {
        ensure!(!self.status.success(), "it did not fail: {self:#?}");
        let last = self.lines.last().context("no line")?;
        ensure!(last["type"] == "turn.failed", "{self:#?}");
        let message = last["error"]["message"].as_str();
        Ok(message.unwrap_or_default().to_owned())
    }

    /// What it told of besides, such as that it connects again.
    #[must_use]
    pub fn told(&self) -> Vec<&Value> {
        let lines = self.lines.iter();
        lines.filter(|line| line["type"] == "error").collect()
    }
}
