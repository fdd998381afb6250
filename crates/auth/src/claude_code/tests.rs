use std::ffi::OsString;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, Instant, UNIX_EPOCH};

use super::*;

/// What claude 2.1.331 writes for an account, literally, but for its names and folders.
const SIGNED_IN: &str = r#"{
  "loggedIn": true,
  "authMethod": "claude.ai",
  "apiProvider": "firstParty",
  "analyticsDisabled": false,
  "projectsDirectory": "/home/user/.claude/projects",
  "configDirectory": "/home/user/.claude",
  "loginExpiresAt": null,
  "consoleProfileSignInOffered": true,
  "email": "ada@example.test",
  "orgId": "o",
  "orgName": "Ada's Organization",
  "subscriptionType": "max",
  "storedClaudeAiLogin": true,
  "planTier": "max_5x"
}
"#;
/// The same where nobody is signed in.
const SIGNED_OUT: &str = r#"{
  "loggedIn": false,
  "authMethod": "none",
  "apiProvider": "firstParty",
  "analyticsDisabled": false,
  "projectsDirectory": "/home/user/.claude/projects",
  "configDirectory": "/home/user/.claude",
  "loginExpiresAt": null,
  "consoleProfileSignInOffered": true
}
"#;
/// The same with a key in `ANTHROPIC_API_KEY`.
const API_KEY: &str = r#"{
  "loggedIn": true,
  "authMethod": "api_key",
  "apiProvider": "firstParty",
  "analyticsDisabled": false,
  "projectsDirectory": "/home/user/.claude/projects",
  "configDirectory": "/home/user/.claude",
  "loginExpiresAt": null,
  "consoleProfileSignInOffered": true,
  "apiKeySource": "ANTHROPIC_API_KEY"
}
"#;

/// A `claude` in a folder of its own that does what a shell script says.
struct StandIn {
    folder: tempfile::TempDir,
}

impl StandIn {
    fn new(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let draft = folder.path().join("draft");
        std::fs::write(&draft, format!("#!/bin/sh\n{script}\n")).unwrap();
        // Another process writes the program: one that this process has open for writing, or a child that it just
        // forked, cannot be started (ETXTBSY).
        let copied = std::process::Command::new("install")
            .args(["-m", "755"])
            .arg(&draft)
            .arg(folder.path().join("claude"))
            .status();
        assert!(copied.unwrap().success());
        Self { folder }
    }

    /// Writes `text` and exits with `code`.
    fn answering(text: &str, code: i32) -> Self {
        Self::new(&format!("cat <<'END'\n{text}END\nexit {code}"))
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("claude")
    }

    async fn status(&self) -> ClaudeCode {
        status(Some(&self.path())).await
    }
}

