use serde_json::json;

use super::fixture::{REFRESH, auth_json, before_end, claims, codex, file, jwt, now, openai};
use super::golden::{PLAIN, golden, json};
use super::table;

/// The example of the documentation, "View Detailed OpenAI Credentials", with the columns as they were before its
/// markup was taken off.
const DOCUMENTED: &str = "\
OpenAI Credential Information

OpenAI Account
  L Account ID: xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx
  L Status: Active
  L Plan Type: PLUS
  L User ID: user-xxxxxxxxxxxxxxxxxxxx

Token Details
╭──────────────────┬──────────────────────────────────────╮
│ Property         │ Value                                │
├──────────────────┼──────────────────────────────────────┤
│ Storage Location │ /home/user/.codex/auth.json          │
│ Algorithm        │ RS256                                │
│ Token Type       │ JWT                                  │
│ Key ID           │ xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx │
│ Token Expired    │ No                                   │
│ Expires At       │ 2025-08-22 11:53:34 UTC              │
│ Time Remaining   │ 9 days, 3 hours, 26 minutes          │
│ Issued At        │ 2025-08-12 11:53:33 UTC              │
│ Issuer           │ https://auth.openai.com              │
│ Audience         │ https://api.openai.com/v1            │
│ JWT ID           │ xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx │
│ Access Token     │ eyJhbGciOiJS...xIXcUrNE              │
│ Refresh Token    │ Available                            │
╰──────────────────┴──────────────────────────────────────╯

This confirms:
- PLUS Plan: ChatGPT Plus subscription is active
- Token Valid: Access token is not expired
- Auto-Renewal: Refresh token is available for automatic renewal
- Storage: Credentials are stored in $HOME/.codex/auth.json
";

#[test]
fn a_valid_plus_login_prints_what_the_documentation_shows() {
    let info = openai(&auth_json(&jwt(&claims("plus")), "", REFRESH), now());
    let text = table::draw(&info.table(), PLAIN);
    assert!(text == DOCUMENTED, "{text}");
    golden("openai-valid.json", &json(&info));
}

#[test]
fn what_more_is_known_stands_behind_the_documented_rows() {
    let mut access = claims("pro");
    access["https://api.openai.com/auth"]["chatgpt_subscription_active_until"] =
        "2025-09-12T11:53:34+00:00".into();
    let id = jwt(&json!({
        "email": "ada@example.test",
        "auth_time": 1_754_000_000,
        "https://api.openai.com/auth": {"organizations": [{"title": "Personal", "is_default": true}]},
    }));
    let info = openai(&auth_json(&jwt(&access), &id, REFRESH), now());
    golden("openai-all.txt", &table::draw(&info.table(), PLAIN));
    golden("openai-all.json", &json(&info));
}

#[test]
fn an_expired_login_says_so_and_confirms_no_subscription() {
    let stored = auth_json(&jwt(&claims("plus")), "", REFRESH);
    let info = openai(&stored, before_end(-7500));
    let text = table::draw(&info.table(), PLAIN);
    golden("openai-expired.txt", &text);
    assert!(!text.contains("is active"));
}

#[test]
fn without_a_refresh_token_no_renewal_is_promised() {
    let stored = auth_json(&jwt(&claims("plus")), "", "");
    golden(
        "openai-no-refresh-token.txt",
        &table::draw(&openai(&stored, now()).table(), PLAIN),
    );
    let expired = openai(&stored, before_end(0)).table();
    let text = table::draw(&expired, PLAIN);
    assert!(
        text.contains("No refresh token is stored. Run `ccproxy auth login-openai`\n"),
        "{text}"
    );
}

#[test]
fn a_login_in_its_last_minute_is_still_active() {
    let info = openai(
        &auth_json(&jwt(&claims("plus")), "", REFRESH),
        before_end(30),
    );
    golden("openai-last-minute.txt", &table::draw(&info.table(), PLAIN));
}

#[test]
fn the_free_plan_is_no_subscription() {
    let info = openai(&auth_json(&jwt(&claims("free")), "", REFRESH), now());
    golden("openai-free.txt", &table::draw(&info.table(), PLAIN));
}

#[test]
fn a_plan_that_was_paid_until_yesterday_is_not_called_active() {
    let mut access = claims("plus");
    access["https://api.openai.com/auth"]["chatgpt_subscription_active_until"] =
        "2025-08-12T00:00:00Z".into();
    let info = openai(&auth_json(&jwt(&access), "", REFRESH), now());
    let plan = &info.table().confirms[0];
    assert_eq!(plan.name, "PLUS Plan");
    let text = "ChatGPT Plus was paid until 2025-08-12 00:00:00 UTC; the next renewal shows whether it goes on";
    assert_eq!(plan.text, text);
}

#[test]
fn a_file_that_is_set_to_an_api_key_is_told_honestly() {
    let key = format!("sk-proj-{}-AbCdEfGh", "canary".repeat(10));
    let info = openai(&json!({ "OPENAI_API_KEY": key }), now());
    golden("openai-api-key.txt", &table::draw(&info.table(), PLAIN));
    golden("openai-api-key.json", &json(&info));
}

#[test]
fn a_login_beside_an_api_key_is_shown_and_not_called_active() {
    let mut stored = auth_json(&jwt(&claims("plus")), "", REFRESH);
    stored["auth_mode"] = "apikey".into();
    let text = table::draw(&openai(&stored, now()).table(), PLAIN);
    assert!(text.contains("  L Status: Not used (API key)\n"), "{text}");
    assert!(
        text.contains("- Token Valid: Access token is not expired\n"),
        "{text}"
    );
}

#[test]
fn a_token_that_is_no_jwt_makes_a_report_all_the_same() {
    let opaque = format!("opaque-canary-{}", "0123456789".repeat(4));
    let info = openai(&auth_json(&opaque, "broken", REFRESH), now());
    golden("openai-no-jwt.txt", &table::draw(&info.table(), PLAIN));
}

#[test]
fn an_empty_file_is_no_login() {
    let text = table::draw(&openai(&json!({}), now()).table(), PLAIN);
    assert!(text.contains("  L Status: Not logged in\n"), "{text}");
    assert!(
        text.ends_with("- Login: No ChatGPT login is stored. Run `ccproxy auth login-openai`\n")
    );
    let other = openai(&json!({"auth_mode": "agentIdentity"}), now());
    let text = table::draw(&other.table(), PLAIN);
    assert!(
        text.contains("  L Status: Not used (agentIdentity)\n"),
        "{text}"
    );
}

#[test]
fn the_stored_account_goes_before_the_tokens_own() {
    let mut stored = auth_json(&jwt(&claims("plus")), "", REFRESH);
    stored["tokens"]["account_id"] = "chosen".into();
    assert_eq!(openai(&stored, now()).account_id.as_deref(), Some("chosen"));
}

#[test]
fn a_place_outside_of_the_home_folder_is_named_in_full() {
    let stored = codex(&auth_json(&jwt(&claims("plus")), "", REFRESH));
    let place = file("/srv/codex/auth.json");
    let home = std::path::Path::new("/home/user");
    let info = auth::report::OpenaiInfo::new(&stored, &place, Some(home), now());
    let storage = info.table().confirms.pop().unwrap();
    assert_eq!(
        storage.text,
        "Credentials are stored in /srv/codex/auth.json"
    );
}
