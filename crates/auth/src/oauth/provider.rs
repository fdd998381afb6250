/// The ports of the Codex login's redirect: its client id is registered with no others (openai/codex,
/// `login/src/server.rs`).
pub const CODEX_PORTS: [u16; 2] = [1455, 1457];

/// Where Claude shows `code#state` for pasting (claude 2.1.331).
pub const CLAUDE_MANUAL_REDIRECT: &str = "https://platform.claude.com/oauth/code/callback";

/// Claude's OAuth, as data. The defaults are in the settings, with their source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaudeProvider {
    /// Where the browser is sent.
    pub authorize_url: String,
    /// Where codes and refresh tokens are exchanged, as JSON.
    pub token_url: String,
    /// Where the account's profile is read.
    pub profile_url: String,
    /// The redirect for machines without a browser; [`CLAUDE_MANUAL_REDIRECT`].
    pub manual_redirect: String,
    /// The public client id.
    pub client_id: String,
    /// The scopes that a login asks for.
    pub scopes: Vec<String>,
    /// The server that the login is for, as `scheme://host[:port]`.
    pub origin: String,
}

/// OpenAI's own authorization server (source: openai/codex, `login/src/server.rs`).
const OPENAI_ISSUER: &str = "https://auth.openai.com";
/// Where a Codex login of that server may go (source: openai/codex, `chatgpt_base_url`).
const CODEX_HOME: &str = "https://chatgpt.com";
/// Where a token of Sign in with ChatGPT may go (source: OpenAI docs, "Sign in with ChatGPT", models and inference).
const PLAN_HOME: &str = "https://api.openai.com";

/// The one server that a Codex token of `issuer` may be sent to; `None` for an issuer of the settings' own, whose tokens
/// are of no use anywhere else. A token that does not say who made it counts as OpenAI's.
pub(crate) fn codex_home(issuer: Option<&str>) -> Option<&'static str> {
    is_openai(issuer).then_some(CODEX_HOME)
}

/// The same for a token of Sign in with ChatGPT.
pub(crate) fn plan_home(issuer: &str) -> Option<&'static str> {
    is_openai(Some(issuer)).then_some(PLAN_HOME)
}

fn is_openai(issuer: Option<&str>) -> bool {
    issuer.is_none_or(|its| its.trim_end_matches('/') == OPENAI_ISSUER)
}

/// OpenAI's authorization server, as data: the Codex login and Sign in with ChatGPT have the same issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenaiProvider {
    /// `https://auth.openai.com`, without a slash at its end.
    pub issuer: String,
    /// The public client id of the Codex login.
    pub codex_client_id: String,
    /// The ports of the Codex login's redirect, in the order in which they are tried; [`CODEX_PORTS`]. 0 is any.
    pub codex_ports: Vec<u16>,
}

impl OpenaiProvider {
    /// The server at `issuer`, with the Codex login's own ports.
    #[must_use]
    pub fn new(issuer: &str, codex_client_id: &str) -> Self {
        Self {
            issuer: issuer.trim_end_matches('/').to_owned(),
            codex_client_id: codex_client_id.to_owned(),
            codex_ports: CODEX_PORTS.to_vec(),
        }
    }

    /// The address of a path of the server.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.issuer.trim_end_matches('/'))
    }
}
