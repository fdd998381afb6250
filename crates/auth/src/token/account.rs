use std::fmt;
use std::future::Future;

use secrecy::SecretString;

use crate::oauth::RefreshError;
use crate::store::StoreError;
use crate::token::{Clock, Error, Login};

/// Which login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Claude's OAuth login.
    Claude,
    /// The Codex login in `auth.json`.
    Codex,
    /// Sign in with ChatGPT.
    Chatgpt,
}

impl Kind {
    /// The command that logs in.
    #[must_use]
    pub fn command(self) -> &'static str {
        match self {
            Self::Claude => "ccproxy auth login",
            Self::Codex => "ccproxy auth login-openai",
            Self::Chatgpt => "ccproxy auth login-chatgpt",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Claude => "Claude login",
            Self::Codex => "OpenAI login",
            Self::Chatgpt => "ChatGPT login",
        })
    }
}

/// One login: where it lies, and how it is renewed.
pub trait Account: Send + Sync + 'static {
    /// What is stored.
    type Entry: Clone + Send + Sync + 'static;

    /// Which login it is.
    const KIND: Kind;

    /// Whether it is renewed ahead of its end. A login that another program renews too is left alone until it must be.
    const AHEAD: bool;

    /// What tells this login from others of the same kind on this machine; part of a file's name.
    fn name(&self) -> String;

    /// What is stored now.
    fn read(&self) -> impl Future<Output = Result<Self::Entry, Error>> + Send;

    /// What requests need of it.
    ///
    /// # Errors
    /// It cannot be used, whether or not it is fresh.
    fn login(&self, entry: &Self::Entry) -> Result<Login, Error>;

    /// What renews it.
    fn refresh_token<'a>(&self, entry: &'a Self::Entry) -> Option<&'a SecretString>;

    /// Asks the provider for new tokens.
    fn renew(
        &self,
        entry: &Self::Entry,
        clock: &Clock,
    ) -> impl Future<Output = Result<Self::Entry, RefreshError>> + Send;

    /// Stores what came of it, durably; gives what is stored then, which is another login where somebody else stored one
    /// meanwhile.
    fn keep(
        &self,
        old: &Self::Entry,
        new: &Self::Entry,
    ) -> impl Future<Output = Result<Self::Entry, StoreError>> + Send;
}
