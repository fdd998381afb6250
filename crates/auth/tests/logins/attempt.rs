//! What an attempt takes for its answer, how it ends, and what is left of it.

use std::time::Duration;

use auth::oauth::{LIFE, LoginError, PasteError};
use auth::store::StoreError;
use fakes::logins::{Act, Browser};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::support::{PATIENCE, Stage, back, finish, is_closed, login, parameter, raw};

#[tokio::test]
async fn a_wrong_state_does_not_consume_the_attempt() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let address = attempt.address().to_owned();
    let mut browser = Browser::noisy();
    let (outcome, page) = tokio::join!(
        finish(attempt),
        browser.login(&address, Act::WrongStateFirst)
    );
    assert!(outcome.is_ok());
    assert_eq!(page.unwrap().status, 200);
    let stray = browser
        .history()
        .iter()
        .find(|page| page.text.contains("another login"));
    assert_eq!(stray.unwrap().status, 400);
    stage.clean();
}

#[tokio::test]
async fn stray_hits_do_not_consume_the_attempt() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let address = attempt.address().to_owned();
    let state = parameter(&address, "state");
    let finished = tokio::spawn(finish(attempt));
    let right = format!("code=c&state={state}");
    for (method, query, headers, status) in [
        ("GET", "", &[][..], 400),
        ("GET", "code=c", &[], 400),
        ("GET", &format!("state={state}"), &[], 400),
        ("GET", &format!("{right}&state={state}"), &[], 400),
        ("HEAD", &right, &[], 405),
        ("POST", &right, &[("content-length", "0")], 405),
        ("GET", &right, &[("host", "evil.test")], 403),
        ("GET", &right, &[("host", "localhost.evil.test")], 403),
    ] {
        let answer = raw(method, &back(&address, query), headers).await.unwrap();
        let line = answer.lines().next().unwrap();
        assert!(
            line.contains(&status.to_string()),
            "{method} {headers:?}: {line}"
        );
    }
    for path in [
        "/",
        "/favicon.ico",
        "/callback/",
        "/cancel",
        "/auth/callback",
    ] {
        let redirect = parameter(&address, "redirect_uri");
        let url = redirect.replace("/callback", path);
        let answer = raw("GET", &url, &[]).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
    assert_eq!(stage.count("claude.token"), 0);
    let page = Browser::noisy()
        .login(&address, Act::Consent)
        .await
        .unwrap();
    assert_eq!(page.status, 200);
    assert!(finished.await.unwrap().is_ok());
    stage.clean();
}

#[tokio::test]
async fn a_page_that_is_loaded_again_brings_nothing_again() {
    let stage = Stage::new().await;
    let (outcome, page) = login(stage.begin_claude().await, Act::ComeTwice).await;
    assert!(outcome.is_ok());
    // The port is closed: the browser says so itself.
    assert_eq!(page.status, 0);
    assert_eq!(stage.count("claude.token"), 1);
    stage.clean();
}

#[tokio::test]
async fn a_no_ends_the_attempt_in_plain_words() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let address = attempt.address().to_owned();
    let (outcome, page) = login(attempt, Act::Deny).await;
    let error = outcome.unwrap_err();
    assert!(matches!(error, LoginError::Denied { .. }), "{error:?}");
    assert!(error.to_string().contains("Nothing was changed"));
    assert_eq!(page.status, 400);
    assert!(page.text.contains("The browser said no"), "{}", page.text);
    assert_eq!(stage.count("claude.token"), 0);
    assert!(is_closed(&address).await);
    stage.clean();
}

#[tokio::test]
async fn an_attempt_lives_on_when_the_tab_is_closed() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let address = attempt.address().to_owned();
    let finished = tokio::spawn(finish(attempt));
    let mut browser = Browser::noisy();
    browser.login(&address, Act::CloseTab).await.unwrap();
    sleep(Duration::from_millis(50)).await;
    assert!(!finished.is_finished());
    browser.login(&address, Act::Consent).await.unwrap();
    assert!(finished.await.unwrap().is_ok());
    stage.clean();
}

