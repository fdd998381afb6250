//! Changing `config.toml`: what stays, what is refused, what is reported.

use std::fs;

use secrecy::{ExposeSecret, SecretString};
use settings::edit::{self, Change};
use settings::{Origin, keys, load};

use crate::home::Home;

const COMMENTED: &str = "\
# My settings.

[server] # where it listens
# Not 8000: something else has it.
port = 9000 # for now
allowed_hosts = [
  \"a.net\", # mine
  \"b.net\",
]

# Names.
[models.aliases]
# The old favourite.
gpt-4o = \"claude-sonnet-4-5\" # still
gpt-3 = \"claude-haiku-4-5\"

# The end.
";

#[test]
fn a_change_keeps_comments_and_order() {
    let home = Home::new().config(COMMENTED);
    for (key, value) in [
        ("server.port", "9001"),
        ("server.host", "localhost"),
        ("server.allowed_hosts", "[\"a.net\",\"b.net\",\"c.net\"]"),
        (
            "models.aliases",
            r#"{"gpt-4o":"claude-opus-4-5","o3":"claude-opus-4-5"}"#,
        ),
        ("claude.oauth.client_id", "abc"),
    ] {
        assert!(edit::set(&home.sources, key, value).unwrap().changed);
    }
    assert_eq!(
        home.text(),
        "\
# My settings.

[server] # where it listens
# Not 8000: something else has it.
port = 9001 # for now
allowed_hosts = [
  \"a.net\", # mine
  \"b.net\",
  \"c.net\",
]
host = \"localhost\"

# Names.
[models.aliases]
# The old favourite.
gpt-4o = \"claude-opus-4-5\" # still
o3 = \"claude-opus-4-5\"

[claude.oauth]
client_id = \"abc\"

# The end.
"
    );
    let loaded = home.load();
    assert_eq!(loaded.settings.server.port, 9001);
    assert_eq!(loaded.settings.models.aliases.len(), 2);
}

#[test]
fn removing_keeps_the_comments_above() {
    let home = Home::new().config(COMMENTED);
    assert!(edit::unset(&home.sources, "server.port").unwrap().changed);
    assert!(
        edit::unset(&home.sources, "server.allowed_hosts")
            .unwrap()
            .changed
    );
    assert!(home.text().starts_with(
        "# My settings.\n\n[server] # where it listens\n# Not 8000: something else has it.\n\n# Names.\n"
    ));
    assert_eq!(home.load().settings.server.port, 8000);
    assert!(
        !edit::unset(&home.sources, "server.port").unwrap().changed,
        "gone already"
    );
    assert!(
        edit::unset(&home.sources, "models.aliases")
            .unwrap()
            .changed
    );
    assert!(home.load().settings.models.aliases.is_empty());
}

#[test]
fn every_way_to_write_a_section_can_be_changed() {
    for text in [
        "server.port = 1\n",
        "server = { port = 1, grace = 3 }\n",
        "[server]\nport = 1\n",
        "[server]\r\nport = 1\r\n",
        "\"server\".'port' = 1",
        "[claude]\nmode = \"api\"\n[claude.oauth]\nclient_id = \"x\"\n[server]\nport = 1",
    ] {
        let home = Home::new().config(text);
        edit::set(&home.sources, "server.port", "2").unwrap();
        edit::set(&home.sources, "server.max_body", "1 MiB").unwrap();
        edit::set(&home.sources, "claude.oauth.client_id", "y").unwrap();
        let loaded = home.load();
        assert_eq!(loaded.settings.server.port, 2, "{}", home.text());
        assert_eq!(loaded.settings.server.max_body, 1 << 20, "{}", home.text());
        assert_eq!(text.contains("\r\n"), home.text().contains("\r\n"));
        edit::unset(&home.sources, "server.port").unwrap();
        assert_eq!(home.load().settings.server.port, 8000, "{}", home.text());
        assert_eq!(
            home.load().settings.server.max_body,
            1 << 20,
            "{}",
            home.text()
        );
    }
}

#[test]
fn values_are_written_in_their_own_types() {
    let home = Home::new();
    for (key, value, line) in [
        ("server.port", " 9000 ", "port = 9000"),
        ("server.max_body", "1000", "max_body = 1000"),
        ("server.max_body", "64 MiB", "max_body = \"64 MiB\""),
        (
            "server.allowed_hosts",
            "a.net, b.net",
            "allowed_hosts = [\"a.net\", \"b.net\"]",
        ),
        ("log.level", "DEBUG", "level = \"debug\""),
        ("translation.strict", " True ", "strict = true"),
        (
            "models.aliases",
            "{\"a b\":\"c\"}",
            "aliases = { \"a b\" = \"c\" }",
        ),
        ("log.file", "~/x.log", "file = \"~/x.log\""),
    ] {
        edit::set(&home.sources, key, value).unwrap();
        assert!(home.text().contains(line), "{line} in {}", home.text());
    }
    edit::set(&home.sources, "log.file", "x.log").unwrap();
    assert_eq!(
        home.load().settings.log.file,
        Some(home.path("work/x.log")),
        "as typed, where typed"
    );
}

#[test]
fn a_file_of_comments_keeps_them_at_the_top() {
    for (before, after) in [
        ("# mine\n", "# mine\n\n[server]\nport = 1\n"),
        (
            "# mine\n\n# port = 2",
            "# mine\n\n# port = 2\n\n[server]\nport = 1\n",
        ),
        ("\n\n", "[server]\nport = 1\n"),
        ("", "[server]\nport = 1\n"),
    ] {
        let home = Home::new().config(before);
        edit::set(&home.sources, "server.port", "1").unwrap();
        assert_eq!(home.text(), after);
    }
}

