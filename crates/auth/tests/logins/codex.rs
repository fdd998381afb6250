use std::time::Duration;

use auth::credentials::CodexTokens;
use auth::jwt::Jwt;
use auth::oauth::{Attempt, LoginError};
use fakes::logins::{Act, Browser, Config, IdToken};
use secrecy::ExposeSecret;
use tokio::net::TcpListener;

use crate::support::{Stage, finish, is_closed, login, parameter, raw};

async fn begin(stage: &Stage) -> Attempt<CodexTokens> {
    Attempt::begin_codex(&stage.http, &stage.openai())
        .await
        .unwrap()
}

/// A port that was free a moment ago.
async fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

#[tokio::test]
async fn a_login_brings_tokens_with_their_account() {
    let stage = Stage::new().await;
    let attempt = begin(&stage).await;
    let address = attempt.address().to_owned();
    assert_eq!(parameter(&address, "originator"), "ccproxy");
    assert_eq!(attempt.manual_address(), address);
    let (outcome, page) = login(attempt, Act::Consent).await;
    let tokens = outcome.unwrap();
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Logged in to OpenAI"), "{}", page.text);
    assert!(
        stage
            .served
            .logins
            .is_live(tokens.access_token.expose_secret())
    );
    assert!(tokens.refresh_token.is_some());
    let ada = Config::default().people[0].chatgpt_account_id();
    assert_eq!(tokens.account_id, Some(ada));
    let who = Jwt::read(&tokens.id_token).unwrap();
    assert_eq!(who.email().as_deref(), Some("ada@example.test"));
    assert_eq!(who.plan().as_deref(), Some("plus"));
    let access = Jwt::read(&tokens.access_token).unwrap();
    assert_eq!(access.audience, ["https://api.openai.com/v1"]);
    assert!(access.session_id.is_some() && access.key_id.is_some());
    assert!(is_closed(&address).await);
    stage.clean();
}

#[tokio::test]
async fn the_address_that_a_browser_elsewhere_ends_on_can_be_pasted() {
    let stage = Stage::with(|config| config.auto_consent = true).await;
    let attempt = begin(&stage).await;
    let response = reqwest_location(attempt.manual_address()).await;
    attempt.paste_box().submit(&response).unwrap();
    assert!(finish(attempt).await.is_ok());
    stage.clean();
}

/// Where a page redirects to.
async fn reqwest_location(address: &str) -> String {
    let answer = raw("GET", address, &[("connection", "close")])
        .await
        .unwrap();
    let location = answer
        .lines()
        .find_map(|line| line.strip_prefix("location: "));
    location.unwrap().to_owned()
}

#[tokio::test]
async fn a_workspace_without_codex_is_told_in_plain_words() {
    let stage = Stage::with(|config| config.openai.entitled = false).await;
    let (outcome, page) = login(begin(&stage).await, Act::Consent).await;
    let error = outcome.unwrap_err();
    assert!(matches!(error, LoginError::NoCodex), "{error:?}");
    assert!(
        page.text.contains("does not include Codex"),
        "{}",
        page.text
    );
    stage.clean();
}

#[tokio::test]
async fn an_answer_without_an_id_token_is_no_login() {
    let stage = Stage::with(|config| config.openai.id_token = IdToken::Absent).await;
    let (outcome, _) = login(begin(&stage).await, Act::Consent).await;
    let error = outcome.unwrap_err();
    assert!(matches!(error, LoginError::Incomplete { .. }), "{error:?}");
    stage.clean();
}

#[tokio::test]
async fn a_newer_login_takes_the_port_over() {
    let port = free_port().await;
    let stage = Stage::new().await;
    let mut provider = stage.openai();
    provider.codex_ports = vec![port];
    let old = Attempt::begin_codex(&stage.http, &provider).await.unwrap();
    let old = tokio::spawn(finish(old));
    let new = Attempt::begin_codex(&stage.http, &provider).await.unwrap();
    assert!(matches!(old.await.unwrap(), Err(LoginError::TakenOver)));
    let (outcome, page) = login(new, Act::Consent).await;
    assert!(outcome.is_ok());
    assert_eq!(page.status, 200);
    stage.clean();
}

#[tokio::test]
async fn a_page_of_the_web_cannot_cancel_a_login() {
    let stage = Stage::new().await;
    let attempt = begin(&stage).await;
    let address = attempt.address().to_owned();
    let finished = tokio::spawn(finish(attempt));
    let cancel = parameter(&address, "redirect_uri").replace("/auth/callback", "/cancel");
    for headers in [
        ("origin", "https://evil.test"),
        ("sec-fetch-site", "cross-site"),
        ("host", "evil.test"),
    ] {
        let answer = raw("GET", &cancel, &[headers]).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 403"), "{headers:?}: {answer}");
    }
    let answer = raw("POST", &cancel, &[("content-length", "0")])
        .await
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert!(!finished.is_finished());
    assert!(Browser::new().login(&address, Act::Consent).await.is_ok());
    assert!(finished.await.unwrap().is_ok());
}

#[tokio::test]
async fn the_codex_commands_way_of_cancelling_ends_our_login() {
    let stage = Stage::new().await;
    let attempt = begin(&stage).await;
    let address = attempt.address().to_owned();
    let finished = tokio::spawn(finish(attempt));
    let cancel = parameter(&address, "redirect_uri").replace("/auth/callback", "/cancel");
    let answer = raw("GET", &cancel, &[]).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let error = finished.await.unwrap().unwrap_err();
    assert!(matches!(error, LoginError::TakenOver), "{error:?}");
    assert!(is_closed(&address).await);
}

#[tokio::test]
async fn a_port_that_stays_taken_gives_way_to_the_next() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let first = taken.local_addr().unwrap().port();
    let second = free_port().await;
    let stage = Stage::new().await;
    let mut provider = stage.openai();
    provider.codex_ports = vec![first, second];
    let attempt = Attempt::begin_codex(&stage.http, &provider).await.unwrap();
    let redirect = parameter(attempt.address(), "redirect_uri");
    assert_eq!(redirect, format!("http://localhost:{second}/auth/callback"));
    let (outcome, _) = login(attempt, Act::Consent).await;
    assert!(outcome.is_ok());
    drop(taken);
    stage.clean();
}

#[tokio::test]
async fn where_every_port_is_taken_the_other_ways_are_named() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let stage = Stage::new().await;
    let mut provider = stage.openai();
    provider.codex_ports = vec![port];
    let begun = std::time::Instant::now();
    let error = Attempt::begin_codex(&stage.http, &provider)
        .await
        .unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(10));
    let text = error.to_string();
    assert!(
        text.contains(&port.to_string()) && text.contains("--device"),
        "{text}"
    );
    assert!(matches!(error, LoginError::PortsTaken { .. }), "{error:?}");
}

#[tokio::test]
async fn a_port_whose_other_family_is_anothers_is_not_used() {
    let Ok(other) = TcpListener::bind("[::1]:0").await else {
        // Without IPv6 there is nothing to be taken.
        return;
    };
    let port = other.local_addr().unwrap().port();
    let stage = Stage::new().await;
    let mut provider = stage.openai();
    provider.codex_ports = vec![port];
    let error = Attempt::begin_codex(&stage.http, &provider)
        .await
        .unwrap_err();
    assert!(matches!(error, LoginError::PortsTaken { .. }), "{error:?}");
}
