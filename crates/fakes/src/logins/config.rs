//! What the servers are like: who may sign in, how long tokens live, what goes wrong.

use serde::{Deserialize, Serialize};

use super::people::{self, Person};
use super::scenario::{CallbackClient, ErrorShape, IdToken, Pending};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Configuration of all fake authorization servers. As JSON every field may be left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The only version whose requests are answered, as `ccproxy/VERSION`; others are refused and kept as violations.
    /// Without it any `ccproxy/…` is fine, and others are answered, but kept as violations.
    pub gateway: Option<String>,
    /// Whether the person consents at once, without a page.
    pub auto_consent: bool,
    /// Who has an account; the first is signed in at the browser.
    pub people: Vec<Person>,
    /// How long a code lives, in seconds; ten minutes, the most that RFC 6749, 4.1.2, recommends.
    pub code_life: i64,
    /// The issuer that OpenAI's tokens name; where there is none, the address that the server is served on.
    pub issuer: Option<String>,
    /// Whether OpenAI's keys were rotated: the second of the two signs, and the key set has only that one.
    pub rotated_keys: bool,
    /// Claude's server.
    pub claude: Claude,
    /// The Codex login's.
    pub openai: Openai,
    /// Sign in with ChatGPT.
    pub chatgpt: Chatgpt,
}

/// Configuration of Claude's server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Claude {
    /// The only client; the command-line client's own by default.
    pub client_id: String,
    /// The scopes that may be asked for (claude 2.1.331, without those of plugins).
    pub scopes: Vec<String>,
    /// The redirect address of logins without a loopback listener; its page is served here.
    pub manual_redirect: String,
    /// How long an access token lives, in seconds; eight hours, as `expires_in` says there. May be negative.
    pub access_life: i64,
    /// How long a refresh token lives, in seconds; not published.
    pub refresh_life: i64,
    /// For how many seconds a used refresh token gets new tokens once more; nothing such is published.
    pub reuse_grace: i64,
}

/// Configuration of the Codex login's server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Openai {
    /// The only client; the command-line client's own by default.
    pub client_id: String,
    /// The scopes that may be asked for (openai/codex, `login/src/server.rs`).
    pub scopes: Vec<String>,
    /// The ports of the redirect allow list: 1455 and 1457 (openai/codex, `login/src/server.rs`). 0 means any.
    pub redirect_ports: Vec<u16>,
    /// How long an access token lives, in seconds. Not published; ten days goes with the client's renewal after eight.
    pub access_life: i64,
    /// How long an id token lives, in seconds.
    pub id_life: i64,
    /// How long a refresh token lives, in seconds; not published.
    pub refresh_life: i64,
    /// For how many seconds a used refresh token gets new tokens once more; nothing such is published.
    pub reuse_grace: i64,
    /// What the id token is like.
    pub id_token: IdToken,
    /// The fields that the answer to a refresh leaves out. Without a new `refresh_token` the old one goes on.
    pub omit: Vec<String>,
    /// The code that every refresh is refused with.
    pub refuse_refresh: Option<String>,
    /// Where refusals of a refresh have their code.
    pub error_shape: ErrorShape,
    /// The status of those refusals; 401 (openai/codex, `login/src/auth/manager.rs`).
    pub error_status: u16,
    /// Whether the person's workspace has Codex; otherwise the login ends with `missing_codex_entitlement`.
    pub entitled: bool,
    /// Whether an id token can be exchanged for an API key.
    pub api_keys: bool,
    /// Whether there is a device flow; otherwise its first endpoint is 404.
    pub device: bool,
    /// The seconds between a device's questions.
    pub device_interval: u64,
    /// How the device endpoint says "not yet".
    pub device_pending: Pending,
    /// Whether the user code comes as `usercode`, which openai/codex reads too.
    pub usercode_alias: bool,
}

/// Configuration of Sign in with ChatGPT.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chatgpt {
    /// The scopes that may be asked for (developers.openai.com/siwc, "Registration and sign-in").
    pub scopes: Vec<String>,
    /// The scopes that are not granted, whoever consents; `chatgpt.tokens.use.direct` is the plan's.
    pub withheld: Vec<String>,
    /// What the tokens are for.
    pub resource: String,
    /// How long an access token lives, in seconds; an hour (developers.openai.com/siwc, "Token reference").
    pub access_life: i64,
    /// How long a refresh token lives, in seconds; thirty days (same page).
    pub refresh_life: i64,
    /// For how many seconds a used refresh token gets new tokens once more; nothing such is published.
    pub reuse_grace: i64,
    /// When a refresh is welcome, in seconds from the answer; null is sent where there is none.
    pub earliest_refresh: Option<i64>,
    /// What the id token is like.
    pub id_token: IdToken,
    /// The client id that comes back with a code.
    pub callback_client: CallbackClient,
    /// The error that every refresh is refused with.
    pub refuse_refresh: Option<String>,
    /// Where refusals have their code.
    pub error_shape: ErrorShape,
    /// The status of a refused refresh; 400 (RFC 6749, 5.2).
    pub error_status: u16,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            gateway: None,
            auto_consent: false,
            people: people::default(),
            code_life: 600,
            issuer: None,
            rotated_keys: false,
            claude: Claude::default(),
            openai: Openai::default(),
            chatgpt: Chatgpt::default(),
        }
    }
}

impl Default for Claude {
    fn default() -> Self {
        Self {
            client_id: "9d1c250a-e61b-44d9-88ed-5944d1962f5e".to_owned(),
            scopes: words(
                "org:create_api_key user:profile user:inference user:sessions:claude_code user:mcp_servers \
                 user:file_upload",
            ),
            manual_redirect: "https://platform.claude.com/oauth/code/callback".to_owned(),
            access_life: 8 * HOUR,
            refresh_life: 30 * DAY,
            reuse_grace: 0,
        }
    }
}

impl Default for Openai {
    fn default() -> Self {
        Self {
            client_id: "app_EMoamEEZ73f0CkXaXp7hrann".to_owned(),
            scopes: words(
                "openid profile email offline_access api.connectors.read api.connectors.invoke",
            ),
            redirect_ports: vec![1455, 1457],
            access_life: 10 * DAY,
            id_life: HOUR,
            refresh_life: 30 * DAY,
            reuse_grace: 0,
            id_token: IdToken::Right,
            omit: Vec::new(),
            refuse_refresh: None,
            error_shape: ErrorShape::Object,
            error_status: 401,
            entitled: true,
            api_keys: true,
            device: true,
            device_interval: 5,
            device_pending: Pending::Forbidden,
            usercode_alias: false,
        }
    }
}

impl Default for Chatgpt {
    fn default() -> Self {
        Self {
            scopes: words(
                "openid profile email offline_access resource.invoke chatgpt.tokens.use.direct",
            ),
            withheld: Vec::new(),
            resource: "https://api.openai.com/v1".to_owned(),
            access_life: HOUR,
            refresh_life: 30 * DAY,
            reuse_grace: 0,
            earliest_refresh: Some(HOUR / 2),
            id_token: IdToken::Right,
            callback_client: CallbackClient::Issued,
            refuse_refresh: None,
            error_shape: ErrorShape::Text,
            error_status: 400,
        }
    }
}

/// The words of a scope list (RFC 6749, 3.3).
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(' ')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
