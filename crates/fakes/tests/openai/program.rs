//! The program: it says where it listens, and takes logins on its command line.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::Command;

#[tokio::test]
async fn it_serves_the_faces_of_the_logins_that_it_is_given() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fake-openai"))
        .args([
            "--codex",
            "token-c=account-1",
            "--plan",
            "token-p=account-2",
        ])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut line).await.unwrap();
    let address = line
        .trim()
        .strip_prefix("listening on http://")
        .unwrap()
        .to_owned();
    for (token, path, field) in [
        ("token-c", "/backend-api/wham/usage", "rate_limit"),
        ("token-p", "/v1/models", "models"),
        ("sk-key", "/v1/models", "data"),
    ] {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: fake\r\nauthorization: Bearer {token}\r\nchatgpt-account-id: account-1\r\n\
             connection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
        assert!(body.get(field).is_some(), "{path}: {body}");
    }
}

#[tokio::test]
async fn unknown_options_are_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_fake-openai"))
        .args(["--nonsense"])
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("unknown option --nonsense"));
}
