//! Every key but the addresses: the spellings that it takes, and those that it refuses.

use std::time::Duration;

use secrecy::ExposeSecret;
use settings::{
    CacheMode, ClaudeMode, CredentialStore, ListenHost, LogFormat, LogLevel, Settings, keys,
};

use crate::home::Home;

/// The settings when `config.toml` says `key = toml`.
pub(crate) fn toml(key: &str, value: &str) -> Result<Settings, String> {
    read(&Home::new().config(&format!("{key} = {value}\n")))
}

/// The settings when the variable of `key` holds `text`.
pub(crate) fn variable(key: &str, text: &str) -> Result<Settings, String> {
    let name = settings::find(key).unwrap().env_name();
    read(&Home::new().variables(&[(&name, text)]))
}

fn read(home: &Home) -> Result<Settings, String> {
    settings::load(&home.sources)
        .map(|loaded| (*loaded.settings).clone())
        .map_err(|error| error.to_string())
}

#[track_caller]
pub(crate) fn refused(key: &str, toml_values: &[&str], texts: &[&str]) {
    for value in toml_values {
        let message = toml(key, value).expect_err(value);
        assert!(
            message.contains(&format!("config.toml:1: {key}")),
            "{value}: {message}"
        );
    }
    for text in texts {
        let message = variable(key, text).expect_err(text);
        let name = settings::find(key).unwrap().env_name();
        assert!(
            message.starts_with(&format!("environment: {name}")),
            "{text}: {message}"
        );
    }
}

#[test]
fn defaults_are_those_of_the_contract() {
    let s = Settings::default();
    assert_eq!(s.server.host, ListenHost::Loopback);
    assert_eq!(s.server.port, 8000);
    assert!(s.server.allowed_hosts.is_empty() && s.server.allowed_origins.is_empty());
    assert_eq!(s.server.max_body, 64 * 1024 * 1024);
    assert_eq!(s.server.grace, Duration::from_secs(10));
    assert_eq!(s.server.tls, None);
    assert!(s.security.auth_token.is_none() && s.claude.api_key.is_none());
    assert_eq!(
        (s.claude.mode, s.claude.cache),
        (ClaudeMode::Auto, CacheMode::Auto)
    );
    assert_eq!(s.claude.base_url, "https://api.anthropic.com");
    assert_eq!(s.claude.cli_path, None);
    assert_eq!(
        s.claude.oauth.authorize_url,
        "https://claude.com/cai/oauth/authorize"
    );
    assert_eq!(
        s.claude.oauth.token_url,
        "https://platform.claude.com/v1/oauth/token"
    );
    assert_eq!(
        s.claude.oauth.profile_url,
        "https://api.anthropic.com/api/oauth/profile"
    );
    assert_eq!(
        s.claude.oauth.client_id,
        "9d1c250a-e61b-44d9-88ed-5944d1962f5e"
    );
    assert_eq!(s.claude.oauth.scopes.len(), 6);
    assert!(!s.codex.enabled);
    assert_eq!(s.codex.oauth.issuer, "https://auth.openai.com");
    assert_eq!(s.codex.oauth.client_id, "app_EMoamEEZ73f0CkXaXp7hrann");
    assert_eq!(s.openai.base_url, "https://api.openai.com");
    assert_eq!(s.credentials.store, CredentialStore::Auto);
    assert!(s.models.aliases.is_empty());
    assert!(!s.translation.strict);
    assert_eq!(
        (s.log.level, s.log.format),
        (LogLevel::Info, LogFormat::Text)
    );
    assert_eq!(s.log.file, None);
    assert_eq!(*Home::new().load().settings, s, "no files, no difference");
}

#[test]
fn every_default_passes_its_own_check() {
    for key in keys() {
        if let Some(text) = key.default {
            assert_eq!(
                variable(key.path, text),
                Ok(Settings::default()),
                "{}",
                key.path
            );
        }
    }
}

#[test]
fn size() {
    let size = |text: &str| variable("server.max_body", text).unwrap().server.max_body;
    for (text, bytes) in [
        ("1", 1),
        ("1048576", 1 << 20),
        ("64 MiB", 64 << 20),
        ("64mib", 64 << 20),
        ("10MB", 10_000_000),
        ("2 kB", 2000),
        ("2 KiB", 2048),
        ("7 B", 7),
        ("512 MiB", 512 << 20),
    ] {
        assert_eq!(size(text), bytes, "{text}");
    }
    assert_eq!(
        toml("server.max_body", "1000").unwrap().server.max_body,
        1000
    );
    refused(
        "server.max_body",
        &[
            "0",
            "-5",
            "1.5",
            "true",
            "\"lots\"",
            "\"1 GB\"",
            "\"1.5 MiB\"",
            "\"64 M\"",
        ],
        &[
            "",
            "0",
            "513 MiB",
            "1 GiB",
            "99999999999999999999",
            "18446744073709551615 GiB",
            "MiB",
            "-1",
        ],
    );
}

#[test]
fn time() {
    let grace = |text: &str| variable("server.grace", text).unwrap().server.grace;
    for (text, millis) in [
        ("0", 0),
        ("10", 10_000),
        ("10 s", 10_000),
        ("10s", 10_000),
        ("500 ms", 500),
        ("1 min", 60_000),
        ("2 minutes", 120_000),
        ("1 h", 3_600_000),
    ] {
        assert_eq!(grace(text), Duration::from_millis(millis), "{text}");
    }
    assert_eq!(
        toml("server.grace", "3").unwrap().server.grace,
        Duration::from_secs(3)
    );
    refused(
        "server.grace",
        &["-1", "1.5", "\"soon\"", "false"],
        &["", "-1", "2 h", "1 m", "s", "1.5 s"],
    );
}

