use std::path::PathBuf;

use auth::claude_code::{ClaudeCode, Method, SignedIn};
use auth::credentials::{ApiKey, PLAN_SCOPE, Vendor};
use auth::report::{State, StatusRow};
use auth::store::StoreError;
use serde_json::json;

use super::fixture::{
    REFRESH, auth_json, before_end, chatgpt, claims, claude, claude_json, codex, file, jwt,
    keyring, now,
};
use super::golden::{PLAIN, at_columns, golden, json as as_json};
use super::table;

fn key(origin: &str) -> ApiKey {
    let key = format!("sk-ant-api03-{}-AbCdEfGh", "canary".repeat(12));
    ApiKey::parse(&json!({ "key": key, "origin": origin }).to_string()).unwrap()
}

fn signed_in() -> ClaudeCode {
    ClaudeCode::SignedIn(SignedIn {
        path: PathBuf::from("/home/user/.local/bin/claude"),
        email: Some("ada@example.test".to_owned()),
        organization: Some("Ada's Organization".to_owned()),
        subscription: Some("max".to_owned()),
        method: Method::Account,
        expires_at: None,
    })
}

/// Every account is there, one of them expired and renewable, one expired for good.
fn all() -> Vec<StatusRow> {
    let at = before_end(-3600);
    let mut alone = claude_json();
    alone["refreshToken"] = serde_json::Value::Null;
    let place = file("/home/user/.codex/auth.json");
    let stored = codex(&auth_json(&jwt(&claims("plus")), "", REFRESH));
    vec![
        StatusRow::claude_code(&signed_in(), at),
        StatusRow::claude(Ok(Some((&claude(&alone), &keyring()))), at),
        StatusRow::key(
            Vendor::Anthropic,
            Ok(Some((&key("https://api.anthropic.com"), &keyring()))),
        ),
        StatusRow::codex(Ok(Some((&stored, &place))), at),
        StatusRow::chatgpt(
            Ok(Some((&chatgpt(&[PLAN_SCOPE]), &keyring()))),
            before_end(60),
        ),
        StatusRow::key(
            Vendor::Openai,
            Ok(Some((&key("https://gateway.example.test"), &keyring()))),
        ),
    ]
}

/// Nothing is there, or nothing can be read.
fn none() -> Vec<StatusRow> {
    let unreadable = StoreError::Unreadable {
        path: PathBuf::from("/home/user/.codex/auth.json"),
        why: "permission denied".to_owned(),
    };
    vec![
        StatusRow::claude_code(&ClaudeCode::NotInstalled, now()),
        StatusRow::claude(Err(&StoreError::Locked), now()),
        StatusRow::key(Vendor::Anthropic, Ok(None)),
        StatusRow::codex(Err(&unreadable), now()),
        StatusRow::chatgpt(Ok(None), now()),
        StatusRow::key(Vendor::Openai, Ok(None)),
    ]
}

#[test]
fn every_account_has_its_row_within_eighty_columns() {
    for (name, rows) in [("status-all.txt", all()), ("status-none.txt", none())] {
        let text = table::draw_status(&rows, at_columns(80));
        golden(name, &text);
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
    }
    golden("status-all.json", &as_json(&all()));
}

#[test]
fn without_a_terminal_no_line_is_broken() {
    let lines = |style| table::draw_status(&none(), style).lines().count();
    assert!(lines(PLAIN) < lines(at_columns(80)));
}

#[test]
fn a_locked_keyring_is_not_an_absence() {
    let row = StatusRow::claude(Err(&StoreError::Locked), now());
    assert_eq!(row.state, State::Locked);
    assert!(row.next_step.unwrap().contains("Unlock it"));
}

#[test]
fn an_auth_json_that_is_set_to_a_key_is_no_login() {
    let stored = codex(&json!({"OPENAI_API_KEY": "sk-canary"}));
    let place = file("/home/user/.codex/auth.json");
    let row = StatusRow::codex(Ok(Some((&stored, &place))), now());
    assert_eq!(row.state, State::Missing);
    assert!(row.next_step.unwrap().contains("set to an API key"));
}

#[test]
fn a_sign_in_without_the_plans_use_says_how_to_grant_it() {
    let login = chatgpt(&["openid"]);
    let row = StatusRow::chatgpt(Ok(Some((&login, &keyring()))), now());
    assert_eq!(row.state, State::Valid);
    assert!(row.next_step.unwrap().contains("allow it"));
}

#[test]
fn a_claude_command_that_is_signed_out_or_silent_says_what_to_do() {
    let path = PathBuf::from("/usr/bin/claude");
    let row = StatusRow::claude_code(&ClaudeCode::SignedOut { path: path.clone() }, now());
    assert_eq!(row.state, State::Missing);
    assert_eq!(row.next_step.as_deref(), Some("Run `claude auth login`"));
    let why = "it gave no answer".to_owned();
    let row = StatusRow::claude_code(&ClaudeCode::Unclear { path, why }, now());
    assert_eq!(row.state, State::Unreadable);
    assert_eq!(row.next_step.as_deref(), Some("it gave no answer"));
}
