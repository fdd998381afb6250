//! `ccproxy serve` as a child process.

use std::net::SocketAddr;
use std::process::{Command, ExitStatus};
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::fake::UPSTREAM_KEY;
use crate::{DEADLINE, Fake, Process, Sandbox, binaries};

/// How a gateway is to be started; every part has a default that suits most tests.
#[derive(Debug)]
pub struct Setup {
    home: Sandbox,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Setup {
    /// A gateway on a free port with no upstream and no token.
    ///
    /// # Errors
    /// The temporary home cannot be made.
    pub fn bare() -> Result<Self> {
        Ok(Self {
            home: Sandbox::new()?,
            arguments: vec!["serve".into(), "--port".into(), "0".into()],
            environment: Vec::new(),
        })
    }

    /// A gateway in front of `fake`, with the key that it asks for.
    ///
    /// # Errors
    /// The temporary home cannot be made.
    pub fn to(fake: &Fake) -> Result<Self> {
        Ok(Self::bare()?
            .env("CLAUDE__BASE_URL", &fake.url())
            .env("CLAUDE__API_KEY", UPSTREAM_KEY))
    }

    /// Sets the auth token.
    #[must_use]
    pub fn token(self, token: &str) -> Self {
        self.env("SECURITY__AUTH_TOKEN", token)
    }

    /// Sets a variable of its environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Replaces the arguments (`serve --port 0`).
    #[must_use]
    pub fn arguments(mut self, arguments: &[&str]) -> Self {
        self.arguments = arguments.iter().map(ToString::to_string).collect();
        self
    }

    /// Writes its `config.toml` beforehand.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn settings(self, toml: &str) -> Result<Self> {
        self.home.write_settings(toml)?;
        Ok(self)
    }

    /// The home it will have.
    #[must_use]
    pub fn home(&self) -> &Sandbox {
        &self.home
    }

    /// Starts it, whether or not it will listen.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn spawn(self) -> Result<(Process, Sandbox)> {
        let mut command = Command::new(binaries::ccproxy()?);
        self.home.dress(&mut command);
        command.args(&self.arguments);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        Ok((Process::start("ccproxy", &mut command)?, self.home))
    }

    /// Starts it and waits until it listens.
    ///
    /// # Errors
    /// It ends, or says no address within [`DEADLINE`].
    pub async fn start(self) -> Result<Gateway> {
        let (mut process, home) = self.spawn()?;
        let address = process
            .wait_for("the gateway's address", DEADLINE, |_, stderr| {
                announced(stderr).into_iter().find(SocketAddr::is_ipv4)
            })
            .await?;
        Ok(Gateway {
            process,
            home,
            address,
        })
    }
}

/// A running gateway.
#[derive(Debug)]
pub struct Gateway {
    /// The program.
    pub process: Process,
    /// Its home.
    pub home: Sandbox,
    address: SocketAddr,
}

impl Gateway {
    /// Where it listens on IPv4 loopback.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its base address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its log so far.
    #[must_use]
    pub fn log(&self) -> String {
        self.process.stderr()
    }

    /// Asks it to stop and waits for its end.
    ///
    /// # Errors
    /// It still runs after `within`.
    pub async fn stop(&mut self, within: Duration) -> Result<ExitStatus> {
        self.process.terminate()?;
        self.process.wait(within).await
    }
}

/// Every address that a log announces.
#[must_use]
pub fn announced(log: &str) -> Vec<SocketAddr> {
    let log = log.replace("listening on https://", "listening on http://");
    let mut pieces: Vec<&str> = log.split("listening on http://").skip(1).collect();
    // The last line may still be on its way.
    if !log.ends_with('\n') {
        pieces.pop();
    }
    let addresses = pieces.into_iter().filter_map(|piece| {
        let end = piece.find(|c: char| !(c.is_ascii_hexdigit() || ".:[]".contains(c)));
        piece[..end.unwrap_or(piece.len())].parse().ok()
    });
    addresses.collect()
}

/// Runs `ccproxy` with `arguments` to its end in `home`: status, standard output, standard error.
///
/// # Errors
/// It cannot be started or does not end within [`DEADLINE`].
pub async fn command(
    home: &Sandbox,
    arguments: &[&str],
    environment: &[(&str, &str)],
) -> Result<(ExitStatus, String, String)> {
    let mut command = Command::new(binaries::ccproxy()?);
    home.dress(&mut command);
    command.args(arguments);
    command.envs(environment.iter().copied());
    let mut process = Process::start("ccproxy", &mut command)?;
    let status = process
        .wait(DEADLINE)
        .await
        .with_context(|| format!("ccproxy {}", arguments.join(" ")))?;
    Ok((status, process.stdout(), process.stderr()))
}
