//! The desktop app on a test's desktop.

use std::net::{SocketAddr, TcpListener};

use anyhow::Result;
use e2e::Process;
use e2e::desktop::Desktop;

/// The app with the port that it was told.
pub(crate) struct App {
    pub(crate) process: Process,
    port: u16,
}

impl App {
    /// Starts it on a free port.
    pub(crate) fn start(desktop: &Desktop, arguments: &[&str]) -> Result<Self> {
        Self::start_with(desktop, arguments, &[])
    }

    /// The same, with variables in its environment.
    pub(crate) fn start_with(
        desktop: &Desktop,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<Self> {
        let free = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        Self::start_on(desktop, free, arguments, environment)
    }

    /// Starts it on this port.
    pub(crate) fn start_on(
        desktop: &Desktop,
        port: u16,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<Self> {
        let mut command = desktop.app();
        command.args(arguments).args(["--port", &port.to_string()]);
        command.envs(environment.iter().copied());
        let process = Process::start("ccproxy-desktop", &mut command)?;
        Ok(Self { process, port })
    }

    /// Where its proxy listens, when it runs.
    pub(crate) fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }
}
