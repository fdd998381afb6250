use std::path::Path;
use std::time::Duration;

use reqwest::{Certificate, Client};
use tempfile::TempDir;

use crate::stage::gateway;

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