fn why(found: ClaudeCode) -> String {
    match found {
        ClaudeCode::Unclear { why, .. } => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn who_is_signed_in_is_told_by_the_commands_own_words() {
    let claude = StandIn::answering(SIGNED_IN, 0);
    let expected = SignedIn {
        path: claude.path(),
        email: Some("ada@example.test".to_owned()),
        organization: Some("Ada's Organization".to_owned()),
        subscription: Some("max".to_owned()),
        method: Method::Account,
        expires_at: None,
    };
    assert_eq!(claude.status().await, ClaudeCode::SignedIn(expected));
}

#[tokio::test]
async fn a_key_from_the_environment_is_no_account() {
    let ClaudeCode::SignedIn(its) = StandIn::answering(API_KEY, 0).status().await else {
        panic!("not signed in");
    };
    assert_eq!((its.method, its.email), (Method::ApiKey, None));
}

#[tokio::test]
async fn the_end_of_a_login_is_read_where_the_command_says_it() {
    let dated = SIGNED_IN.replace("null", r#""2025-08-22T11:53:34.000Z""#);
    let ClaudeCode::SignedIn(its) = StandIn::answering(&dated, 0).status().await else {
        panic!("not signed in");
    };
    let expected = UNIX_EPOCH + Duration::from_secs(1_755_863_614);
    assert_eq!(its.expires_at, Some(expected));
}

#[tokio::test]
async fn nobody_signed_in_is_no_failure() {
    let claude = StandIn::answering(SIGNED_OUT, 1);
    let path = claude.path();
    assert_eq!(claude.status().await, ClaudeCode::SignedOut { path });
}

#[tokio::test]
async fn it_is_asked_auth_status_with_no_input_and_outside_of_the_working_folder() {
    let claude = StandIn::new(
        r#"input=$(cat); [ "$*" = "auth status" ] && [ -z "$input" ] && [ -x ./claude ] && echo '{"loggedIn":false}'"#,
    );
    let path = claude.path();
    assert_eq!(claude.status().await, ClaudeCode::SignedOut { path });
}

#[tokio::test]
async fn garbage_is_unclear_and_is_not_quoted() {
    for (text, code) in [
        ("canary\n", 0),
        ("\n", 0),
        ("{\"loggedIn\":\"canary\"}\n", 0),
        (SIGNED_IN, 7),
    ] {
        let why = why(StandIn::answering(text, code).status().await);
        let told = format!("no answer that can be read (exit code {code})");
        assert!(why.contains(&told), "{why}");
        assert!(!why.contains("canary") && !why.contains("ada@"), "{why}");
    }
}

#[tokio::test]
async fn a_warning_beside_the_answer_changes_nothing() {
    let warned = format!("warning: {{old}} settings\n{SIGNED_OUT}bye\n");
    let claude = StandIn::answering(&warned, 1);
    let path = claude.path();
    assert_eq!(claude.status().await, ClaudeCode::SignedOut { path });
}

#[tokio::test]
async fn a_crash_is_unclear() {
    let why = why(StandIn::new("kill -SEGV $$").status().await);
    assert!(why.contains("ended by a signal"), "{why}");
}

#[tokio::test]
async fn a_hang_ends_at_the_deadline_and_the_program_with_it() {
    let claude = StandIn::new("echo $$ > pid; exec sleep 600");
    let began = Instant::now();
    let why = why(within(claude.path(), None, Duration::from_millis(500)).await);
    assert!(why.contains("within 0.5 seconds"), "{why}");
    assert!(began.elapsed() < Duration::from_secs(5));
    let pid = std::fs::read_to_string(claude.folder.path().join("pid")).unwrap();
    let process = Path::new("/proc").join(pid.trim());
    while cfg!(target_os = "linux") && process.exists() {
        assert!(began.elapsed() < Duration::from_secs(5), "it still runs");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Killed, it would lose the login: a refresh token is good for one use.
#[tokio::test]
async fn a_program_that_renews_the_login_is_left_to_end_by_itself() {
    let claude = StandIn::new(
        "mkdir .claude; echo \"{\\\"pid\\\":$$}\" > .claude/.oauth_refresh.lock.owner; sleep 1; echo kept > kept",
    );
    let home = claude.folder.path();
    let path = std::env::var_os("PATH").unwrap();
    let environment = [("HOME".into(), home.into()), ("PATH".into(), path)];
    let deadline = Duration::from_millis(500);
    why(within(claude.path(), Some(&environment), deadline).await);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(
        std::fs::read_to_string(home.join("kept")).unwrap(),
        "kept\n"
    );
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let why = why(StandIn::new("exec yes").status().await);
    assert!(why.contains("longer than 64 KiB"), "{why}");
}

#[tokio::test]
async fn a_path_to_nothing_names_the_setting() {
    let folder = tempfile::tempdir().unwrap();
    let why = why(status(Some(&folder.path().join("claude"))).await);
    assert!(why.contains("claude.cli_path"), "{why}");
}

#[test]
fn the_first_program_on_the_path_is_found() {
    let claude = StandIn::new("");
    let other = tempfile::tempdir().unwrap();
    let empty = tempfile::tempdir().unwrap();
    std::fs::create_dir(other.path().join("claude")).unwrap();
    let join = |folders: &[&Path]| std::env::join_paths(folders).unwrap();
    let path = join(&[empty.path(), other.path(), claude.folder.path()]);
    assert_eq!(find::on_path(&path), Some(claude.path()));
    assert_eq!(find::on_path(&join(&[empty.path()])), None);
    assert_eq!(find::on_path(&OsString::new()), None);
    let linked = empty.path().join("claude");
    symlink(claude.path(), &linked).unwrap();
    assert_eq!(find::on_path(&path), Some(linked));
}

#[test]
fn a_program_without_the_right_to_run_is_passed_over() {
    let claude = StandIn::new("");
    let path = OsString::from(claude.folder.path());
    assert!(find::on_path(&path).is_some());
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(claude.path(), mode).unwrap();
    assert_eq!(find::on_path(&path), None);
}

#[test]
fn a_relative_folder_on_the_path_is_not_looked_into() {
    let here = std::env::current_dir().unwrap();
    let claude = StandIn::new("");
    let up = "../".repeat(here.components().count());
    let inside = claude.folder.path().strip_prefix("/").unwrap();
    let relative = Path::new(&up).join(inside);
    assert!(relative.join("claude").exists());
    assert_eq!(find::on_path(relative.as_os_str()), None);
}

#[test]
fn signing_in_is_left_to_the_command() {
    let login = sign_in(Path::new("/usr/bin/claude"));
    assert_eq!(login.get_program(), "/usr/bin/claude");
    assert!(login.get_args().eq(["auth", "login"]));
}
