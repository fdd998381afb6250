//! What the browser's page says, and how.

use auth::oauth::LoginError;
use auth::store::StoreError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fakes::logins::{Act, Browser};
use sha2::{Digest, Sha256};

use crate::support::{Stage, back, finish, is_closed, parameter, raw};

#[tokio::test]
async fn the_page_shows_a_failure_when_the_login_cannot_be_kept() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let address = attempt.address().to_owned();
    let finished = attempt.finish(|_| async { Err::<(), _>(StoreError::Locked) });
    let mut browser = Browser::noisy();
    let (outcome, page) = tokio::join!(finished, browser.login(&address, Act::Consent));
    let error = outcome.unwrap_err();
    assert!(
        matches!(error, LoginError::Store(StoreError::Locked)),
        "{error:?}"
    );
    let page = page.unwrap();
    assert_eq!(page.status, 500);
    assert!(
        page.text.contains("The system keyring is locked"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("Logged in"), "{}", page.text);
}

#[tokio::test]
async fn the_page_waits_until_the_login_is_kept() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let address = attempt.address().to_owned();
    let parameters = address.clone();
    let (kept, is_kept) = tokio::sync::oneshot::channel();
    let (go, wait) = tokio::sync::oneshot::channel::<()>();
    let finished = tokio::spawn(attempt.finish(|_| async {
        kept.send(()).unwrap();
        wait.await.unwrap();
        Ok::<_, StoreError>(())
    }));
    let browser = tokio::spawn(async move { Browser::new().login(&address, Act::Consent).await });
    is_kept.await.unwrap();
    assert!(
        is_closed(&parameters).await,
        "the port is open after the first answer"
    );
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(!browser.is_finished());
    go.send(()).unwrap();
    assert_eq!(browser.await.unwrap().unwrap().status, 200);
    finished.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_hostile_description_stays_text() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let address = attempt.address().to_owned();
    let state = parameter(&address, "state");
    let query = format!(
        "error=server_error&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E%1B%5B31m%22%27%26&state={state}"
    );
    let url = back(&address, &query);
    let (outcome, answer) = tokio::join!(finish(attempt), raw("GET", &url, &[]));
    let error = outcome.unwrap_err();
    assert!(matches!(error, LoginError::Refused { .. }), "{error:?}");
    assert!(!error.to_string().contains('\u{1b}'));
    let answer = answer.unwrap();
    assert!(
        answer.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "{answer}"
    );
    assert!(!answer.contains("<script"), "{answer}");
}

#[tokio::test]
async fn every_page_is_sent_with_headers_that_keep_it_to_itself() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let address = attempt.address().to_owned();
    let state = parameter(&address, "state");
    let finished = tokio::spawn(finish(attempt));
    for query in [
        "code=c&state=wrong".to_owned(),
        format!("error=e&state={state}"),
    ] {
        let answer = raw("GET", &back(&address, &query), &[]).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        for header in [
            "content-security-policy: default-src 'none'; style-src 'sha256-",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "content-type: text/html; charset=utf-8",
        ] {
            assert!(head.contains(header), "{header} is not in {head}");
        }
        for outside in [
            "http:", "https:", "<script", "<link", "<img", "url(", " style=", "@import",
        ] {
            assert!(!body.contains(outside), "{outside} is in {body}");
        }
        let (_, style) = body.split_once("<style>").unwrap();
        let (style, _) = style.split_once("</style>").unwrap();
        let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
        assert!(
            head.contains(&format!("'sha256-{hash}'")),
            "the style is not the hashed one"
        );
        assert!(body.contains("You can close this tab."), "{body}");
        assert!(body.contains("prefers-color-scheme:dark"), "{body}");
    }
    assert!(finished.await.unwrap().is_err());
}
