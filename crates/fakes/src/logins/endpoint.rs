//! Which server and which endpoint a path is.

use http::Method;
use serde::{Deserialize, Serialize};

/// One of the fake authorization servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Server {
    /// Claude's: `claude.com`, `platform.claude.com` and `api.anthropic.com` in one.
    Claude,
    /// The Codex login's issuer.
    Openai,
    /// Sign in with ChatGPT; really the same issuer as the Codex login's, under paths of its own.
    Chatgpt,
}

impl Server {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Claude, Self::Openai, Self::Chatgpt];

    /// Its name in logs, counters and faults.
    pub fn name(self) -> &'static str {
        match self {
            Self::Claude => "claude",
            Self::Openai => "openai",
            Self::Chatgpt => "chatgpt",
        }
    }
}

/// What an endpoint is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// Where the browser is sent first.
    Authorize,
    /// Where the consent page's form goes.
    Consent,
    /// The page that shows `code#state` for pasting.
    Paste,
    /// Codes and refresh tokens against tokens.
    Token,
    /// Signing out.
    Revoke,
    /// Whose account it is.
    Profile,
    /// How much of the plan is used.
    Usage,
    /// Roles in the organization.
    Roles,
    /// A device asks for a code that a person types elsewhere.
    Usercode,
    /// The device asks whether the person has typed it.
    DeviceToken,
    /// Where the person types it.
    DevicePage,
    /// The redirect address of the device flow.
    DeviceCallback,
    /// OpenID discovery.
    Discovery,
    /// The keys of the signatures.
    Jwks,
    /// Where the fault `redirect` points; nobody should come here.
    Trap,
}

impl Endpoint {
    /// Its name in logs, counters and faults.
    pub fn name(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Consent => "consent",
            Self::Paste => "paste",
            Self::Token => "token",
            Self::Revoke => "revoke",
            Self::Profile => "profile",
            Self::Usage => "usage",
            Self::Roles => "roles",
            Self::Usercode => "usercode",
            Self::DeviceToken => "device_token",
            Self::DevicePage => "device_page",
            Self::DeviceCallback => "device_callback",
            Self::Discovery => "discovery",
            Self::Jwks => "jwks",
            Self::Trap => "trap",
        }
    }

    /// Whether a person's browser comes here, rather than the program under test itself.
    pub(crate) fn is_for_browsers(self) -> bool {
        matches!(
            self,
            Self::Authorize | Self::Consent | Self::Paste | Self::DevicePage | Self::DeviceCallback
        )
    }

    fn takes(self, method: &Method) -> bool {
        match self {
            Self::Token | Self::Revoke | Self::Usercode | Self::DeviceToken | Self::Consent => {
                method == Method::POST
            }
            Self::DevicePage => method == Method::GET || method == Method::POST,
            Self::Trap => true,
            _ => method == Method::GET,
        }
    }
}

/// Every path that there is. The first server of `among` that has it answers: discovery and keys are the same at both.
const PATHS: &[(&str, Server, Endpoint)] = &[
    ("/cai/oauth/authorize", Server::Claude, Endpoint::Authorize),
    ("/cai/oauth/consent", Server::Claude, Endpoint::Consent),
    ("/oauth/code/callback", Server::Claude, Endpoint::Paste),
    ("/v1/oauth/token", Server::Claude, Endpoint::Token),
    ("/api/oauth/profile", Server::Claude, Endpoint::Profile),
    ("/api/oauth/usage", Server::Claude, Endpoint::Usage),
    (
        "/api/oauth/claude_cli/roles",
        Server::Claude,
        Endpoint::Roles,
    ),
    ("/oauth/authorize", Server::Openai, Endpoint::Authorize),
    ("/oauth/consent", Server::Openai, Endpoint::Consent),
    ("/oauth/token", Server::Openai, Endpoint::Token),
    ("/oauth/revoke", Server::Openai, Endpoint::Revoke),
    (
        "/api/accounts/deviceauth/usercode",
        Server::Openai,
        Endpoint::Usercode,
    ),
    (
        "/api/accounts/deviceauth/token",
        Server::Openai,
        Endpoint::DeviceToken,
    ),
    ("/codex/device", Server::Openai, Endpoint::DevicePage),
    (
        "/deviceauth/callback",
        Server::Openai,
        Endpoint::DeviceCallback,
    ),
    (
        "/api/accounts/authorize",
        Server::Chatgpt,
        Endpoint::Authorize,
    ),
    ("/api/accounts/consent", Server::Chatgpt, Endpoint::Consent),
    (
        "/api/accounts/oauth/token",
        Server::Chatgpt,
        Endpoint::Token,
    ),
    (
        "/api/accounts/oauth/revoke",
        Server::Chatgpt,
        Endpoint::Revoke,
    ),
    (
        "/.well-known/openid-configuration",
        Server::Openai,
        Endpoint::Discovery,
    ),
    (
        "/.well-known/openid-configuration",
        Server::Chatgpt,
        Endpoint::Discovery,
    ),
    ("/.well-known/jwks.json", Server::Openai, Endpoint::Jwks),
    ("/.well-known/jwks.json", Server::Chatgpt, Endpoint::Jwks),
    ("/__trap", Server::Claude, Endpoint::Trap),
    ("/__trap", Server::Openai, Endpoint::Trap),
    ("/__trap", Server::Chatgpt, Endpoint::Trap),
];

/// What a request is for.
pub(crate) enum Route {
    To(Server, Endpoint),
    WrongMethod,
    Nowhere,
}

/// Finds the endpoint of a request among those of the servers in `among`.
pub(crate) fn route(method: &Method, path: &str, among: &[Server]) -> Route {
    let found = PATHS
        .iter()
        .find(|(its, server, _)| *its == path && among.contains(server));
    match found {
        Some((_, server, endpoint)) if endpoint.takes(method) => Route::To(*server, *endpoint),
        Some(_) => Route::WrongMethod,
        None => Route::Nowhere,
    }
}
