//! The messages, word for word: they are what a person has to work with.

use std::fs;

use crate::home::Home;

#[track_caller]
fn config(text: &str, message: &str) {
    assert_eq!(Home::new().config(text).failure(), message);
}

#[test]
fn unknown_keys_name_the_nearest() {
    config(
        "# my settings\n\n[server]\nprot = 9000\n",
        "config/config.toml:4: server.prot is not a setting; did you mean server.port?",
    );
    config(
        "port = 9000\n",
        "config/config.toml:1: port is not a setting; did you mean server.port?",
    );
    config(
        "[server]\nlevel = \"info\"\n",
        "config/config.toml:2: server.level is not a setting; did you mean log.level?",
    );
    config(
        "[claude]\nbanana = 1\n",
        "config/config.toml:2: claude.banana is not a setting",
    );
    config(
        "[claude.oauth]\ntoken = \"x\"\n",
        "config/config.toml:2: claude.oauth.token is not a setting; did you mean claude.oauth.token_url?",
    );
}

#[test]
fn unknown_sections_name_the_nearest_or_all() {
    config(
        "[sever]\nport = 9000\n",
        "config/config.toml:1: [sever] is not a section; did you mean [server]?",
    );
    config(
        "[network]\nport = 9000\nbanana = 1\n",
        "config/config.toml:2: network.port is not a setting; did you mean server.port?\n\
         config/config.toml:3: network.banana is not a setting",
    );
    config(
        "[zoo]\nbanana = 1\n",
        "config/config.toml:1: [zoo] is not a section; there are [claude], [claude.oauth], [codex], \
         [codex.oauth], [credentials], [log], \
         [models], [openai], [security], [server], [translation]",
    );
    config(
        "server = 8000\n[[log]]\nlevel = \"info\"\n",
        "config/config.toml:1: server is a section; write it as [server]\n\
         config/config.toml:2: log is a section; write it as [log]",
    );
}

#[test]
fn all_mistakes_are_told_at_once() {
    let home = Home::new()
        .config("[server]\nport = \"http\"\ngrace = \"soon\"\n\n[log]\nlevel = \"loud\"\n")
        .variables(&[("LOG__FORMAT", "xml"), ("TRANSLATION__STRICT", "maybe")])
        .flag("server.host", "--host", "example.net");
    assert_eq!(
        home.failure(),
        "config/config.toml:2: server.port must be a port number from 1 to 65535, not \"http\"\n\
         config/config.toml:3: server.grace must be a time from 0 s to 1 h, such as 10, \"10 s\" or \
         \"1 min\", not \"soon\"\n\
         config/config.toml:6: log.level must be \"error\", \"warn\", \"info\", \"debug\" or \
         \"trace\", not \"loud\"\n\
         environment: LOG__FORMAT must be \"text\" or \"json\", not \"xml\"\n\
         environment: TRANSLATION__STRICT must be true or false, not \"maybe\"\n\
         command line: --host must be an IP address or \"localhost\", not \"example.net\""
    );
}

#[test]
fn syntax_errors_have_line_and_column_and_repeat_no_line() {
    let home = Home::new().config("[claude]\napi_key = \"sk-ant-secret\n");
    let message = home.failure();
    assert!(message.starts_with("config/config.toml:2:"), "{message}");
    assert!(
        message.contains("this is not TOML: ") && !message.contains("sk-ant"),
        "{message}"
    );
    let twice = Home::new()
        .config("log.level = \"info\"\nlog.level = \"warn\"\n")
        .failure();
    assert_eq!(
        twice,
        "config/config.toml:2:5: this is not TOML: duplicate key"
    );
}

#[test]
fn special_cases_say_what_to_do() {
    config(
        "claude.base_url = \"http://gateway.example.net\"\n",
        "config/config.toml:1: claude.base_url: http:// is for this machine only, since a token would \
         travel in clear; use https://",
    );
    config(
        "server.allowed_hosts = [\"proxy.net:8000\"]\n",
        "config/config.toml:1: server.allowed_hosts: write \"proxy.net\" without \":8000\"; every port \
         of a listed host is accepted",
    );
    config(
        "[server]\ntls_key = \"key.pem\"\n",
        "config/config.toml:2: server.tls_key is set but server.tls_cert is not; HTTPS needs both",
    );
    assert_eq!(
        Home::new()
            .flag("security.auth_token", "--auth-token", "x")
            .failure(),
        "command line: --auth-token would show a secret to every program of this machine; use \
         SECURITY__AUTH_TOKEN in the environment"
    );
}

#[test]
fn long_values_are_cut_and_control_characters_escaped() {
    let message = Home::new()
        .variables(&[("LOG__LEVEL", &"é\u{1b}[31m".repeat(50))])
        .failure();
    assert!(
        message.chars().count() < 250 && message.ends_with("…\""),
        "{message}"
    );
    assert!(!message.contains('\u{1b}'), "{message}");
}

