//! The program: it says where the servers are, on one port or on three.

use std::process::Stdio;

use fakes::logins::{Browser, Page};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

async fn start(arguments: &[&str]) -> (Child, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fake-logins"))
        .args(arguments)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut line).await.unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

async fn visit(origin: &Value, path: &str) -> Page {
    let url = format!("{}{path}", origin.as_str().unwrap());
    Browser::new().visit(&url).await.unwrap()
}

#[tokio::test]
async fn all_servers_are_on_one_port() {
    let (_child, origins) = start(&["--auto", "--redirect-port", "40000"]).await;
    assert!(origins["claude"] == origins["openai"] && origins["openai"] == origins["chatgpt"]);
    let config = visit(&origins["claude"], "/__config").await;
    let config: Value = serde_json::from_str(&config.text).unwrap();
    assert_eq!(config["auto_consent"], true);
    assert_eq!(
        config["openai"]["redirect_ports"],
        serde_json::json!([1455, 1457, 40000])
    );
}

#[tokio::test]
async fn each_server_may_have_a_port_of_its_own() {
    let config = "{\"claude\":{\"access_life\":5}}";
    let (_child, origins) = start(&["--separate", "--config", config]).await;
    assert!(origins["claude"] != origins["openai"] && origins["openai"] != origins["chatgpt"]);
    let keys = "/.well-known/jwks.json";
    assert_eq!(visit(&origins["claude"], keys).await.status, 404);
    assert_eq!(visit(&origins["openai"], keys).await.status, 200);
    let document = visit(&origins["chatgpt"], "/.well-known/openid-configuration").await;
    let document: Value = serde_json::from_str(&document.text).unwrap();
    assert_eq!(document["issuer"], origins["chatgpt"]);
}

#[tokio::test]
async fn what_it_does_not_know_ends_it_with_the_usage() {
    for arguments in [
        &["--unknown"][..],
        &["--port"],
        &["--config", "{\"a\":1}"],
        &["--separate", "--port", "1"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_fake-logins"))
            .args(arguments)
            .output()
            .await
            .unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("usage: fake-logins"));
    }
}
