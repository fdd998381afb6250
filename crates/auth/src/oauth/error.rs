use std::time::Duration;

use super::wire::{Failure, HttpError};
use crate::store::StoreError;

/// Why a login came to nothing. Each message says what to do next, and none holds a secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// What came of it could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no HTTP client to be had.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// An address of the provider is none.
    #[error("{setting} is not an http(s) address. Correct it in the settings, then log in again")]
    Address {
        /// Which one, as a person would look for it.
        setting: &'static str,
    },
    /// The system gives no random numbers, without which no login is safe.
    #[error(
        "this system gives no random numbers, so no login can be made safe. Restart it, then log in again"
    )]
    NoRandomness,
    /// No port of this machine could be opened for the browser's way back.
    #[error(
        "no port of this machine could be opened for the browser's answer ({why}). Allow ccproxy to listen on \
         127.0.0.1, then log in again"
    )]
    NoPort {
        /// The system's reason.
        why: String,
    },
    /// The only ports that the provider sends a browser back to are taken.
    #[error(
        "{}, and OpenAI sends the browser to no other. Quit the program that uses {which}, or log in with a device \
         code: `ccproxy auth login-openai --device`",
        taken(ports), which = if ports.len() == 1 { "it" } else { "them" }
    )]
    PortsTaken {
        /// The ports.
        ports: Vec<u16>,
    },
    /// Another login took the port over, as the Codex CLI's do.
    #[error(
        "another login was started, and this one made room for it. Go on with the other one. Nothing was changed"
    )]
    TakenOver,
    /// Nobody came back in time.
    #[error(
        "nobody came back from the browser in time. Nothing was changed. Start the login again"
    )]
    TooLate,
    /// The person said no, or the provider said it for them.
    #[error("the browser said no{}. Nothing was changed. Start the login again, and allow access", aside(reason.as_deref()))]
    Denied {
        /// The provider's words for it, where there are any; printable characters alone.
        reason: Option<String>,
    },
    /// The ChatGPT workspace has no Codex (`missing_codex_entitlement`).
    #[error(
        "this ChatGPT workspace does not include Codex. Nothing was changed. Ask its administrator for Codex, or log in \
         with another workspace"
    )]
    NoCodex,
    /// The provider sent the browser back with another error.
    #[error("the provider refused the login: {reason}. Nothing was changed. Start the login again")]
    Refused {
        /// Its `error_description`, else its `error`; printable characters alone.
        reason: String,
    },
    /// Nothing could be sent.
    #[error(
        "cannot reach {host}: {why}. Nothing was changed. Check this machine's network, then start the login again"
    )]
    Unreachable {
        /// The host that was tried.
        host: String,
        /// The reason of the innermost layer.
        why: String,
    },
    /// It was sent, and no answer could be read.
    #[error(
        "no answer from {host} could be read: {why}. Nothing was changed. Start the login again"
    )]
    Unanswered {
        /// The host that was asked.
        host: String,
        /// The reason.
        why: String,
    },
    /// The provider cannot now: 408, 429 or 5xx.
    #[error("{host} cannot log anybody in now ({status}). Nothing was changed. Start the login again {}", wait(*retry_after))]
    Busy {
        /// The host that was asked.
        host: String,
        /// The status.
        status: u16,
        /// What its `retry-after` says.
        retry_after: Option<Duration>,
    },
    /// The provider does not take the code, or the request with it.
    #[error(
        "{host} did not accept the login ({status}, {code}). Nothing was changed. Start the login again"
    )]
    NotAccepted {
        /// The host that was asked.
        host: String,
        /// The status.
        status: u16,
        /// The error code, or `no reason`.
        code: String,
    },
    /// The provider's answer lacks something that a login needs.
    #[error(
        "{host} answered without {what}, so there is no login. Nothing was changed. Start the login again"
    )]
    Incomplete {
        /// The host that was asked.
        host: String,
        /// What is missing.
        what: &'static str,
    },
    /// The id token does not prove who signed in.
    #[error(
        "{host} sent an id token that proves nothing: {why}. Nothing was changed. Check that this machine's clock is \
         right, then start the login again"
    )]
    IdToken {
        /// The issuer's host.
        host: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The provider's description of itself does not hold together.
    #[error(
        "{host} describes itself wrongly: {why}. Nothing was changed. Check codex.oauth.issuer in the settings"
    )]
    Discovery {
        /// The issuer's host.
        host: String,
        /// What is wrong.
        why: &'static str,
    },
    /// The first sign-in brought no client id.
    #[error(
        "ChatGPT did not register this installation. Nothing was changed. Start the sign-in again"
    )]
    NotRegistered,
    /// A later sign-in brought another client id.
    #[error(
        "ChatGPT answered for another account than the one that this installation is registered for. Nothing was \
         changed. Start the sign-in again, and choose that account"
    )]
    OtherClient,
    /// The provider has no device codes for this client.
    #[error(
        "device codes are not enabled at {host}. Log in with the browser: `ccproxy auth login-openai`, or with \
         `--no-browser` and paste the address that it ends on"
    )]
    NoDeviceCodes {
        /// The host that was asked.
        host: String,
    },
    /// The device code was not typed in time.
    #[error(
        "the code was not typed in time. Nothing was changed. Start the login again for a new one"
    )]
    CodeExpired,
}

