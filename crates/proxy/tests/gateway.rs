//! A whole gateway against a strict provider, in one process: what the end-to-end suites cannot set up from outside.

#![allow(
    clippy::unwrap_used,
    reason = "in a test a failure is the finding, in its helpers too"
)]

use std::path::Path;
use std::time::{Duration, SystemTime};

use fakes::anthropic::{Anthropic, Config, Wire};
use proxy::{Gateway, Launch};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, StatusCode};
use serde_json::{Value, json};
use settings::{Flag, Sources};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A provider that lets nobody but the gateway in.
async fn provider() -> (Anthropic, String) {
    let fake = Anthropic::new(Config {
        wire: Wire::Gateway {
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        ..Config::default()
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(fake.clone().serve(listener, std::future::pending()));
    (fake, url)
}

async fn gateway(folder: &Path) -> Gateway {
    let mut sources = Sources::in_folder(folder);
    sources.flags.push(Flag {
        key: "server.port",
        value: "0".to_owned(),
        name: "--port",
    });
    Gateway::start(Launch {
        sources,
        demo: false,
        logging: None,
    })
    .await
    .unwrap()
}

fn stored_login(folder: &Path, origin: Option<&str>, lives: Duration) {
    let end = (SystemTime::now() + lives)
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let mut login =
        json!({"accessToken": "sk-ant-oat01-stored", "expiresAt": end.as_millis() as u64});
    if let Some(origin) = origin {
        login["origin"] = origin.into();
    }
    let text = json!({"claudeAiOauth": login}).to_string();
    std::fs::write(folder.join("credentials.json"), text).unwrap();
}

fn config(folder: &Path, base_url: &str) {
    let text = format!("[claude]\nbase_url = {base_url:?}\n");
    std::fs::write(folder.join("config.toml"), text).unwrap();
}

async fn ask(client: &Client, gateway: &Gateway, text: &str) -> (StatusCode, Value) {
    let url = format!("{}/v1/messages", gateway.address().base_url());
    let body = json!({"model": "claude-sonnet-5-5", "max_tokens": 99,
                      "messages": [{"role": "user", "content": text}]});
    let response = client.post(url).json(&body).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().no_proxy();
    builder.redirect(Policy::none()).build().unwrap()
}

#[tokio::test]
async fn a_stored_login_goes_to_its_own_server_as_a_bearer_with_its_beta() {
    let (fake, url) = provider().await;
    let folder = TempDir::new().unwrap();
    config(folder.path(), &url);
    stored_login(folder.path(), Some(&url), Duration::from_secs(3600));
    let gateway = gateway(folder.path()).await;
    let (status, body) = ask(&client(), &gateway, "hi").await;
    assert_eq!(status, 200, "{body}");
    let log = serde_json::to_value(fake.log()).unwrap();
    let headers = log[0]["headers"].to_string();
    assert!(headers.contains("Bearer sk-ant-oat01-stored"), "{headers}");
    assert!(headers.contains("oauth-2025-04-20"), "{headers}");
    assert!(!headers.contains("x-api-key"), "{headers}");
    assert_eq!(fake.violations(), Vec::<String>::new());
    gateway.stop().await;
}

#[tokio::test]
async fn a_stored_login_without_an_origin_is_never_sent_to_another_server() {
    let (fake, url) = provider().await;
    let folder = TempDir::new().unwrap();
    config(folder.path(), &url);
    stored_login(folder.path(), None, Duration::from_secs(3600));
    let gateway = gateway(folder.path()).await;
    let (status, body) = ask(&client(), &gateway, "hi").await;
    assert_eq!(status, 401);
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains("https://api.anthropic.com"), "{message}");
    assert!(fake.log().is_empty());
    gateway.stop().await;
}

#[tokio::test]
async fn an_expired_login_is_told_and_a_new_one_is_used_at_once() {
    let (_fake, url) = provider().await;
    let folder = TempDir::new().unwrap();
    config(folder.path(), &url);
    stored_login(folder.path(), Some(&url), Duration::from_secs(30));
    let gateway = gateway(folder.path()).await;
    let client = client();
    let (status, body) = ask(&client, &gateway, "hi").await;
    assert_eq!(
        (status, &body["error"]["type"]),
        (StatusCode::UNAUTHORIZED, &json!("authentication_error"))
    );
    stored_login(folder.path(), Some(&url), Duration::from_secs(3600));
    let mut status = status;
    for _ in 0..50 {
        if status == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        status = ask(&client, &gateway, "hi").await.0;
    }
    assert_eq!(status, 200);
    gateway.stop().await;
}

#[tokio::test]
async fn a_refusal_of_third_party_use_reaches_the_client_with_the_ways_that_work() {
    let (_fake, url) = provider().await;
    let folder = TempDir::new().unwrap();
    config(folder.path(), &url);
    stored_login(folder.path(), Some(&url), Duration::from_secs(3600));
    let gateway = gateway(folder.path()).await;
    let (status, body) = ask(&client(), &gateway, "[[fake:credential]]").await;
    assert_eq!(status, 403, "{body}");
    assert_eq!(body["error"]["type"], "permission_error");
    let message = body["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("only authorized for use with Claude Code"),
        "{message}"
    );
    assert!(message.contains("claude.api_key"), "{message}");
    gateway.stop().await;
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_a_502_that_says_so() {
    let folder = TempDir::new().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    config(folder.path(), &url);
    stored_login(folder.path(), Some(&url), Duration::from_secs(3600));
    let gateway = gateway(folder.path()).await;
    let (status, body) = ask(&client(), &gateway, "hi").await;
    assert_eq!(
        (status, &body["error"]["type"]),
        (StatusCode::BAD_GATEWAY, &json!("api_error"))
    );
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains("cannot reach 127.0.0.1"), "{message}");
    gateway.stop().await;
}

#[tokio::test]
async fn a_redirect_of_the_provider_is_not_followed_with_the_credential() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = elsewhere.local_addr().unwrap();
    let provider = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", provider.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = provider.accept().await.unwrap();
        let mut request = vec![0; 4096];
        let _ = stream.read(&mut request).await.unwrap();
        let answer = format!(
            "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://{target}/v1/messages\r\ncontent-length: 2\r\n\r\n{{}}"
        );
        stream.write_all(answer.as_bytes()).await.unwrap();
        let _ = stream.read(&mut request).await;
    });
    let folder = TempDir::new().unwrap();
    config(folder.path(), &url);
    stored_login(folder.path(), Some(&url), Duration::from_secs(3600));
    let gateway = gateway(folder.path()).await;
    let (status, _) = ask(&client(), &gateway, "hi").await;
    assert_eq!(status, 307);
    let followed = tokio::time::timeout(Duration::from_millis(300), elsewhere.accept()).await;
    assert!(followed.is_err(), "somebody came to the redirect's target");
    gateway.stop().await;
}

