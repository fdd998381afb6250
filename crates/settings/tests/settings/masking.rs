//! Secrets: nowhere but where they are asked for by name.

use settings::{Watch, load};

use crate::home::Home;

const TOKEN: &str = "hush-hush-token-0123456789";
const KEY: &str = "sk-ant-key-9876543210";

fn home() -> Home {
    Home::new()
        .config(&format!("[security]\nauth_token = \"{TOKEN}\"\n"))
        .variables(&[("CLAUDE__API_KEY", KEY)])
        .flag("server.port", "--port", "9000")
}

#[test]
fn debug_shows_none() {
    let home = home();
    let loaded = home.load();
    let watch = Watch::start(home.sources.clone(), loaded.clone(), Vec::new()).unwrap();
    let shown = format!(
        "{:?} {:?} {:?} {:?} {watch:?}",
        home.sources, loaded, loaded.settings, home.sources.flags
    );
    assert!(shown.contains("CLAUDE__API_KEY") && shown.contains("server.port"));
    for part in ["hush", "0123456789", "sk-ant", "9876543210"] {
        assert!(!shown.contains(part), "{shown}");
    }
}

#[test]
fn rows_show_at_most_four_characters() {
    let rows = home().load().rows();
    let value = |key: &str| {
        rows.iter()
            .find(|row| row.key == key)
            .unwrap()
            .value
            .clone()
            .unwrap()
    };
    assert_eq!(value("security.auth_token"), "hush… (set, 26 characters)");
    assert_eq!(value("claude.api_key"), "sk-a… (set, 21 characters)");
    for (secret, shown) in [
        ("x", "set, 1 character"),
        ("fifteen-chars-x", "set, 15 characters"),
        ("sixteen-chars-xy", "sixt… (set, 16 characters)"),
    ] {
        let home = Home::new().variables(&[("SECURITY__AUTH_TOKEN", secret)]);
        let row = home
            .load()
            .rows()
            .into_iter()
            .find(|row| row.secret)
            .unwrap();
        assert_eq!(row.value.as_deref(), Some(shown));
    }
    let json = serde_json::to_string(&rows).unwrap();
    assert!(
        !json.contains("hush-") && !json.contains("sk-ant"),
        "{json}"
    );
}

#[test]
fn messages_repeat_none() {
    for text in [
        "security.auth_token = \"bad secret\"",
        "claude.api_key = [\"bad secret\"]",
    ] {
        let home = Home::new().config(text);
        let error = load(&home.sources).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("bad secret"), "{shown}");
    }
    let url = Home::new()
        .config("claude.base_url = \"https://me:bad-secret@a.net\"")
        .failure();
    assert!(!url.contains("bad-secret"), "{url}");
}

#[test]
fn secrets_are_compared() {
    let one = Home::new()
        .variables(&[("SECURITY__AUTH_TOKEN", "one")])
        .load();
    let other = Home::new()
        .variables(&[("SECURITY__AUTH_TOKEN", "two")])
        .load();
    assert_ne!(one.settings, other.settings);
    assert_eq!(one.settings, one.clone().settings);
}