/// Why a refresh brought no new tokens. What to do with the refresh token follows from it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefreshError {
    /// Nothing was sent: no connection, no such host, TLS refused.
    #[error("cannot reach {host}: {why}")]
    NotSent {
        /// The host that was tried.
        host: String,
        /// The reason of the innermost layer.
        why: String,
    },
    /// It was sent, and no answer could be read: broken off, timed out, or no JSON in a 2xx. The provider may have used
    /// up the refresh token.
    #[error("no answer from {host} could be read: {why}")]
    Lost {
        /// The host that was asked.
        host: String,
        /// The reason.
        why: String,
    },
    /// The provider said that it cannot now: 429, 5xx, or another refusal that says nothing of the token.
    #[error("{host} could not renew the login now ({status})")]
    Passing {
        /// The host that was asked.
        host: String,
        /// The status.
        status: u16,
        /// What its `retry-after` says.
        retry_after: Option<Duration>,
    },
    /// The provider said that this refresh token is of no use any more.
    #[error("{host} does not accept the login any more ({code})")]
    Final {
        /// The host that was asked.
        host: String,
        /// The provider's error code, such as `invalid_grant` or `refresh_token_reused`.
        code: String,
    },
}

/// Why the provider did not end a login. The tokens here can be deleted all the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RevokeError {
    /// It may not have heard of it.
    #[error(
        "{host} could not be told to end the login: {why}. End it at https://chatgpt.com/settings, or wait until it \
         expires"
    )]
    Unheard {
        /// The host that was tried.
        host: String,
        /// The reason.
        why: String,
    },
    /// It said no.
    #[error(
        "{host} did not end the login ({status}). End it at https://chatgpt.com/settings, or wait until it expires"
    )]
    Refused {
        /// The host that was asked.
        host: String,
        /// The status.
        status: u16,
    },
}

impl From<Failure> for LoginError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotSent { host, why } => Self::Unreachable { host, why },
            Failure::Lost { host, why } => Self::Unanswered { host, why },
            Failure::Refused(no) if no.is_passing() => Self::Busy {
                host: no.host,
                status: no.status,
                retry_after: no.retry_after,
            },
            Failure::Refused(no) => Self::NotAccepted {
                host: no.host,
                status: no.status,
                code: no.code.unwrap_or_else(|| "no reason".to_owned()),
            },
        }
    }
}

impl From<Failure> for RevokeError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotSent { host, why } | Failure::Lost { host, why } => {
                Self::Unheard { host, why }
            }
            Failure::Refused(no) => Self::Refused {
                host: no.host,
                status: no.status,
            },
        }
    }
}

fn taken(ports: &[u16]) -> String {
    match ports {
        [port] => format!("port {port} is taken by another program"),
        _ => {
            let ports: Vec<_> = ports.iter().map(u16::to_string).collect();
            format!("ports {} are taken by other programs", ports.join(" and "))
        }
    }
}

fn aside(reason: Option<&str>) -> String {
    reason
        .map(|reason| format!(" ({reason})"))
        .unwrap_or_default()
}

fn wait(retry_after: Option<Duration>) -> String {
    match retry_after.map(|wait| wait.as_secs()) {
        Some(seconds) if seconds > 1 => format!("in {seconds} seconds"),
        _ => "in a minute".to_owned(),
    }
}
