//! The accounts as the settings want them.

use auth::oauth::{CLAUDE_MANUAL_REDIRECT, ClaudeProvider, OpenaiProvider};
use auth::store::Choice;
use auth::{Places, Setup};
use settings::{CredentialStore, Settings, Sources};

/// What the accounts depend on.
#[must_use]
pub fn setup(settings: &Settings) -> Setup {
    let oauth = &settings.claude.oauth;
    Setup {
        store: match settings.credentials.store {
            CredentialStore::Auto => Choice::Auto,
            CredentialStore::Keyring => Choice::Keyring,
            CredentialStore::File => Choice::File,
        },
        claude: ClaudeProvider {
            authorize_url: oauth.authorize_url.clone(),
            token_url: oauth.token_url.clone(),
            profile_url: oauth.profile_url.clone(),
            manual_redirect: CLAUDE_MANUAL_REDIRECT.to_owned(),
            client_id: oauth.client_id.clone(),
            scopes: oauth.scopes.clone(),
            origin: origin(&settings.claude.base_url),
        },
        openai: OpenaiProvider::new(
            &settings.codex.oauth.issuer,
            &settings.codex.oauth.client_id,
        ),
        openai_origin: origin(&settings.openai.base_url),
        claude_command: settings.claude.cli_path.clone(),
    }
}

/// Where the credentials of this process's person lie.
#[must_use]
pub fn places(sources: &Sources) -> Places {
    let config = sources.config_file.parent().unwrap_or(&sources.state_dir);
    Places::from_process(config, &sources.state_dir, sources.home.as_deref())
}

/// `scheme://host[:port]` of an address that the settings have checked.
fn origin(url: &str) -> String {
    let authority = url.find("://").map_or(0, |at| at + 3);
    let end = url[authority..]
        .find('/')
        .map_or(url.len(), |at| authority + at);
    url[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path() {
        for (url, its) in [
            ("https://api.anthropic.com", "https://api.anthropic.com"),
            ("http://127.0.0.1:9/anthropic", "http://127.0.0.1:9"),
            ("http://[::1]:9/a/b", "http://[::1]:9"),
        ] {
            assert_eq!(origin(url), its);
        }
    }
}
