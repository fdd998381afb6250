//! A login that only the person can bring back is told, and not longer than it lasts.

use std::time::Duration;

use proxy::Gateway;
use tempfile::TempDir;
use tokio::time::timeout;

use crate::renewal::Stage;
use crate::stage::{
    ask, client, config, gateway, provider, provider_of_own_programs, stored_login,
};

/// Waits until the gateway says that there is, or is not, a problem with a login.
async fn problem(gateway: &Gateway, there: bool) -> Option<String> {
    let mut changes = gateway.changes();
    let told = async {
        while gateway.login_problem().is_some() != there {
            changes.changed().await.unwrap();
        }
    };
    timeout(Duration::from_secs(10), told).await.unwrap();
    gateway.login_problem()
}

#[tokio::test]
async fn a_login_that_the_provider_ended_is_told_until_there_is_a_new_one() {
    let stage = Stage::new().await;
    let issued = stage.store(3600);
    let gateway = gateway(stage.folder.path()).await;
    assert_eq!(ask(&client(), &gateway, "hi").await.0, 200);
    assert_eq!(gateway.login_problem(), None);
    stage.logins.logins.revoke(&issued.refresh_token);
    assert_eq!(ask(&client(), &gateway, "hi").await.0, 401);
    let told = problem(&gateway, true).await;
    assert_eq!(
        told.as_deref(),
        Some("Claude no longer accepts your login.")
    );
    stage.store(3600);
    problem(&gateway, false).await;
    assert_eq!(ask(&client(), &gateway, "hi").await.0, 200);
    stage.close(gateway).await;
}

#[tokio::test]
async fn a_login_that_has_run_out_is_told_and_a_key_in_its_place_is_enough() {
    let (_fake, url) = provider().await;
    let folder = TempDir::new().unwrap();
    config(folder.path(), &url);
    stored_login(folder.path(), Some(&url), Duration::ZERO);
    let gateway = gateway(folder.path()).await;
    let told = problem(&gateway, true).await;
    assert_eq!(told.as_deref(), Some("Your Claude login has expired."));
    let path = folder.path().join("config.toml");
    let with_key = std::fs::read_to_string(&path).unwrap().replacen(
        "[claude]\n",
        "[claude]\napi_key = \"sk-ant-api03-x\"\n",
        1,
    );
    std::fs::write(&path, with_key).unwrap();
    problem(&gateway, false).await;
    gateway.stop().await;
}

#[tokio::test]
async fn no_login_at_all_is_no_problem() {
    let (_fake, url) = provider().await;
    let folder = TempDir::new().unwrap();
    config(folder.path(), &url);
    let gateway = gateway(folder.path()).await;
    assert_eq!(ask(&client(), &gateway, "hi").await.0, 401);
    assert_eq!(gateway.login_problem(), None);
    gateway.stop().await;
}

/// A `claude` that says who is signed in, and nothing else.
#[cfg(unix)]
fn command(folder: &std::path::Path) {
    let script = "#!/bin/sh\ncase \"$1\" in\n\
                  --version) echo '2.1.331 (Claude Code)';;\n\
                  auth) echo '{\"loggedIn\":true,\"authMethod\":\"claude.ai\",\"email\":\"ada@example.test\"}';;\n\
                  *) exit 1;;\nesac\n";
    let draft = folder.join("draft");
    std::fs::write(&draft, script).unwrap();
    // Another process writes the program: one that a child of this process has open cannot be started (ETXTBSY).
    let copied = std::process::Command::new("install")
        .args(["-m", "700"])
        .args([&draft, &folder.join("claude")])
        .status();
    assert!(copied.unwrap().success());
}

#[cfg(unix)]
#[tokio::test]
async fn a_login_that_is_for_other_programs_only_is_told_until_there_is_a_new_one() {
    let (_fake, url) = provider_of_own_programs().await;
    let folder = TempDir::new().unwrap();
    command(folder.path());
    config(folder.path(), &url);
    let path = folder.path().join("config.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let cli = folder.path().join("claude");
    let auto = format!("[claude]\nmode = \"auto\"\ncli_path = {cli:?}\n");
    let api = "[claude]\nmode = \"api\"\n";
    std::fs::write(&path, text.replacen(api, &auto, 1)).unwrap();
    stored_login(folder.path(), Some(&url), Duration::from_secs(3600));
    let gateway = gateway(folder.path()).await;
    assert_eq!(gateway.login_problem(), None);
    // This command gives no answer; that the login is not taken is known all the same.
    ask(&client(), &gateway, "hi").await;
    let told = problem(&gateway, true).await.unwrap();
    assert!(told.contains("Claude Code answers instead"), "{told}");
    let login = std::fs::read_to_string(folder.path().join("credentials.json")).unwrap();
    let anew = login.replace("1700000000000", "1800000000000");
    assert_ne!(anew, login);
    std::fs::write(folder.path().join("credentials.json"), anew).unwrap();
    problem(&gateway, false).await;
    gateway.stop().await;
}
