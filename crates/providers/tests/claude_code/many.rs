use std::collections::HashSet;
use std::sync::Arc;

use fakes::anthropic::Config;
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::stage::{Stage, claude, question};

/// Sockets that this process listens on or has open (source: proc(5), `/proc/self/fd`).
#[cfg(target_os = "linux")]
fn descriptors() -> HashSet<String> {
    let entries = std::fs::read_dir("/proc/self/fd").unwrap();
    let links = entries.filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok());
    links
        .map(|link| link.display().to_string())
        .filter(|link| link.starts_with("socket:") || link.starts_with("pipe:"))
        .collect()
}

#[cfg(not(target_os = "linux"))]
fn descriptors() -> HashSet<String> {
    HashSet::new()
}

/// Set where this program runs that test and no other, and so has open only what is the test's.
const ALONE: &str = "CCPROXY_TEST_ALONE";

/// Runs the test in a program of its own.
async fn alone() {
    let status = tokio::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "many::many_requests_at_once_leave_no_process_no_file_and_no_socket",
            "--nocapture",
        ])
        .env(ALONE, "1")
        .kill_on_drop(true)
        .status();
    assert!(status.await.unwrap().success());
}

/// Twenty requests, or two hundred with `CCPROXY_LONG=1`, eight at a time: streamed and whole, with and without tools,
/// a few of them left in the middle.
#[tokio::test(flavor = "multi_thread")]
async fn many_requests_at_once_leave_no_process_no_file_and_no_socket() {
    let Some(program) = claude() else { return };
    if std::env::var_os(ALONE).is_none() {
        return alone().await;
    }
    let long = std::env::var("CCPROXY_LONG").is_ok_and(|value| value == "1");
    let stage = Arc::new(Stage::of(&program, Config::default(), true).await);
    stage.sign_in();
    // The first opens what stays open: the fake's side, and the listener of the tools.
    let before = descriptors();
    let places = Arc::new(Semaphore::new(8));
    let mut requests = JoinSet::new();
    for at in 0..if long { 200 } else { 20 } {
        let (stage, places) = (Arc::clone(&stage), Arc::clone(&places));
        requests.spawn(async move {
            let _place = places.acquire_owned().await.unwrap();
            let mut body = question(if at % 3 == 0 {
                "[[fake:tool]]"
            } else {
                "hello"
            });
            if at % 3 == 0 {
                body["tools"] = json!([{"name": "t", "input_schema": {"type": "object"}}]);
            }
            match at % 5 {
                0 => {
                    body["messages"][0]["content"] = "[[fake:never_ends]]".into();
                    body["stream"] = json!(true);
                    drop(stage.send(&body).await);
                }
                1 | 2 => assert_eq!(
                    stage.events(&body).await.last().unwrap()["type"],
                    "message_stop"
                ),
                _ => assert!(
                    !stage.whole(&body).await["content"]
                        .as_array()
                        .unwrap()
                        .is_empty()
                ),
            }
        });
    }
    while let Some(request) = requests.join_next().await {
        request.unwrap();
    }
    assert!(stage.provider.stats().started > 0);
    let stage = Arc::into_inner(stage).unwrap();
    stage.provider.close().await;
    // The fake's ends of the connections close when it has read their ends.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let left: Vec<_> = descriptors().difference(&before).cloned().collect();
    assert_eq!(left, Vec::<String>::new());
    stage.close().await;
}
