use formats::ErrorKind;

/// Why a provider gave no answer of its own. Messages say what to do next, and hold no secret.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// There is no usable credential.
    #[error("{0}")]
    Account(String),
    /// The login could not be renewed just now; a moment later it may.
    #[error("{0}")]
    Later(String),
    /// The provider could not be reached, or broke off before its answer began.
    #[error(transparent)]
    Upstream(#[from] UpstreamError),
    /// A request could not be built: the path or query that the client sent is no URL.
    #[error("the path or query of this request is not a valid URL")]
    Unsendable,
}

/// Why a connection upstream came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    /// No connection: refused, no such host, TLS refused, or ten seconds passed.
    #[error(
        "cannot reach {host}: {why}. Check this machine's network, then try again; nothing was sent"
    )]
    Connect {
        /// The host that was tried.
        host: String,
        /// The reason of the innermost layer.
        why: String,
    },
    /// The connection ended before an answer came.
    #[error("{host} closed the connection before it answered: {why}. Try again")]
    Broken {
        /// The host that was asked.
        host: String,
        /// The reason of the innermost layer.
        why: String,
    },
    /// No answer within the time for headers.
    #[error("{host} did not begin to answer within {seconds} seconds. Try again")]
    Silent {
        /// The host that was asked.
        host: String,
        /// How long was waited.
        seconds: u64,
    },
    /// The system has no root certificates, so that no server can be trusted.
    #[error(
        "no root certificates on this machine: {0}. On Debian and Ubuntu: apt-get install ca-certificates"
    )]
    NoRoots(String),
}

impl ProviderError {
    /// What it means in the client's terms.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Account(_) => ErrorKind::Credential,
            Self::Upstream(UpstreamError::Silent { .. }) => ErrorKind::GatewayTimeout,
            Self::Upstream(_) | Self::Later(_) => ErrorKind::BadGateway,
            Self::Unsendable => ErrorKind::InvalidRequest,
        }
    }
}

/// The text of the innermost cause: the outer layers only repeat that something failed.
pub(crate) fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut last = error;
    while let Some(next) = last.source() {
        last = next;
    }
    last.to_string()
}
