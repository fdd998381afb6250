use std::time::Duration;

use crate::credentials::Malformed;
use crate::store::StoreError;
use crate::token::Kind;

/// Why there is no token to hand out. Each message says what to do next, and none holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing is stored.
    #[error("there is no {0}. Log in with `{command}`", command = .0.command())]
    Missing(Kind),
    /// A login that another program made, and whose terms the person has not said yes to here.
    #[error(
        "the stored {0} was made by another program. `{command}` shows what the provider's terms say, and takes it over",
        command = .0.command()
    )]
    Terms(Kind),
    /// The access token is past its life, and nothing renews it.
    #[error("the {0} has expired, and nothing is stored that renews it. Log in with `{command}`", command = .0.command())]
    Expired(Kind),
    /// The provider does not take the login any more. Nothing was deleted.
    #[error("the {kind} cannot be renewed: {why}. Log in again with `{}`. Nothing was deleted", .kind.command())]
    NeedsLogin {
        /// Which login.
        kind: Kind,
        /// What the provider said, or what got lost.
        why: String,
    },
    /// It cannot be renewed now; later it may.
    #[error(
        "the {kind} could not be renewed just now: {why}. It is tried again; nothing was deleted"
    )]
    Later {
        /// Which login.
        kind: Kind,
        /// What was in the way.
        why: String,
        /// When the provider wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// The token was made for another server, and goes nowhere else.
    #[error(
        "the stored {kind} belongs to {stored}, and {setting} is {configured}; it is sent nowhere else. \
         Set {setting} back, or use an API key for that server"
    )]
    OtherOrigin {
        /// Which login.
        kind: Kind,
        /// The setting that says where it would go.
        setting: &'static str,
        /// The origin that the login was made for.
        stored: String,
        /// The origin that it would go to.
        configured: String,
    },
    /// The store could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is stored is not what it should be.
    #[error("the stored {kind} cannot be used: {why}. Log in again with `{}`", .kind.command())]
    Malformed {
        /// Which login.
        kind: Kind,
        /// What was expected.
        why: Malformed,
    },
}

impl Error {
    /// Whether only a new login helps.
    #[must_use]
    pub fn needs_login(&self) -> bool {
        !matches!(
            self,
            Self::Later { .. } | Self::Store(_) | Self::OtherOrigin { .. }
        )
    }
}
