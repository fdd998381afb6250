//! The real `claude` command, headless, with nothing of the person's and no way off this machine.

use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::messages::MODEL;
use crate::{Process, Sandbox};

/// A headless turn takes a second or two, on a busy machine several.
const WITHIN: Duration = Duration::from_secs(60);

/// One headless run, to be adjusted before it starts.
#[derive(Debug)]
pub struct Claude {
    command: Command,
    home: Sandbox,
    outside: Outside,
    slash_commands: bool,
}

/// A run that goes on.
#[derive(Debug)]
pub struct Running {
    process: Process,
    outside: Outside,
    _home: Sandbox,
}

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    /// How it exited.
    pub status: ExitStatus,
    /// The lines of `--output-format stream-json`.
    pub lines: Vec<Value>,
}

/// A proxy that leads nowhere: whoever leaves this machine would have to pass it.
#[derive(Debug)]
struct Outside {
    url: String,
    attempts: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Outside {
    async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let attempts = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&attempts);
        let task = tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
        Ok(Self {
            url,
            attempts,
            task,
        })
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Claude {
    /// A run that asks `prompt` at `base_url`, with no tool (measured with claude 2.1.331: with these arguments and
    /// variables it asks the base URL and nobody else).
    ///
    /// # Errors
    /// The temporary home cannot be made.
    pub async fn new(program: &Path, base_url: &str, prompt: &str) -> Result<Self> {
        let home = Sandbox::new()?;
        let outside = Outside::start().await?;
        let mut command = Command::new(program);
        home.dress(&mut command);
        command
            .env("HTTPS_PROXY", &outside.url)
            .env("HTTP_PROXY", &outside.url)
            .env("NO_PROXY", "127.0.0.1,localhost")
            .env("DISABLE_AUTOUPDATER", "1")
            .env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1")
            .env("CLAUDE_CODE_MAX_RETRIES", "0")
            .env("ANTHROPIC_BASE_URL", base_url)
            .args(["-p", prompt, "--output-format", "stream-json", "--verbose"])
            .args(["--include-partial-messages", "--model", MODEL])
            .args(["--system-prompt", "You are terse.", "--setting-sources", ""])
            .args(["--no-session-persistence", "--strict-mcp-config"]);
        Ok(Self {
            command,
            home,
            outside,
            slash_commands: false,
        })
    }

    /// Sets a variable of its environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn arguments(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    /// Takes a prompt such as `/context` for a command of its own.
    #[must_use]
    pub fn with_slash_commands(mut self) -> Self {
        self.slash_commands = true;
        self
    }

    /// Its home and the folder that it works in.
    #[must_use]
    pub fn home(&self) -> &Sandbox {
        &self.home
    }

    /// Runs it to its end, and checks that it has not tried to leave this machine.
    ///
    /// # Errors
    /// It cannot be started, does not end, prints something else than JSON lines, or asked for the outside.
    pub async fn run(self) -> Result<Run> {
        self.start()?.ended().await
    }

    /// Starts it.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn start(mut self) -> Result<Running> {
        if !self.slash_commands {
            self.command.arg("--disable-slash-commands");
        }
        Ok(Running {
            process: Process::start("claude", &mut self.command)?,
            outside: self.outside,
            _home: self.home,
        })
    }
}

impl Running {
    /// Waits until it prints `word`.
    ///
    /// # Errors
    /// It ends before that, or does not print it.
    pub async fn prints(&mut self, word: &str) -> Result<()> {
        let found = |stdout: &str, _: &str| stdout.contains(word).then_some(());
        self.process.wait_for(word, WITHIN, found).await
    }

    /// Does what Ctrl-C does (SIGINT).
    ///
    /// # Errors
    /// It has ended already.
    pub fn interrupt(&self) -> Result<()> {
        self.process.interrupt()
    }

    /// Waits for its end, and checks that it has not tried to leave this machine.
    ///
    /// # Errors
    /// It does not end, prints something else than JSON lines, or asked for the outside.
    pub async fn ended(mut self) -> Result<Run> {
        let process = &mut self.process;
        let status = process.wait(WITHIN).await?;
        let lines = process.stdout();
        let lines: Result<Vec<Value>, _> = lines.lines().map(serde_json::from_str).collect();
        let lines = lines.with_context(|| process.output())?;
        let attempts = self.outside.attempts.load(Ordering::Relaxed);
        ensure!(attempts == 0, "{attempts} attempts to leave this machine");
        Ok(Run { status, lines })
    }
}

impl Run {
    /// The last line, which says how it went.
    ///
    /// # Errors
    /// There is none.
    pub fn result(&self) -> Result<&Value> {
        let mut lines = self.lines.iter().rev();
        lines
            .find(|line| line["type"] == "result")
            .with_context(|| format!("no result: {:#?}", self.lines))
    }

    /// The text of a run that went well.
    ///
    /// # Errors
    /// It did not.
    pub fn text(&self) -> Result<String> {
        let result = self.result()?;
        ensure!(
            result["is_error"] == false && self.status.success(),
            "{} {result:#}",
            self.status
        );
        Ok(result["result"].as_str().unwrap_or_default().to_owned())
    }

    /// The raw events of the API that it passed on, in order.
    #[must_use]
    pub fn events(&self) -> Vec<&Value> {
        let lines = self.lines.iter();
        let streamed = lines.filter(|line| line["type"] == "stream_event");
        streamed.map(|line| &line["event"]).collect()
    }
}
