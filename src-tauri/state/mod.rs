//! What the proxy is doing. The tray, its icon and the window are views of this one value.

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod claude_code;
pub(crate) mod configuration;
pub(crate) mod logins;
pub(crate) mod memory;
pub(crate) mod prepared;
mod server;
pub(crate) mod situation;
mod supervisor;
#[cfg(test)]
pub(crate) mod tests;

use secrecy::SecretString;

pub(crate) use server::GatewayLauncher;
pub(crate) use supervisor::{Command, Control, supervise};

/// What the proxy is doing.
#[derive(Debug, Clone)]
pub(crate) enum ProxyState {
    /// Nothing listens.
    Stopped,
    /// It was asked to start and does not answer yet.
    Starting,
    /// It answers.
    Running(Running),
    /// It was asked to stop and lets the open requests finish.
    Finishing {
        /// How many are left.
        open: usize,
    },
    /// It could not start, or stopped by itself.
    Failed(Failure),
}

/// A proxy that answers.
#[derive(Debug, Clone)]
pub(crate) struct Running {
    /// Host and port.
    pub(crate) address: String,
    /// The base URL of Anthropic clients.
    pub(crate) base_url: String,
    /// The auth token that clients must send. It never leaves the Rust side.
    pub(crate) token: Option<SecretString>,
    /// Whose models can be asked for.
    pub(crate) serves: proxy::Serves,
    /// How many requests are open now.
    pub(crate) open: usize,
    /// What a person should look at though it runs, such as a settings edit that was not taken over.
    pub(crate) problem: Option<String>,
    /// Why a login needs the person, in one sentence.
    pub(crate) login_problem: Option<String>,
}

/// Why the proxy does not run although it was asked to. The message tells the next step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    /// Another program listens on the port.
    #[error("{message}")]
    PortTaken {
        /// The port that was asked for.
        port: u16,
        /// A port near it that is free.
        next: Option<u16>,
        /// Who has it, and what to do.
        message: String,
    },
    /// Anything else that kept it from starting.
    #[error("{0}")]
    CannotStart(String),
    /// It ran, and ended without being asked to.
    #[error("It stopped by itself. Your logins are safe. Start it again; the log says why.")]
    Crashed,
}

impl ProxyState {
    /// The state in one short line, without a next step.
    pub(crate) fn headline(&self) -> String {
        match self {
            Self::Stopped => "Stopped".into(),
            Self::Starting => "Starting…".into(),
            Self::Running(running) => format!("Running on {}", running.address),
            Self::Finishing { open: 0 } => "Stopping…".into(),
            Self::Finishing { open: 1 } => "Finishing 1 request…".into(),
            Self::Finishing { open } => format!("Finishing {open} requests…"),
            Self::Failed(Failure::PortTaken { port, .. }) => format!("Port {port} is taken"),
            Self::Failed(Failure::CannotStart(_)) => "Can’t start".into(),
            Self::Failed(Failure::Crashed) => "Stopped by itself".into(),
        }
    }

    /// Whether a person has to do something about it.
    pub(crate) fn needs_attention(&self) -> bool {
        match self {
            Self::Failed(_) => true,
            Self::Running(running) => running.problem.is_some() || running.login_problem.is_some(),
            Self::Stopped | Self::Starting | Self::Finishing { .. } => false,
        }
    }

    /// Why a login needs the person.
    pub(crate) fn login_problem(&self) -> Option<&str> {
        self.running()?.login_problem.as_deref()
    }

    /// A free port, where the one of the settings is taken.
    pub(crate) fn next_port(&self) -> Option<u16> {
        match self {
            Self::Failed(Failure::PortTaken { next, .. }) => *next,
            _ => None,
        }
    }

    /// The proxy, where it answers.
    pub(crate) fn running(&self) -> Option<&Running> {
        match self {
            Self::Running(running) => Some(running),
            _ => None,
        }
    }
}
