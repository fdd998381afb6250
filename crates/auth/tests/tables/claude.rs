use auth::report::{ClaudeInfo, ClaudeValidation, State, Subscription};
use serde_json::Value;

use super::fixture::{before_end, claude, claude_json, file, keyring, now};
use super::golden::{PLAIN, golden, json};
use super::table;

const FILE: &str = "/home/user/.config/ccproxy/credentials.json";

#[test]
fn a_valid_login_shows_all_that_is_known() {
    let info = ClaudeInfo::new(&claude(&claude_json()), &keyring(), before_end(28_000));
    golden("claude-valid.txt", &table::draw(&info.table(), PLAIN));
    golden("claude-valid.json", &json(&info));
}

#[test]
fn an_expired_login_without_a_refresh_token_asks_for_a_login() {
    let mut stored = claude_json();
    stored["refreshToken"] = Value::Null;
    let login = claude(&stored);
    let at = before_end(-90);
    let info = ClaudeInfo::new(&login, &file(FILE), at);
    golden("claude-expired.txt", &table::draw(&info.table(), PLAIN));
    let validation = ClaudeValidation::new(&login, &file(FILE), at);
    assert_eq!(validation.state, State::Expired);
    golden(
        "validate-expired.txt",
        &table::draw(&validation.table(), PLAIN),
    );
}

#[test]
fn a_login_that_other_programs_stored_has_unknown_rows() {
    let stored = serde_json::json!({"accessToken": "short"});
    let info = ClaudeInfo::new(&claude(&stored), &file(FILE), now());
    golden("claude-bare.txt", &table::draw(&info.table(), PLAIN));
    let validation = ClaudeValidation::new(&claude(&stored), &file(FILE), now());
    golden(
        "validate-bare.txt",
        &table::draw(&validation.table(), PLAIN),
    );
}

#[test]
fn a_login_for_another_server_names_it() {
    let mut stored = claude_json();
    stored["origin"] = "https://gateway.example.test".into();
    let info = ClaudeInfo::new(&claude(&stored), &keyring(), now());
    let text = table::draw(&info.table(), PLAIN);
    assert!(
        text.contains("  L Server: https://gateway.example.test\n"),
        "{text}"
    );
}

#[test]
fn validation_shows_status_expiry_and_scopes() {
    let validation = ClaudeValidation::new(&claude(&claude_json()), &keyring(), now());
    assert_eq!(validation.state, State::Valid);
    golden(
        "validate-valid.txt",
        &table::draw(&validation.table(), PLAIN),
    );
    golden("validate-valid.json", &json(&validation));
}

#[test]
fn an_expired_login_is_never_called_valid() {
    let validation = ClaudeValidation::new(&claude(&claude_json()), &keyring(), before_end(0));
    assert_eq!(validation.state, State::Renews);
    assert_eq!(validation.subscription_status, Subscription::Unknown);
    let text = table::draw(&validation.table(), PLAIN);
    assert!(
        !text.contains("Valid ") && !text.contains("Active"),
        "{text}"
    );
}

#[test]
fn the_free_plan_is_no_subscription() {
    let mut stored = claude_json();
    stored["subscriptionType"] = "free".into();
    let validation = ClaudeValidation::new(&claude(&stored), &keyring(), now());
    assert_eq!(validation.subscription_status, Subscription::None);
    let info = ClaudeInfo::new(&claude(&stored), &keyring(), now()).table();
    assert_eq!(
        info.confirms[0].text,
        "There is no paid Claude subscription"
    );
}

#[test]
fn an_expiry_beyond_every_calendar_is_no_panic() {
    let mut stored = claude_json();
    stored["expiresAt"] = 1e18.into();
    let info = ClaudeInfo::new(&claude(&stored), &keyring(), now());
    assert!(table::draw(&info.table(), PLAIN).contains("9999-12-31 23:59:59 UTC"));
}
