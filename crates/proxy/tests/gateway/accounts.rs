use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::stage::{ask, client, config, gateway, provider, stored_login};

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
async fn an_expired_login_that_nothing_renews_is_told_and_a_new_one_is_used_at_once() {
    let (_fake, url) = provider().await;
    let folder = TempDir::new().unwrap();
    config(folder.path(), &url);
    stored_login(folder.path(), Some(&url), Duration::ZERO);
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
    assert!(message.contains("auth login --api-key"), "{message}");
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