/// Writes a fresh certificate for localhost, and returns its PEM text.
fn certificate(folder: &Path) -> String {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    made.cert.pem()
}

async fn reaches(pem: &str, port: u16) -> bool {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .no_proxy()
        .tls_certs_only([Certificate::from_pem(pem.as_bytes()).unwrap()])
        .build()
        .unwrap();
    let sent = client
        .get(format!("https://localhost:{port}/health/live"))
        .send()
        .await;
    sent.is_ok_and(|r| r.status() == 200)
}

#[tokio::test]
async fn https_is_served_and_a_renewed_certificate_is_taken_over() {
    let folder = TempDir::new().unwrap();
    let old = certificate(folder.path());
    let (cert, key) = (
        folder.path().join("cert.pem"),
        folder.path().join("key.pem"),
    );
    let text = format!("[server]\ntls_cert = {cert:?}\ntls_key = {key:?}\n");
    std::fs::write(folder.path().join("config.toml"), text).unwrap();
    let gateway = gateway(folder.path()).await;
    assert!(gateway.address().base_url().starts_with("https://"));
    let port = gateway.address().socket().port();
    assert!(reaches(&old, port).await);
    let new = certificate(folder.path());
    let mut renewed = false;
    for _ in 0..50 {
        renewed = reaches(&new, port).await;
        if renewed {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(renewed);
    assert!(!reaches(&old, port).await);
    gateway.stop().await;
}
