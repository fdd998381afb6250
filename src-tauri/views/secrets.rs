//! No view holds a stored secret.

use auth::{Accounts, Places, claude_code::ClaudeCode, credentials::Vendor};
use serde_json::json;
use settings::{Loaded, Sources};

use super::{
    accounts::{AccountsView, Ground},
    proxy::ProxyView,
    settings::SettingsView,
    snippets,
};
use crate::{
    copying,
    state::{ProxyState, Running, tests::running},
};

const TOKEN: &str = "canary-auth-token-0123456789abcdef0123456789";
const CLAUDE_KEY: &str = "sk-ant-api03-canary-0123456789abcdef0123456789-0123456789";
const OPENAI_KEY: &str = "sk-proj-canary-0123456789abcdef0123456789-0123456789";
const ACCESS: &str = "canary-access-0123456789abcdef0123456789-0123456789";
const REFRESH: &str = "canary-refresh-0123456789abcdef0123456789-0123456789";
const CHATGPT: &str = "canary-chatgpt-0123456789abcdef0123456789-0123456789";

/// Settings and stores with a secret in every place.
async fn seeded(folder: &std::path::Path) -> (Loaded, Accounts) {
    let settings = format!(
        "[security]\nauth_token = \"{TOKEN}\"\n[claude]\napi_key = \"{CLAUDE_KEY}\"\n[credentials]\nstore = \"file\"\n"
    );
    std::fs::write(folder.join("config.toml"), settings).expect("written");
    let stored = json!({
        "claudeAiOauth": {
            "accessToken": ACCESS, "refreshToken": REFRESH, "expiresAt": 4_000_000_000_000_u64,
            "scopes": ["user:inference"], "subscriptionType": "max",
            "origin": "https://api.anthropic.com", "termsAcceptedAt": 1_700_000_000_000_u64,
        },
        "chatgpt": {
            "accessToken": CHATGPT, "refreshToken": REFRESH, "scopes": [], "subject": "user-1",
            "clientId": "app_1", "issuer": "https://auth.openai.com",
        },
    });
    let file = folder.join("credentials.json");
    std::fs::write(&file, stored.to_string()).expect("written");
    #[cfg(unix)]
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .expect("private");
    std::fs::create_dir_all(folder.join("codex")).expect("made");
    let codex = json!({
        "auth_mode": "chatgpt", "OPENAI_API_KEY": OPENAI_KEY,
        "tokens": { "id_token": ACCESS, "access_token": ACCESS, "refresh_token": REFRESH, "account_id": "workspace" },
    });
    std::fs::write(folder.join("codex/auth.json"), codex.to_string()).expect("written");
    let loaded = settings::load(&Sources::in_folder(folder)).expect("loaded");
    let setup = proxy::accounts::setup(&loaded.settings);
    let accounts = Accounts::new(Places::in_folder(folder), setup).expect("accounts");
    accounts
        .keep_key(Vendor::Openai, OPENAI_KEY)
        .await
        .expect("kept");
    (loaded, accounts)
}

#[tokio::test]
async fn no_view_holds_a_stored_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let (loaded, accounts) = seeded(folder.path()).await;
    let overview = accounts.overview(&ClaudeCode::NotInstalled).await;
    let view = AccountsView::of(Ground {
        overview: &overview,
        loaded: &loaded,
        login_problem: Some("Log in again."),
        login: None,
    });
    assert_eq!(view.cards.len(), 6);
    assert!(
        view.cards
            .iter()
            .filter(|card| card.table.is_some())
            .count()
            == 3
    );
    let state = ProxyState::Running(Running {
        token: Some(TOKEN.into()),
        ..running()
    });
    let endpoint = copying::endpoint(&state, &loaded);
    let views = [
        serde_json::to_string(&view),
        serde_json::to_string(&ProxyView::of(&state, &loaded)),
        serde_json::to_string(&SettingsView::of(&loaded, String::new(), None, None)),
        serde_json::to_string(&snippets::all(
            &endpoint.base_url,
            endpoint.token.is_some(),
            endpoint.model,
        )),
    ];
    for view in views {
        let view = view.expect("JSON");
        for secret in [TOKEN, CLAUDE_KEY, OPENAI_KEY, ACCESS, REFRESH, CHATGPT] {
            assert!(!view.contains(secret), "{secret} in {view}");
            // Nor enough of it to guess the rest.
            assert!(
                !view.contains(&secret[12..36]),
                "a part of {secret} in {view}"
            );
        }
    }
}

#[tokio::test]
async fn the_cards_are_in_their_order_and_a_key_of_the_settings_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let (loaded, accounts) = seeded(folder.path()).await;
    let overview = accounts.overview(&ClaudeCode::NotInstalled).await;
    let view = AccountsView::of(Ground {
        overview: &overview,
        loaded: &loaded,
        login_problem: None,
        login: None,
    });
    let ids: Vec<_> = view
        .cards
        .iter()
        .map(|card| serde_json::to_value(card.id).expect("JSON"))
        .collect();
    let expected = [
        "claude-code",
        "claude-key",
        "claude",
        "codex",
        "chatgpt",
        "openai-key",
    ];
    assert_eq!(ids, expected);
    let words: Vec<_> = view.cards.iter().map(|card| card.word).collect();
    assert_eq!(words[..3], ["Not installed", "Saved", "Active"]);
    assert_eq!(view.cards[1].storage.as_deref(), Some("config.toml"));
    assert!(!view.cards[0].installed && view.cards[1].installed);
}
