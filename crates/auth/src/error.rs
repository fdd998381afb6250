use std::path::PathBuf;

/// Why a login cannot be used. Each message says what to do next, and none holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing is stored.
    #[error("no Claude login or API key is stored")]
    Missing,
    /// The access token is past its life, or too close to its end to be used.
    #[error("the stored Claude login has expired")]
    Expired,
    /// The token was made for another server, and goes nowhere else.
    #[error(
        "the stored Claude login belongs to {stored}, and claude.base_url is {configured}; \
         it is sent nowhere else. Set claude.base_url back, or use an API key for that server"
    )]
    OtherOrigin {
        /// The origin that the login was made for.
        stored: String,
        /// The origin that requests would go to.
        configured: String,
    },
    /// The file is there and cannot be read.
    #[error("{} cannot be read: {why}", path.display())]
    Unreadable {
        /// The credentials file.
        path: PathBuf,
        /// The system's reason.
        why: String,
    },
    /// The file is there and does not hold what it should.
    #[error("{} does not hold credentials: {why}. Nothing was changed in it", path.display())]
    Malformed {
        /// The credentials file.
        path: PathBuf,
        /// What was expected, and where.
        why: String,
    },
}
