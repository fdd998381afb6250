//! The two `.env` files and what each may do.

use std::fs;

use settings::{Kind, keys};

use crate::home::Home;

#[test]
fn the_folders_file_sets_four_keys_and_no_other() {
    let allowed: Vec<_> = keys()
        .iter()
        .filter(|key| key.folder_env)
        .map(|key| key.path)
        .collect();
    assert_eq!(
        allowed,
        [
            "server.port",
            "security.auth_token",
            "models.aliases",
            "log.level"
        ]
    );
    for key in keys() {
        let value = match key.kind {
            Kind::Number => "1234",
            Kind::Switch => "true",
            Kind::Map => "'{\"a\":\"b\"}'",
            Kind::List => "a.net",
            Kind::Choice(words) => words[0],
            _ => "https://evil.net",
        };
        let home = Home::new().folder_env(&format!("# theirs\n{}={value}\n", key.env_name()));
        let loaded = home.load();
        if key.folder_env {
            assert_ne!(loaded.origin(key.path).to_string(), "default");
            assert_eq!(home.warnings(), Vec::<String>::new());
        } else {
            assert_eq!(
                *loaded.settings,
                settings::Settings::default(),
                "{}",
                key.path
            );
            assert_eq!(
                home.warnings(),
                [format!(
                    "work/.env:2: {} is ignored: the .env of a working folder sets only \
                     SERVER__PORT, SECURITY__AUTH_TOKEN, MODELS__ALIASES, LOG__LEVEL; \
                     set it in config/.env",
                    key.env_name()
                )]
            );
        }
    }
}

#[test]
fn the_persons_own_file_sets_every_key() {
    let home =
        Home::new().user_env("CLAUDE__BASE_URL=https://gateway.example.net\nLOG__LEVEL=debug\n");
    assert_eq!(
        home.load().settings.claude.base_url,
        "https://gateway.example.net"
    );
    assert_eq!(home.warnings(), Vec::<String>::new());
}

#[test]
fn in_the_persons_own_folder_the_file_is_the_persons() {
    let mut home = Home::new().user_env("CLAUDE__BASE_URL=https://gateway.example.net\n");
    home.sources.cwd_env = Some(home.path("config/../config/.env"));
    assert_eq!(
        home.load().settings.claude.base_url,
        "https://gateway.example.net"
    );
    assert_eq!(home.warnings(), Vec::<String>::new());
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let theirs =
        "DATABASE_URL=postgres://u:p@h/d\nthis is no assignment\nSERVER__WORKERS=4\nX=\"open\n";
    let home = Home::new().folder_env(theirs);
    assert_eq!(*home.load().settings, settings::Settings::default());
    assert_eq!(home.warnings(), Vec::<String>::new());
}

#[test]
fn a_folder_called_env_is_a_python_environment() {
    let home = Home::new();
    fs::create_dir(home.path("work/.env")).unwrap();
    assert_eq!(home.warnings(), Vec::<String>::new());
}

#[test]
fn the_folders_file_reads_no_variables() {
    for text in [
        "LOG__LEVEL=$HOME\n",
        "LOG__LEVEL=\"${HOME}\"\n",
        "SECURITY__AUTH_TOKEN=a$HOME\n",
    ] {
        let home = Home::new().folder_env(text);
        let name = text.split('=').next().unwrap();
        assert_eq!(
            home.warnings(),
            [format!(
                "work/.env:1: {name} is ignored: it reads variables ($); \
                 put a plain value in single quotes"
            )]
        );
        assert_eq!(*home.load().settings, settings::Settings::default());
    }
    let plain = Home::new().folder_env("SECURITY__AUTH_TOKEN='a$HOME'\nLOG__LEVEL=debug\n");
    assert_eq!(plain.warnings(), Vec::<String>::new());
    assert_eq!(plain.load().settings.log.level.as_str(), "debug");
}

#[test]
fn lines_are_those_of_the_file() {
    let text = "\u{feff}# one\n\n  # three\nA=1\nB=\"x\ny\nz\"\n\nSERVER__PORT=no # nine\nMODELS__ALIASES='{\n\"a\": 1}'\nLOG__LEVEL=loud";
    let home = Home::new().user_env(text);
    let lines: Vec<_> = home
        .failure()
        .lines()
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(
        lines,
        ["config/.env:9:", "config/.env:10:", "config/.env:12:"]
    );
    let windows = Home::new().user_env("# one\r\nSERVER__PORT=no\r\nLOG__LEVEL=debug\r\n");
    assert_eq!(
        windows.failure(),
        "config/.env:2: SERVER__PORT must be a port number from 1 to 65535, not \"no\""
    );
}

#[test]
fn a_long_line_is_one_line() {
    let long = "x".repeat(30_000);
    let home = Home::new().user_env(&format!(
        "A={long}\nSECURITY__AUTH_TOKEN={long}\nLOG__LEVEL=loud\n"
    ));
    assert!(
        home.failure()
            .starts_with("config/.env:3: LOG__LEVEL must be")
    );
}

#[test]
fn a_broken_line_of_the_persons_own_file_is_an_error_that_does_not_repeat_it() {
    let home = Home::new().user_env("LOG__LEVEL=info\nCLAUDE__API_KEY=sk-ant oops\n");
    assert_eq!(
        home.failure(),
        "config/.env:2: this is not NAME=value; put a value with spaces or quotes in single quotes"
    );
}

#[test]
fn the_last_of_two_assignments_wins() {
    let home = Home::new().user_env("SERVER__PORT=1\nSERVER__PORT=2\n");
    assert_eq!(home.load().settings.server.port, 2);
}

#[test]
fn json_whose_quotes_were_eaten_gets_a_hint() {
    let home = Home::new().user_env("MODELS__ALIASES={\"gpt-4o\":\"claude-sonnet-4-5\"}\n");
    assert_eq!(
        home.failure(),
        "config/.env:1: MODELS__ALIASES: this is not a JSON object of texts (column 2); put it in \
         single quotes, so that its own quotation marks stay: '{\"gpt-4o\":\"claude-sonnet-4-5\"}'"
    );
}
