//! Logins: authorization code with PKCE (RFC 6749, RFC 7636) on a loopback redirect (RFC 8252), and device codes.
//!
//! An [`Attempt`] is one login on its way; [`DeviceLogin`] is the one for machines without a browser. What a login brings
//! is given to a closure that keeps it, and only then the browser's page says that it worked. Refreshing and revoking are
//! single requests; when to send them is for others to decide.

mod attempt;
mod error;
mod grant;
mod login;
mod provider;
mod refresh;
mod revoke;
pub mod terms;
mod tokens;
mod wire;

pub use attempt::{Attempt, LIFE, PasteBox, PasteError};
pub use error::{LoginError, RefreshError, RevokeError};
pub(crate) use login::describe_claude;
pub use login::{ChatgptSignIn, DeviceLogin, Prompt};
pub use provider::{CLAUDE_MANUAL_REDIRECT, CODEX_PORTS, ClaudeProvider, OpenaiProvider};
pub(crate) use provider::{codex_home, plan_home};
pub use refresh::{refresh_chatgpt, refresh_claude, refresh_codex};
pub use revoke::{revoke_chatgpt, revoke_codex};
pub use tokens::{ChatgptTokens, ClaudeTokens, CodexRenewal};
pub use wire::{Http, HttpError};
