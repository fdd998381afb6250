//! A strict fake, of the Anthropic API or of OpenAI's services, as a child process, and its control calls.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::wire::Request;
use crate::{DEADLINE, Process, Sandbox, binaries};

/// The key that gateways of these suites present upstream. It opens nothing.
pub const UPSTREAM_KEY: &str = "sk-ant-api03-upstream-of-the-suites";

/// A running fake.
#[derive(Debug)]
pub struct Fake {
    process: Process,
    address: SocketAddr,
    _home: Sandbox,
}

impl Fake {
    /// Starts a fake that takes its client for ccproxy of this version: other user agents, other headers than the
    /// allowed ones and other keys than [`UPSTREAM_KEY`] are violations.
    ///
    /// # Errors
    /// It cannot be started.
    pub async fn for_gateway(more: &[&str]) -> Result<Self> {
        let mut arguments = vec!["--gateway", env!("CARGO_PKG_VERSION")];
        arguments.extend(["--require-key", UPSTREAM_KEY]);
        arguments.extend(more);
        Self::start(&arguments).await
    }

    /// Starts a fake of the Anthropic API with `arguments`, on a free port.
    ///
    /// # Errors
    /// It cannot be started.
    pub async fn start(arguments: &[&str]) -> Result<Self> {
        Self::of("fake-anthropic", binaries::fake_anthropic()?, arguments).await
    }

    /// Starts a fake of OpenAI's API and of ChatGPT's Codex backend with `arguments`, on a free port.
    ///
    /// # Errors
    /// It cannot be started.
    pub async fn openai(arguments: &[&str]) -> Result<Self> {
        Self::of("fake-openai", binaries::fake_openai()?, arguments).await
    }

    async fn of(name: &str, program: PathBuf, arguments: &[&str]) -> Result<Self> {
        let home = Sandbox::new()?;
        let mut command = Command::new(program);
        home.dress(&mut command);
        command.args(["--port", "0"]).args(arguments);
        let mut process = Process::start(name, &mut command)?;
        let address = process
            .wait_for("the fake's address", DEADLINE, |stdout, _| {
                let rest = stdout.split_once("listening on http://")?.1;
                rest.split_once('\n')?.0.trim().parse().ok()
            })
            .await?;
        Ok(Self {
            process,
            address,
            _home: home,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its base address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it wrote, for a failure message.
    #[must_use]
    pub fn output(&self) -> String {
        self.process.output()
    }

    /// Every request it got, oldest first: method, path, headers, body.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn log(&self) -> Result<Vec<Value>> {
        self.list("/__log").await
    }

    /// What it found wrong with its clients' requests.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn violations(&self) -> Result<Vec<Value>> {
        self.list("/__violations").await
    }

    /// Every stream it began: `started`, `ended` (Unix seconds) and `how` (`complete`, `client_gone`, `cut`).
    ///
    /// # Errors
    /// It does not answer.
    pub async fn streams(&self) -> Result<Vec<Value>> {
        self.list("/__streams").await
    }

    /// How many connections were opened to it, those of these control calls included.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn connections(&self) -> Result<u64> {
        let request = Request::new("GET", "/__connections", self.address);
        let value = request.send(self.address).await?.json()?;
        let count = value["opened"].as_u64();
        count.with_context(|| format!("not a count: {value}"))
    }

    /// Forgets what it recorded.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn reset(&self) -> Result<()> {
        let request = Request::new("POST", "/__reset", self.address).body("");
        let answer = request.send(self.address).await?;
        ensure!(answer.status < 300, "reset: {}", answer.text());
        Ok(())
    }

    async fn list(&self, path: &str) -> Result<Vec<Value>> {
        let request = Request::new("GET", path, self.address);
        let answer = request.send(self.address).await?;
        ensure!(answer.status == 200, "{path}: {}", answer.text());
        let value = answer.json()?;
        let list = value.as_array().with_context(|| format!("{path}: {value}"));
        Ok(list?.clone())
    }
}
