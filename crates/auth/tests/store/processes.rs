//! This program starts itself again, and does a part of a test there.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use auth::Places;
use auth::store::{Choice, Slot, Vault, hold};
use secrecy::{ExposeSecret as _, SecretString};

const FOLDER: &str = "CCPROXY_TEST_FOLDER";
const PART: &str = "CCPROXY_TEST_PART";
const ROUNDS: usize = 200;

fn start(part: &str, test: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(PART, part)
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// The folder and the part of this process, where it is one that [`start`] started.
fn part() -> Option<(PathBuf, String)> {
    let folder = std::env::var_os(FOLDER)?;
    Some((PathBuf::from(folder), std::env::var(PART).ok()?))
}

/// Changes one entry again and again. A change of another process that began from an older file would undo one of these.
async fn change(folder: &Path, slot: Slot) {
    let vault = Vault::new(&Places::in_folder(folder), Choice::File);
    for round in 0..ROUNDS {
        let text = SecretString::from(format!(r#"{{"round":{round}}}"#));
        vault.write(slot, &text).await.unwrap();
        let read = vault.read(slot).await.unwrap().unwrap();
        assert_eq!(read.text.expose_secret(), text.expose_secret());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_that_change_one_file_lose_nothing() {
    if let Some((folder, part)) = part() {
        let slot = Slot::ALL.into_iter().find(|slot| slot.field() == part);
        return change(&folder, slot.unwrap()).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let places = Places::in_folder(folder.path());
    std::fs::create_dir_all(folder.path().join("config")).unwrap();
    std::fs::write(&places.credentials, r#"{"mcpOAuth":{ "kept" : 1.0 }}"#).unwrap();
    let test = "processes::two_processes_that_change_one_file_lose_nothing";
    let slots = [Slot::Claude, Slot::OpenaiKey];
    let children = slots.map(|slot| start(slot.field(), test, folder.path()));
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let vault = Vault::new(&places, Choice::File);
    for slot in slots {
        let text = vault.read(slot).await.unwrap().unwrap().text;
        let last = format!(r#"{{"round":{}}}"#, ROUNDS - 1);
        assert_eq!(text.expose_secret(), last);
    }
    let text = std::fs::read_to_string(&places.credentials).unwrap();
    assert!(text.contains(r#"{ "kept" : 1.0 }"#), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lock_of_a_process_that_is_killed_is_free() {
    if let Some((folder, _)) = part() {
        let lock = hold(&folder, "credentials", Duration::from_secs(10)).await;
        std::fs::write(folder.join("held"), "").unwrap();
        tokio::time::sleep(Duration::from_secs(60)).await;
        drop(lock);
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let test = "processes::the_lock_of_a_process_that_is_killed_is_free";
    let mut child = start("holder", test, folder.path());
    let until = Instant::now() + Duration::from_secs(20);
    while !folder.path().join("held").exists() {
        assert!(Instant::now() < until, "the holder never came so far");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let short = Duration::from_millis(100);
    assert!(hold(folder.path(), "credentials", short).await.is_err());
    child.kill().unwrap();
    child.wait().unwrap();
    drop(hold(folder.path(), "credentials", short).await.unwrap());
}
