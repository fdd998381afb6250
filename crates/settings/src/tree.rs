//! The typed settings, one struct per section.

mod choices;
mod draft;
mod equal;
mod listen;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

pub use choices::{CacheMode, ClaudeMode, CredentialStore, LogFormat, LogLevel, OpenaiUse};
pub(crate) use draft::Draft;
pub use listen::ListenHost;

/// Every setting, typed and checked. `Default` gives what holds when nobody sets anything.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Where the proxy listens, and what it accepts.
    pub server: Server,
    /// Who may use it.
    pub security: Security,
    /// The Claude provider.
    pub claude: Claude,
    /// The Codex provider.
    pub codex: Codex,
    /// The OpenAI API.
    pub openai: Openai,
    /// Logins and keys.
    pub credentials: Credentials,
    /// Model names.
    pub models: Models,
    /// Requests of another format than the provider's.
    pub translation: Translation,
    /// The log.
    pub log: Log,
}

/// Section `server`.
#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    /// The address to listen on.
    pub host: ListenHost,
    /// The TCP port; 0, which only the environment and flags may say, means any free one.
    pub port: u16,
    /// `Host` names beyond the loopback names that requests may carry: lower case, without port or
    /// brackets.
    pub allowed_hosts: Vec<String>,
    /// Browser origins that may call the proxy, spelled as a browser sends them (RFC 6454 §6.2).
    pub allowed_origins: Vec<String>,
    /// The largest request body, in bytes.
    pub max_body: u64,
    /// How long a stop waits for open streams.
    pub grace: Duration,
    /// The certificate and its key, when the proxy speaks HTTPS.
    pub tls: Option<TlsFiles>,
}

/// The two PEM files of an HTTPS server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate chain.
    pub cert: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// Section `security`.
#[derive(Clone, Debug)]
pub struct Security {
    /// What clients must present; without it every request on loopback is accepted.
    pub auth_token: Option<SecretString>,
}

/// Section `claude`.
#[derive(Clone, Debug)]
pub struct Claude {
    /// Which of the ways to Claude is used.
    pub mode: ClaudeMode,
    /// The Anthropic API's address, without a slash at its end.
    pub base_url: String,
    /// A key of the Anthropic API.
    pub api_key: Option<SecretString>,
    /// The `claude` command, when it is not the one on the `PATH`.
    pub cli_path: Option<PathBuf>,
    /// Whether cache breakpoints are set for clients whose format has none.
    pub cache: CacheMode,
    /// The OAuth login.
    pub oauth: ClaudeOauth,
}

/// Section `claude.oauth`.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaudeOauth {
    /// Where the browser is sent.
    pub authorize_url: String,
    /// Where codes and refresh tokens are exchanged.
    pub token_url: String,
    /// Where the account's profile is read.
    pub profile_url: String,
    /// The public client id.
    pub client_id: String,
    /// The scopes that a login asks for (RFC 6749 §3.3), in this order.
    pub scopes: Vec<String>,
}

/// Section `codex`.
#[derive(Clone, Debug, PartialEq)]
pub struct Codex {
    /// Whether the Codex login is used.
    pub enabled: bool,
    /// The backend's address, without a slash at its end.
    pub base_url: String,
    /// The login.
    pub oauth: CodexOauth,
}

/// Section `codex.oauth`.
#[derive(Clone, Debug, PartialEq)]
pub struct CodexOauth {
    /// The authorization server of both OpenAI logins.
    pub issuer: String,
    /// The public client id of the Codex login.
    pub client_id: String,
}

/// Section `openai`.
#[derive(Clone, Debug)]
pub struct Openai {
    /// Whether the OpenAI API answers for its models.
    pub enabled: bool,
    /// The OpenAI API's address, without a slash at its end.
    pub base_url: String,
    /// A key of the OpenAI API.
    pub api_key: Option<SecretString>,
    /// Which of the two ways is used, where the person has said so.
    pub r#use: Option<OpenaiUse>,
}

/// Section `credentials`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Where logins and keys are kept.
    pub store: CredentialStore,
}

/// Section `models`.
#[derive(Clone, Debug, PartialEq)]
pub struct Models {
    /// Model names that clients send, and the names that they stand for.
    pub aliases: BTreeMap<String, String>,
}

/// Section `translation`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// Whether a request is refused of which a translation would have to ignore a part; otherwise that
    /// part is named in the answer.
    pub strict: bool,
}

/// Section `log`.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// The least severe level that is written.
    pub level: LogLevel,
    /// How a line is written.
    pub format: LogFormat,
    /// The file that is written besides standard error.
    pub file: Option<PathBuf>,
}