#[test]
fn nothing_is_written_when_the_file_says_it_already() {
    let home = Home::new().config("server.port=9000   # as I like it");
    let before = fs::metadata(&home.sources.config_file)
        .unwrap()
        .modified()
        .unwrap();
    assert!(
        !edit::set(&home.sources, "server.port", "9000")
            .unwrap()
            .changed
    );
    assert_eq!(
        fs::metadata(&home.sources.config_file)
            .unwrap()
            .modified()
            .unwrap(),
        before
    );
}

#[test]
fn what_would_be_wrong_is_refused_and_nothing_changes() {
    let home = Home::new().config("log.level = \"info\"\n");
    let refused =
        |result: Result<edit::Edited, settings::Error>| home.message(&result.unwrap_err());
    assert_eq!(
        refused(edit::set(&home.sources, "server.prot", "1")),
        "server.prot is not a setting; did you mean server.port?"
    );
    assert_eq!(
        refused(edit::set(&home.sources, "server.port", "http")),
        "config/config.toml: server.port must be a port number from 1 to 65535, not \"http\""
    );
    assert_eq!(
        refused(edit::set(&home.sources, "security.auth_token", "abc")),
        "security.auth_token is a secret and is never taken from an argument, which other programs can \
         see; give it on standard input"
    );
    assert_eq!(
        refused(edit::set(&home.sources, "server.tls_cert", "/c.pem")),
        "config/config.toml:4: server.tls_cert is set but server.tls_key is not; HTTPS needs both"
    );
    assert_eq!(
        refused(edit::unset(&home.sources, "banana")),
        "banana is not a setting"
    );
    let secret = SecretString::from("two words");
    let message = refused(edit::set_secret(&home.sources, "claude.api_key", &secret));
    assert!(
        message.contains("claude.api_key must be a key of visible") && !message.contains("two")
    );
    assert_eq!(home.text(), "log.level = \"info\"\n");
}

#[test]
fn several_changes_are_made_together_or_not_at_all() {
    let home = Home::new();
    let pair = [
        Change::Set {
            key: "server.tls_cert",
            value: "/c.pem",
        },
        Change::Set {
            key: "server.tls_key",
            value: "/k.pem",
        },
    ];
    edit::apply(&home.sources, &pair).unwrap();
    assert!(home.load().settings.server.tls.is_some());
    assert!(edit::unset(&home.sources, "server.tls_key").is_err());
    assert!(home.load().settings.server.tls.is_some());
    let both = [
        Change::Unset {
            key: "server.tls_cert",
        },
        Change::Unset {
            key: "server.tls_key",
        },
    ];
    edit::apply(&home.sources, &both).unwrap();
    assert!(home.load().settings.server.tls.is_none());
}

#[test]
fn a_file_with_a_mistake_can_be_mended() {
    let home = Home::new().config("server.prot = 1\nlog.level = \"loud\"\nplugins = {}\n");
    let edited = edit::set(&home.sources, "log.level", "warn").unwrap();
    assert_eq!(edited.problems.len(), 2);
    edit::unset(&home.sources, "server.prot").unwrap();
    assert!(
        edit::unset(&home.sources, "plugins")
            .unwrap()
            .problems
            .is_empty()
    );
    assert_eq!(home.text(), "log.level = \"warn\"\n");
}

#[test]
fn a_file_that_is_not_toml_is_left_alone() {
    let home = Home::new().config("[server\nport = 1\n");
    let message = home.message(&edit::set(&home.sources, "server.port", "2").unwrap_err());
    assert!(message.starts_with("config/config.toml:1:"), "{message}");
    assert!(edit::unset(&home.sources, "server.port").is_err());
    assert_eq!(home.text(), "[server\nport = 1\n");
}

#[test]
fn a_stronger_layer_is_reported() {
    let home = Home::new()
        .folder_env("LOG__LEVEL=debug\n")
        .variables(&[("SERVER__PORT", "1")]);
    let edited = edit::set(&home.sources, "server.port", "2").unwrap();
    assert!(edited.changed);
    assert_eq!(
        edited.overrides[0].by,
        Origin::Environment {
            name: "SERVER__PORT".to_owned()
        }
    );
    let edited = edit::set(&home.sources, "log.level", "warn").unwrap();
    assert!(matches!(
        edited.overrides[0].by,
        Origin::FolderEnv { line: 1, .. }
    ));
    assert!(
        edit::set(&home.sources, "log.format", "json")
            .unwrap()
            .overrides
            .is_empty()
    );
}

#[test]
fn secrets_are_set_without_an_argument() {
    let home = Home::new();
    for key in keys().iter().filter(|key| key.is_secret()) {
        let secret = SecretString::from("sk-\"quoted\\secret");
        edit::set_secret(&home.sources, key.path, &secret).unwrap();
    }
    let loaded = load(&home.sources).unwrap();
    assert_eq!(
        loaded
            .settings
            .claude
            .api_key
            .as_ref()
            .unwrap()
            .expose_secret(),
        "sk-\"quoted\\secret"
    );
    assert!(loaded.settings.security.auth_token.is_some() && loaded.warnings().is_empty());
    let change = Change::SetSecret {
        key: "claude.api_key",
        value: &SecretString::from("hush"),
    };
    assert!(!format!("{change:?}").contains("hush"));
}

#[test]
fn a_problem_elsewhere_does_not_forbid_a_change() {
    let home = Home::new().variables(&[("SERVER__PORT", "none")]);
    edit::set(&home.sources, "log.level", "warn").unwrap();
    assert_eq!(home.text(), "[log]\nlevel = \"warn\"\n");
}