#[test]
fn tls_needs_both_and_takes_paths() {
    let both = Home::new().config("server.tls_cert = \"c.pem\"\nserver.tls_key = \"~/k.pem\"\n");
    let tls = both.load().settings.server.tls.clone().unwrap();
    assert_eq!(
        tls.cert,
        both.path("config/c.pem"),
        "relative to the file that names it"
    );
    assert_eq!(tls.key, both.path("k.pem"));
    let variables =
        Home::new().variables(&[("SERVER__TLS_CERT", "c.pem"), ("SERVER__TLS_KEY", "/k.pem")]);
    let tls = variables.load().settings.server.tls.clone().unwrap();
    assert_eq!(
        tls.cert,
        variables.path("work/c.pem"),
        "relative to the working folder"
    );
    refused(
        "server.tls_cert",
        &["\"\"", "1", "\" \"", "\"~other/c.pem\"", "\"a\\u0000b\""],
        &["c.pem"],
    );
    refused("server.tls_key", &["[]", "\"k.pem\""], &["k.pem"]);
}

#[test]
fn paths_without_a_home_folder() {
    let mut home = Home::new().config("log.file = \"~/x.log\"\n");
    home.sources.home = None;
    assert_eq!(
        home.failure(),
        "config/config.toml:1: log.file: the home folder is not known here; write the whole path"
    );
}

#[test]
fn secrets() {
    for key in ["security.auth_token", "claude.api_key"] {
        for good in [
            "x",
            "sk-ant-api03-abc_DEF",
            "~!\"#$%&'()*+,-./:;<=>?@[]^_`{|}",
        ] {
            let s = variable(key, good).unwrap();
            let held = s.security.auth_token.or(s.claude.api_key).unwrap();
            assert_eq!(held.expose_secret(), good);
        }
        for bad in ["a b", "tökën", "line\n", "\t", "\u{7f}"] {
            let message = variable(key, bad).unwrap_err();
            assert!(!message.contains(bad), "{message}");
        }
        refused(
            key,
            &["\"\"", "12345", "true", "[\"a\"]", "{ a = \"b\" }"],
            &[" "],
        );
    }
}

#[test]
fn words() {
    assert_eq!(
        variable("claude.mode", "API").unwrap().claude.mode,
        ClaudeMode::Api
    );
    assert_eq!(
        variable("claude.mode", "code").unwrap().claude.mode,
        ClaudeMode::Code
    );
    assert_eq!(
        variable("claude.cache", "off").unwrap().claude.cache,
        CacheMode::Off
    );
    assert_eq!(
        variable("log.format", "json").unwrap().log.format,
        LogFormat::Json
    );
    for word in LogLevel::WORDS {
        assert_eq!(
            variable("log.level", word).unwrap().log.level.as_str(),
            *word
        );
    }
    for (key, bad) in [
        ("claude.mode", "both"),
        ("claude.cache", "on"),
        ("log.level", "verbose"),
        ("log.format", "rich"),
    ] {
        refused(
            key,
            &["1", "true", "\"\"", &format!("\"{bad}\"")],
            &[bad, ""],
        );
    }
}

#[test]
fn switches() {
    let key = "translation.strict";
    for (text, value) in [
        ("true", true),
        ("True", true),
        (" TRUE ", true),
        ("false", false),
    ] {
        assert_eq!(
            variable(key, text).unwrap().translation.strict,
            value,
            "{text}"
        );
    }
    for (text, value) in [("true", true), ("false", false)] {
        assert_eq!(toml(key, text).unwrap().translation.strict, value, "{text}");
    }
    let bad = ["\"true\"", "1", "\"\"", "[true]", "{ on = true }"];
    refused(key, &bad, &["", "1", "yes", "on"]);
}

#[test]
fn client_and_scopes() {
    assert_eq!(
        variable("claude.oauth.client_id", "abc")
            .unwrap()
            .claude
            .oauth
            .client_id,
        "abc"
    );
    refused(
        "claude.oauth.client_id",
        &["\"\"", "\"a b\"", "7"],
        &["", "é"],
    );
    let scopes = toml("claude.oauth.scopes", "[\"user:profile\", \"b\"]")
        .unwrap()
        .claude
        .oauth
        .scopes;
    assert_eq!(scopes, ["user:profile", "b"]);
    refused(
        "claude.oauth.scopes",
        &["[]", "[\"a b\"]", "[\"\"]", "\"a\"", "[1]"],
        &["[]", "[\"é\"]"],
    );
}

#[test]
fn aliases() {
    let from_file = toml("models.aliases", r#"{ "gpt-4o" = "claude-sonnet-4-5" }"#).unwrap();
    let from_variable = variable("models.aliases", r#"{"gpt-4o":"claude-sonnet-4-5"}"#).unwrap();
    assert_eq!(from_file, from_variable);
    assert_eq!(from_file.models.aliases["gpt-4o"], "claude-sonnet-4-5");
    let section = read(&Home::new().config("[models.aliases]\na.b = \"c\"\n"));
    assert!(
        section
            .unwrap_err()
            .contains("the target of \"a\" must be a model's name in quotation marks")
    );
    let quoted = read(&Home::new().config("[models.aliases]\n\"a.b\" = \"c\"\n")).unwrap();
    assert_eq!(quoted.models.aliases["a.b"], "c");
    refused(
        "models.aliases",
        &[
            "1",
            "[]",
            "\"{}\"",
            "{ a = 1 }",
            "{ a = \"\" }",
            "{ \"\" = \"a\" }",
            "{ a = \" \" }",
        ],
        &[
            "x",
            "[]",
            "{\"a\":1}",
            "{\"a\":\"\"}",
            "{a:b}",
            "{\"a\":\"b\\n\"}",
        ],
    );
}
