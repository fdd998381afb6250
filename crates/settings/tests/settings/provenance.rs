//! Which layer wins, and what is said about where a value comes from.

use settings::{Origin, keys};

use crate::home::Home;

/// One layer more in each step.
fn stack(height: usize) -> Home {
    let mut home = Home::new();
    if height > 0 {
        home = home.config("# mine\n[server]\nport = 1001\n");
    }
    if height > 1 {
        home = home.user_env("\n# a comment\nSERVER__PORT=1002\n");
    }
    if height > 2 {
        home = home.folder_env("OTHER='a\nb'\nexport SERVER__PORT=1003 # here\n");
    }
    if height > 3 {
        home = home.variables(&[("SERVER__PORT", "1004"), ("PATH", "/bin")]);
    }
    if height > 4 {
        home = home.flag("server.port", "--port", "1005");
    }
    home
}

#[test]
fn each_layer_overrides_those_before_it() {
    let origins = [
        "default",
        "config/config.toml:3",
        "config/.env:3",
        "work/.env:3",
        "environment variable SERVER__PORT",
        "--port",
    ];
    for (height, origin) in origins.into_iter().enumerate() {
        let home = stack(height);
        let loaded = home.load();
        let port = if height == 0 {
            8000
        } else {
            1000 + u16::try_from(height).unwrap()
        };
        assert_eq!(loaded.settings.server.port, port);
        assert_eq!(
            home.plain(&loaded.origin("server.port").to_string()),
            origin
        );
        assert_eq!(loaded.origin("server.host"), Origin::Default);
        assert_eq!(home.warnings(), Vec::<String>::new());
    }
}

#[test]
fn a_wrong_value_is_told_even_where_a_stronger_layer_overrides_it() {
    let home = Home::new()
        .config("server.port = 0\n")
        .flag("server.port", "--port", "9000");
    assert_eq!(
        home.failure(),
        "config/config.toml:1: server.port must be a port number from 1 to 65535, not 0"
    );
}

#[test]
fn an_empty_variable_of_an_optional_key_is_not_set() {
    let optional = [
        "SECURITY__AUTH_TOKEN",
        "CLAUDE__API_KEY",
        "LOG__FILE",
        "MODELS__ALIASES",
        "SERVER__ALLOWED_HOSTS",
    ];
    let variables: Vec<_> = optional.iter().map(|name| (*name, "")).collect();
    let home = Home::new()
        .config("security.auth_token = \"abc\"\n")
        .variables(&variables);
    let loaded = home.load();
    assert!(
        loaded.settings.security.auth_token.is_some(),
        "an empty variable opens no door"
    );
    assert!(matches!(
        loaded.origin("security.auth_token"),
        Origin::File { line: 1, .. }
    ));
    assert!(loaded.settings.claude.api_key.is_none());
    assert_eq!(
        Home::new().variables(&[("SERVER__PORT", "")]).failure(),
        "environment: SERVER__PORT must be a port number from 1 to 65535, not \"\""
    );
}

#[test]
fn nested_keys_have_double_underscores() {
    let home = Home::new().variables(&[("CLAUDE__OAUTH__TOKEN_URL", "https://a.net/t")]);
    assert_eq!(
        home.load().settings.claude.oauth.token_url,
        "https://a.net/t"
    );
    for key in keys() {
        assert_eq!(
            key.env_name().to_ascii_lowercase().replace("__", "."),
            key.path
        );
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_text() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    let mut home = Home::new();
    let value = OsString::from_vec(vec![b'a', 0xff]);
    home.sources.environment = [(OsString::from("LOG__FILE"), value)].into_iter().collect();
    assert_eq!(home.failure(), "environment: LOG__FILE is not UTF-8 text");
}

#[test]
fn rows_follow_the_table_and_serialize() {
    let home = Home::new()
        .config("server.max_body = \"1 MiB\"\nserver.allowed_hosts = [\"a.net\", \"b.net\"]\n")
        .variables(&[("MODELS__ALIASES", r#"{"a":"b"}"#)]);
    let rows = home.load().rows();
    assert!(
        rows.iter()
            .map(|row| row.key)
            .eq(keys().iter().map(|key| key.path))
    );
    let value = |key: &str| {
        rows.iter()
            .find(|row| row.key == key)
            .unwrap()
            .value
            .clone()
    };
    assert_eq!(value("server.port").as_deref(), Some("8000"));
    assert_eq!(value("server.max_body").as_deref(), Some("1 MiB"));
    assert_eq!(
        value("server.allowed_hosts").as_deref(),
        Some(r#"["a.net","b.net"]"#)
    );
    assert_eq!(value("models.aliases").as_deref(), Some(r#"{"a":"b"}"#));
    assert_eq!(value("claude.cli_path"), None);
    let json = serde_json::to_value(&rows[1]).unwrap();
    assert_eq!(json["key"], "server.port");
    assert_eq!(json["origin"], "default");
    assert_eq!(json["source"]["from"], "default");
}
