//! The tree while its values arrive, one key at a time.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::{
    CacheMode, Claude, ClaudeMode, ClaudeOauth, Codex, CodexOauth, CredentialStore, Credentials,
    ListenHost, Log, LogFormat, LogLevel, Models, Openai, Security, Server, Settings, TlsFiles,
    Translation,
};
use crate::key::keys;
use crate::value::{Context, Raw};

/// Settings in the making: the two TLS paths are one field only when both are there.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) settings: Settings,
    pub(crate) tls_cert: Option<PathBuf>,
    pub(crate) tls_key: Option<PathBuf>,
}

impl Draft {
    /// The defaults of the table.
    pub(crate) fn new() -> Self {
        let mut draft = Self {
            settings: blank(),
            tls_cert: None,
            tls_key: None,
        };
        for key in keys() {
            let Some(text) = key.default else { continue };
            let stored = (key.store)(
                &mut draft,
                &Raw::Plain(text.to_owned()),
                &Context::default(),
            );
            debug_assert!(
                stored.is_ok(),
                "the default of {} does not pass its own check",
                key.path
            );
        }
        draft
    }

    /// The finished tree. Half a TLS pair, which the loader reports, leaves TLS off.
    pub(crate) fn finish(self) -> Settings {
        let mut settings = self.settings;
        settings.server.tls = self
            .tls_cert
            .zip(self.tls_key)
            .map(|(cert, key)| TlsFiles { cert, key });
        settings
    }
}

impl Default for Settings {
    fn default() -> Self {
        Draft::new().finish()
    }
}

/// A tree of empty fields, which the table's defaults fill.
fn blank() -> Settings {
    Settings {
        server: Server {
            host: ListenHost::Loopback,
            port: 0,
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            max_body: 0,
            grace: Duration::ZERO,
            tls: None,
        },
        security: Security { auth_token: None },
        claude: Claude {
            mode: ClaudeMode::Auto,
            base_url: String::new(),
            api_key: None,
            cli_path: None,
            cache: CacheMode::Auto,
            oauth: ClaudeOauth {
                authorize_url: String::new(),
                token_url: String::new(),
                profile_url: String::new(),
                client_id: String::new(),
                scopes: Vec::new(),
            },
        },
        codex: Codex {
            enabled: false,
            base_url: String::new(),
            oauth: CodexOauth {
                issuer: String::new(),
                client_id: String::new(),
            },
        },
        openai: Openai {
            enabled: false,
            base_url: String::new(),
            api_key: None,
            r#use: None,
        },
        credentials: Credentials {
            store: CredentialStore::Auto,
        },
        models: Models {
            aliases: BTreeMap::new(),
        },
        translation: Translation { strict: false },
        log: Log {
            level: LogLevel::Info,
            format: LogFormat::Text,
            file: None,
        },
    }
}
