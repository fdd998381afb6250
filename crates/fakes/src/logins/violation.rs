//! What a careful client never does.

use std::fmt;

use serde::Serialize;

use super::endpoint::{Endpoint, Server};

/// What was done wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A refresh token was presented again after it was answered with new tokens.
    Reused,
    /// A refresh token was presented again after it was refused for good.
    PresentedAfterRefusal,
    /// A refresh token was presented while an earlier request with it was still open.
    Concurrent,
    /// A code was redeemed twice.
    CodeReused,
    /// A code was redeemed with a verifier that does not fit its challenge.
    VerifierMismatch,
    /// A code was redeemed with another state than it was given out under.
    StateMismatch,
    /// A code was redeemed with another redirect address than it was given out for.
    RedirectMismatch,
    /// A code or token was presented by another client than the one it was given to.
    ClientMismatch,
    /// The verifier stood in an address: as `state` or `nonce`.
    VerifierExposed,
    /// A name that is not `ccproxy/…`, or a header by which another program is known.
    ForgedIdentity,
    /// A redirect was followed, with whatever the request held.
    FollowedRedirect,
    /// Parameters stood in the address of a request that may carry none there.
    ParametersInAddress,
    /// A cookie came with a request that is not a browser's.
    Cookie,
    /// A refresh came before `earliest_refresh_at`.
    RefreshedEarly,
    /// A device asked again before its interval was over.
    PolledTooFast,
}

/// One violation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// When, in Unix seconds of the servers' clock.
    pub time: i64,
    /// Where.
    pub server: Server,
    /// Where there.
    pub endpoint: Endpoint,
    /// What.
    pub kind: Kind,
    /// More about it, without secrets.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}.{}: {:?}: {}",
            self.server.name(),
            self.endpoint.name(),
            self.kind,
            self.detail
        )
    }
}
