use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the gateway did not start, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The settings do not hold.
    #[error(transparent)]
    Settings(#[from] settings::Error),
    /// Somebody else has the port.
    #[error(
        "port {} is taken{}. Quit that program{}",
        address.port(),
        holder.as_ref().map(|h| format!(" by {h}")).unwrap_or_default(),
        next.map(|n| format!(", or use another port: --port {n}")).unwrap_or_default()
    )]
    PortTaken {
        /// The address that was asked for.
        address: SocketAddr,
        /// The program and its process id, where the system tells.
        holder: Option<String>,
        /// A port near it that is free.
        next: Option<u16>,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {why}. Check server.host and server.port")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// The system's reason.
        why: io::Error,
    },
    /// Other machines could use it, and nothing would stop them.
    #[error(
        "server.host is {host}, which other machines can reach, and there is no auth token. \
         Make one with `ccproxy token new`, or set SECURITY__AUTH_TOKEN; or listen on 127.0.0.1"
    )]
    OpenToAll {
        /// The address of the settings.
        host: String,
    },
    /// The certificate or its key cannot be used.
    #[error("{}: {why}", path.display())]
    Tls {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A provider cannot be set up.
    #[error("{0}")]
    Provider(String),
    /// The log file cannot be written.
    #[error("log.file {}: {why}", path.display())]
    Log {
        /// The file of the settings.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}
