use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use auth::oauth::{ClaudeProvider, OpenaiProvider};
use auth::store::Choice;
use auth::token::{Account, ClaudeAccount, Clock, CodexAccount, Login, TokenSource};
use auth::{Accounts, Places, Setup};
use fakes::logins::{Config, Issued, Served, Server};
use serde_json::{Value, json};
use tempfile::TempDir;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Fake providers, and a folder for a person's files.
pub(crate) struct Stage {
    pub(crate) served: Served,
    pub(crate) folder: TempDir,
    shift: Arc<AtomicI64>,
}

pub(crate) const SETTING: &str = "claude.base_url";

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(Config::default()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let stage = Self {
            served: Served::start(config).await.unwrap(),
            folder: TempDir::new().unwrap(),
            shift: Arc::default(),
        };
        std::fs::create_dir_all(stage.folder.path().join("codex")).unwrap();
        stage
    }

    pub(crate) fn places(&self) -> Places {
        Places::in_folder(self.folder.path())
    }

    /// The accounts as one process sees them.
    pub(crate) fn accounts(&self) -> Accounts {
        let origin = &self.served.origin;
        let setup = Setup {
            store: Choice::File,
            claude: ClaudeProvider {
                authorize_url: format!("{origin}/cai/oauth/authorize"),
                token_url: format!("{origin}/v1/oauth/token"),
                profile_url: format!("{origin}/api/oauth/profile"),
                manual_redirect: auth::oauth::CLAUDE_MANUAL_REDIRECT.to_owned(),
                client_id: Config::default().claude.client_id,
                scopes: Config::default().claude.scopes,
                origin: origin.clone(),
            },
            openai: OpenaiProvider::new(origin, &Config::default().openai.client_id),
            openai_origin: origin.clone(),
            claude_command: None,
        };
        Accounts::new(self.places(), setup).unwrap()
    }

    /// A source as one process has it.
    pub(crate) async fn claude(&self) -> Arc<TokenSource<ClaudeAccount>> {
        self.source(self.accounts().claude()).await
    }

    pub(crate) async fn codex(&self) -> Arc<TokenSource<CodexAccount>> {
        self.source(self.accounts().codex()).await
    }

    async fn source<A: Account>(&self, account: A) -> Arc<TokenSource<A>> {
        let clock = Clock::shifted(Arc::clone(&self.shift));
        Arc::new(TokenSource::open(account, self.places().state, clock).await)
    }

    /// Sets this machine's clock forward; the providers' stays.
    pub(crate) fn set_clock(&self, seconds: i64) {
        self.shift.store(seconds, Ordering::Relaxed);
    }

    /// Stores a Claude login whose access token ends in `seconds`.
    pub(crate) fn store_claude(&self, seconds: i64) -> Issued {
        let issued = self.served.logins.issue(Server::Claude, "ada");
        let login = json!({
            "accessToken": issued.access_token,
            "refreshToken": issued.refresh_token,
            "expiresAt": milliseconds(seconds),
            "scopes": Config::default().claude.scopes,
            "subscriptionType": "max",
            "origin": self.served.origin,
            "termsAcceptedAt": milliseconds(-3600),
            "tokenType": "kept",
        });
        write(
            &self.places().credentials,
            &json!({"claudeAiOauth": login, "mcpOAuth": {"x": 1}}),
        );
        issued
    }

    /// Stores a Codex login as the Codex CLI does.
    pub(crate) fn store_codex(&self) -> Issued {
        let issued = self.served.logins.issue(Server::Openai, "ada");
        write(
            &self.places().codex_auth(),
            &json!({
                "auth_mode": "chatgpt",
                "OPENAI_API_KEY": null,
                "tokens": {
                    "id_token": issued.id_token,
                    "access_token": issued.access_token,
                    "refresh_token": issued.refresh_token,
                    "account_id": "workspace",
                },
                "last_refresh": OffsetDateTime::now_utc().format(&Rfc3339).unwrap(),
                "unknown": {"kept": true},
            }),
        );
        issued
    }

    pub(crate) fn stored(&self, path: &Path) -> Value {
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    }

    pub(crate) fn stored_claude(&self) -> Value {
        self.stored(&self.places().credentials)["claudeAiOauth"].clone()
    }

    /// How often a server's token endpoint was asked.
    pub(crate) fn refreshes(&self, server: Server) -> u64 {
        let counters = self.served.logins.counters();
        counters
            .get(&format!("{}.token", server.name()))
            .copied()
            .unwrap_or_default()
    }

    /// The check that ends every test.
    pub(crate) fn close(&self) {
        assert_eq!(self.served.logins.violations(), []);
    }

    pub(crate) async fn login(
        &self,
        source: &TokenSource<ClaudeAccount>,
    ) -> Result<Arc<Login>, auth::token::Error> {
        source.login(SETTING, &self.served.origin).await
    }

    /// Whether the provider takes this login now.
    pub(crate) fn is_live(&self, login: &Login) -> bool {
        self.served.logins.is_live(token(login))
    }
}

pub(crate) fn token(login: &Login) -> &str {
    login
        .header
        .to_str()
        .unwrap()
        .strip_prefix("Bearer ")
        .unwrap()
}

/// Unix milliseconds, `seconds` from now.
pub(crate) fn milliseconds(seconds: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_millis()).unwrap() + seconds * 1000
}

pub(crate) fn write(path: &Path, value: &Value) {
    std::fs::write(path, serde_json::to_string_pretty(value).unwrap()).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
}

/// Waits until `condition` holds.
pub(crate) async fn eventually(what: &str, mut condition: impl FnMut() -> bool) {
    for _ in 0..1000 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}