#[tokio::test]
async fn ten_minutes_end_an_attempt() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let (address, paste_box) = (attempt.address().to_owned(), attempt.paste_box());
    // From here on time passes as soon as nothing else happens.
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    let error = attempt
        .finish(|_| async { Ok::<_, StoreError>(()) })
        .await
        .unwrap_err();
    assert!(matches!(error, LoginError::TooLate), "{error:?}");
    let lived = begun.elapsed();
    assert!(
        lived <= LIFE + Duration::from_secs(1) && lived > LIFE - Duration::from_secs(5),
        "{lived:?}"
    );
    tokio::time::resume();
    assert_eq!(paste_box.submit("a#b"), Err(PasteError::Over));
    assert!(is_closed(&address).await);
}

#[tokio::test]
async fn an_attempt_that_waited_almost_ten_minutes_still_works() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    tokio::time::pause();
    tokio::time::advance(LIFE - Duration::from_secs(30)).await;
    tokio::time::resume();
    let (outcome, _) = login(attempt, Act::Consent).await;
    assert!(outcome.is_ok());
    stage.clean();
}

#[tokio::test]
async fn dropping_an_attempt_closes_its_port_at_once() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let address = attempt.address().to_owned();
    assert!(!is_closed(&address).await);
    drop(attempt);
    assert!(is_closed(&address).await);
}

#[tokio::test]
async fn dropping_a_login_that_waits_closes_its_port_and_connections() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let address = attempt.address().to_owned();
    let paste_box = attempt.paste_box();
    let redirect = reqwest::Url::parse(&parameter(&address, "redirect_uri")).unwrap();
    let waiting = attempt.finish(|_| async { Ok::<_, StoreError>(()) });
    let mut idle = TcpStream::connect(("127.0.0.1", redirect.port().unwrap()))
        .await
        .unwrap();
    assert!(timeout(Duration::from_millis(100), waiting).await.is_err());
    assert!(is_closed(&address).await);
    assert_eq!(paste_box.submit("a#b"), Err(PasteError::Over));
    let mut byte = [0];
    let read = tokio::io::AsyncReadExt::read(&mut idle, &mut byte);
    let read = timeout(PATIENCE, read).await.unwrap();
    assert!(matches!(read, Ok(0) | Err(_)), "{read:?}");
}

#[tokio::test]
async fn many_idle_connections_do_not_keep_the_browser_out_for_long() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let address = attempt.address().to_owned();
    let redirect = reqwest::Url::parse(&parameter(&address, "redirect_uri")).unwrap();
    let finished = tokio::spawn(finish(attempt));
    let mut idle = Vec::new();
    for _ in 0..40 {
        idle.push(
            TcpStream::connect(("127.0.0.1", redirect.port().unwrap()))
                .await
                .unwrap(),
        );
    }
    sleep(Duration::from_millis(50)).await;
    drop(idle);
    let page = Browser::new().login(&address, Act::Consent).await.unwrap();
    assert_eq!(page.status, 200);
    assert!(finished.await.unwrap().is_ok());
}

#[tokio::test]
async fn the_listener_is_on_loopback_alone() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let shown = format!("{attempt:?}");
    assert!(shown.contains("127.0.0.1:"), "{shown}");
    assert!(!shown.contains("0.0.0.0"), "{shown}");
    assert!(
        !shown.contains(&parameter(attempt.address(), "state")),
        "{shown}"
    );
}

#[tokio::test]
async fn localhost_is_served_in_both_families() {
    let stage = Stage::new().await;
    if tokio::net::TcpListener::bind("[::1]:0").await.is_err() {
        // Without IPv6 no browser comes that way.
        return;
    }
    let attempt = stage.begin_claude().await;
    let address = attempt.address().to_owned();
    let redirect = reqwest::Url::parse(&parameter(&address, "redirect_uri")).unwrap();
    let finished = tokio::spawn(finish(attempt));
    for host in ["127.0.0.1", "::1"] {
        let stream = TcpStream::connect((host, redirect.port().unwrap())).await;
        assert!(stream.is_ok(), "{host}");
    }
    assert!(Browser::new().login(&address, Act::Consent).await.is_ok());
    assert!(finished.await.unwrap().is_ok());
}
