use auth::claude_code::ClaudeCode;
use auth::report::{Account, State};
use auth::store::KeyringState;
use auth::token::{Error, Kind};
use fakes::logins::Server;

use super::stage::Stage;

#[tokio::test]
async fn every_account_is_read_with_its_table() {
    let stage = Stage::new().await;
    stage.store_claude(3600);
    stage.store_codex();
    let accounts = stage.accounts();
    let overview = accounts.overview(&ClaudeCode::NotInstalled).await;
    assert_eq!(overview.keyring, KeyringState::Off);
    let of = |name| {
        let mut entries = overview.entries.iter();
        entries.find(|entry| entry.row.name == name).unwrap()
    };
    assert_eq!(overview.entries.len(), 6);
    let claude = of(Account::ClaudeLogin);
    assert!(claude.row.state == State::Valid && claude.table.is_some());
    assert!(!claude.needs_terms);
    assert!(of(Account::Codex).table.is_some());
    let chatgpt = of(Account::Chatgpt);
    assert!(chatgpt.row.state == State::Missing && chatgpt.table.is_none());
    assert_eq!(chatgpt.plan_use, None);
    assert_eq!(of(Account::ClaudeCode).row.state, State::Missing);
    stage.close();
}

#[tokio::test]
async fn a_fresh_login_is_renewed_when_the_person_asks() {
    let stage = Stage::new().await;
    let issued = stage.store_claude(3600);
    stage.accounts().renew(Kind::Claude).await.unwrap();
    assert_eq!(stage.refreshes(Server::Claude), 1);
    let stored = stage.stored_claude();
    assert_ne!(stored["accessToken"], issued.access_token.as_str());
    stage.close();
}

#[tokio::test]
async fn nothing_is_renewed_where_nothing_is_stored() {
    let stage = Stage::new().await;
    let error = stage.accounts().renew(Kind::Chatgpt).await.unwrap_err();
    assert_eq!(error, Error::Missing(Kind::Chatgpt));
    stage.close();
}