#[test]
fn a_file_of_the_predecessor_is_recognised() {
    config(
        "enabled_plugins = [\"codex\"]\n\n[server]\nport = 8000\nlog_level = \"INFO\"\n\n\
         [security]\nconfirmation_timeout_seconds = 30\n\n[plugins.codex]\nenabled = true\n\n\
         [logging]\nlevel = \"INFO\"\nverbose_api = true\n",
        "config/config.toml:1: enabled_plugins belongs to CCProxy API 0.x and has no counterpart here; \
         remove it\n\
         config/config.toml:5: server.log_level belongs to CCProxy API 0.x; here it is log.level\n\
         config/config.toml:8: security.confirmation_timeout_seconds belongs to CCProxy API 0.x and has \
         no counterpart here; remove it\n\
         config/config.toml:10: plugins belongs to CCProxy API 0.x and has no counterpart here; remove \
         it\n\
         config/config.toml:14: logging.level belongs to CCProxy API 0.x; here it is log.level\n\
         config/config.toml:15: logging.verbose_api belongs to CCProxy API 0.x and has no counterpart \
         here; remove it\n\
         This file was written for CCProxy API 0.x. To start afresh, move it away and set again what \
         you need: mv config/config.toml config/config.toml.0x",
    );
}

#[test]
fn variables_that_nearly_are_ours_are_warned_about() {
    let home = Home::new().variables(&[
        ("SERVER__PROT", "9000"),
        ("SERVER__LOG_LEVEL", "INFO"),
        ("SERVER__WORKERS", "4"),
        ("LOG__BANANA", "secret"),
        ("NGINX__PORT", "1"),
        ("server__port", "1"),
    ]);
    assert_eq!(
        home.warnings(),
        [
            "environment: LOG__BANANA is not a setting and is ignored",
            "environment: SERVER__LOG_LEVEL belongs to CCProxy API 0.x and is ignored; here it is \
             LOG__LEVEL",
            "environment: SERVER__PROT is not a setting and is ignored; did you mean SERVER__PORT?",
            "environment: SERVER__WORKERS belongs to CCProxy API 0.x and is ignored",
        ]
    );
}

#[test]
fn a_file_that_is_none() {
    let home = Home::new();
    fs::create_dir(home.path("config/config.toml")).unwrap();
    assert_eq!(
        home.failure(),
        "config/config.toml: is a folder; move it away, settings are read from a file"
    );
    let home = Home::new();
    fs::write(home.path("config/config.toml"), b"log.level = \"\xff\"").unwrap();
    assert_eq!(
        home.failure(),
        "config/config.toml: is not UTF-8 text; save it again as UTF-8"
    );
    let home = Home::new().config(&"# much\n".repeat(200_000));
    assert_eq!(
        home.failure(),
        "config/config.toml: is larger than 1 MiB; this cannot be a file of settings"
    );
}

#[test]
fn no_files_at_all_are_fine() {
    let mut home = Home::new();
    home.sources.config_file = home.path("nowhere/config.toml");
    home.sources.user_env = home.path("nowhere/.env");
    home.sources.cwd_env = None;
    assert_eq!(*home.load().settings, settings::Settings::default());
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_is_warned_about_when_it_holds_a_secret() {
    use std::os::unix::fs::PermissionsExt;
    let open = |path: &std::path::Path| {
        fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
    };
    let home = Home::new()
        .config("security.auth_token = \"abc\"\n")
        .user_env("CLAUDE__API_KEY=sk-ant\n");
    assert_eq!(home.warnings(), Vec::<String>::new());
    open(&home.sources.config_file);
    open(&home.sources.user_env);
    assert_eq!(
        home.warnings(),
        [
            "config/config.toml: holds security.auth_token and can be read by other users; run: chmod \
             600 config/config.toml",
            "config/.env: holds claude.api_key and can be read by other users; run: chmod 600 \
             config/.env",
        ]
    );
    let harmless = Home::new().config("log.level = \"info\"\n");
    open(&harmless.sources.config_file);
    assert_eq!(harmless.warnings(), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read() {
    let home = Home::new();
    std::os::unix::fs::symlink("config.toml", &home.sources.config_file).unwrap();
    let message = home.failure();
    assert!(
        message.starts_with("config/config.toml: cannot be read ("),
        "{message}"
    );
    assert!(message.ends_with("); check who owns it"), "{message}");
}

#[test]
fn nothing_but_the_file_stops_the_others_from_being_read() {
    let home = Home::new().user_env("LOG__LEVEL=loud\nLOG__LEVLE=info\n");
    fs::create_dir(home.path("config/config.toml")).unwrap();
    assert_eq!(home.failure().lines().count(), 2);
    fs::remove_dir(home.path("config/config.toml")).unwrap();
    let mended = home.user_env("LOG__LEVLE=info\nEDITOR=vi\n");
    assert_eq!(
        mended.warnings(),
        ["config/.env:1: LOG__LEVLE is not a setting and is ignored; did you mean LOG__LEVEL?"]
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_without_waiting_for_a_writer() {
    let home = Home::new();
    let made = std::process::Command::new("mkfifo")
        .arg(home.path("config/config.toml"))
        .status();
    assert!(made.unwrap().success());
    assert_eq!(
        home.failure(),
        "config/config.toml: is not a file; move it away"
    );
}
