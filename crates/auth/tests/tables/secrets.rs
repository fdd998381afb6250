use auth::report::{ClaudeInfo, StatusRow};
use serde_json::Value;

use super::fixture::{
    REFRESH, auth_json, chatgpt, claims, claude, claude_json, codex, file, jwt, keyring, now,
    openai,
};
use super::golden::{PLAIN, json};
use super::table;

/// No eleven characters in a row of the secret's inside are in the text.
#[track_caller]
fn hides(text: &str, secret: &str) {
    let inside: Vec<char> = secret.chars().skip(12).collect();
    let inside = &inside[..inside.len() - 8];
    for piece in inside.windows(11) {
        let piece: String = piece.iter().collect();
        assert!(!text.contains(&piece), "{piece} is in {text}");
    }
}

#[test]
fn no_report_holds_a_token_in_any_form() {
    let access = jwt(&claims("plus"));
    let stored = auth_json(&access, &jwt(&claims("plus")), REFRESH);
    let info = openai(&stored, now());
    let login = claude(&claude_json());
    let its = ClaudeInfo::new(&login, &keyring(), now());
    let place = file("/x");
    let rows = vec![
        StatusRow::claude(Ok(Some((&login, &place))), now()),
        StatusRow::codex(Ok(Some((&codex(&stored), &place))), now()),
        StatusRow::chatgpt(Ok(Some((&chatgpt(&[]), &place))), now()),
    ];
    let claude_token = claude_json();
    let claude_token = claude_token.get("accessToken").and_then(Value::as_str);
    for text in [
        table::draw(&info.table(), PLAIN),
        json(&info),
        json(&info.table()),
        format!("{info:?}"),
        table::draw(&its.table(), PLAIN),
        json(&its),
        format!("{its:?}"),
        table::draw_status(&rows, PLAIN),
        json(&rows),
    ] {
        hides(&text, &access);
        hides(&text, REFRESH);
        hides(&text, claude_token.unwrap());
    }
}
