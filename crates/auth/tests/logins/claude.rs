use auth::oauth::{Attempt, LoginError, PasteError};
use auth::store::StoreError;
use fakes::logins::{Act, Browser, Endpoint, Fault, FaultKind, Server};
use secrecy::ExposeSecret;

use crate::support::{Stage, finish, is_closed, login, parameter};

#[tokio::test]
async fn a_login_brings_tokens_and_whose_they_are() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let address = attempt.address().to_owned();
    let (outcome, page) = login(attempt, Act::Consent).await;
    let login = outcome.unwrap();
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Logged in to Claude"), "{}", page.text);
    assert!(
        stage
            .served
            .logins
            .is_live(login.access_token.expose_secret())
    );
    assert!(login.refresh_token.is_some());
    assert_eq!(login.email.as_deref(), Some("ada@example.test"));
    assert_eq!(
        login.organization.as_deref(),
        Some("ada@example.test's Organization")
    );
    assert_eq!(login.subscription.as_deref(), Some("max"));
    assert_eq!(
        login.rate_limit_tier.as_deref(),
        Some("default_claude_max_5x")
    );
    assert_eq!(login.scopes, stage.claude().scopes);
    assert_eq!(login.origin, stage.served.origin);
    assert_eq!(login.token_url, Some(stage.claude().token_url));
    assert!(login.terms_accepted_at.is_some());
    let life = login
        .expires_at
        .unwrap()
        .duration_since(login.issued_at.unwrap());
    assert_eq!(life.unwrap().as_secs(), 8 * 3600);
    assert!(is_closed(&address).await);
    stage.clean();
}

#[tokio::test]
async fn the_person_may_choose_another_account() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let (outcome, _) = login(attempt, Act::ConsentAs("grace".to_owned())).await;
    let login = outcome.unwrap();
    assert_eq!(login.email.as_deref(), Some("grace@example.test"));
    assert_eq!(login.subscription.as_deref(), Some("free"));
    stage.clean();
}

#[tokio::test]
async fn without_its_scope_the_profile_is_not_asked_for() {
    let stage = Stage::new().await;
    let mut provider = stage.claude();
    provider.scopes = vec!["user:inference".to_owned()];
    let accepted = auth::oauth::terms::Accepted::now();
    let attempt = Attempt::begin_claude(&stage.http, &provider, accepted).await;
    let (outcome, _) = login(attempt.unwrap(), Act::Consent).await;
    let login = outcome.unwrap();
    assert_eq!(login.scopes, ["user:inference"]);
    assert_eq!(login.subscription, None);
    // The token endpoint says whose account it is.
    assert_eq!(login.email.as_deref(), Some("ada@example.test"));
    assert_eq!(stage.count("claude.profile"), 0);
    stage.clean();
}

#[tokio::test]
async fn a_login_without_a_profile_is_still_a_login() {
    for kind in [
        FaultKind::Status500,
        FaultKind::Close,
        FaultKind::Garbage,
        FaultKind::Redirect,
    ] {
        let stage = Stage::new().await;
        stage
            .served
            .logins
            .fault(Fault::new(Endpoint::Profile, kind));
        let (outcome, page) = login(stage.begin_claude().await, Act::Consent).await;
        let login = outcome.unwrap();
        assert_eq!(page.status, 200);
        assert_eq!(login.subscription, None);
        assert_eq!(login.email.as_deref(), Some("ada@example.test"));
        stage.clean();
    }
}

#[tokio::test]
async fn a_code_from_the_vendors_page_is_as_good_as_the_browser() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let manual = attempt.manual_address().to_owned();
    for shared in ["state", "code_challenge"] {
        let (one, other) = (
            parameter(&manual, shared),
            parameter(attempt.address(), shared),
        );
        assert_eq!(one, other, "{shared}");
    }
    let pasted = Browser::new()
        .copy_code(&manual, Act::Consent)
        .await
        .unwrap();
    let (code, state) = pasted.split_once('#').unwrap();
    let paste_box = attempt.paste_box();
    for (wrong, error) in [
        ("", PasteError::Empty),
        (code, PasteError::Part),
        (&format!("{code}#other"), PasteError::OtherLogin),
        (&manual, PasteError::NotYetOpened),
        ("https://example.test/", PasteError::OtherPage),
    ] {
        assert_eq!(paste_box.submit(wrong), Err(error), "{wrong}");
    }
    assert_eq!(paste_box.submit(&format!(" {code}#\n{state}\n")), Ok(()));
    let login = finish(attempt).await.unwrap();
    assert!(
        stage
            .served
            .logins
            .is_live(login.access_token.expose_secret())
    );
    assert_eq!(paste_box.submit(&pasted), Err(PasteError::Over));
    stage.clean();
}

#[tokio::test]
async fn the_address_of_the_vendors_page_is_as_good_as_its_code() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let manual = attempt.manual_address().to_owned();
    let pasted = Browser::new()
        .copy_code(&manual, Act::Consent)
        .await
        .unwrap();
    let (code, state) = pasted.split_once('#').unwrap();
    let redirect = stage.claude().manual_redirect;
    let text = format!("{redirect}?code={code}&state={state}");
    attempt.paste_box().submit(&text).unwrap();
    finish(attempt).await.unwrap();
    stage.clean();
}

#[tokio::test]
async fn the_answer_to_an_older_attempt_is_refused_by_a_newer_one() {
    let stage = Stage::new().await;
    let (old, new) = (stage.begin_claude().await, stage.begin_claude().await);
    let manual = old.manual_address().to_owned();
    let pasted = Browser::new()
        .copy_code(&manual, Act::Consent)
        .await
        .unwrap();
    assert_eq!(new.paste_box().submit(&pasted), Err(PasteError::OtherLogin));
    // Both go on, each on a port of its own.
    old.paste_box().submit(&pasted).unwrap();
    let (old, new) = tokio::join!(finish(old), login(new, Act::Consent));
    assert_ne!(
        old.unwrap().access_token.expose_secret(),
        new.0.unwrap().access_token.expose_secret()
    );
    stage.clean();
}

#[tokio::test]
async fn a_code_that_has_expired_is_told_and_nothing_is_kept() {
    let stage = Stage::with(|config| config.code_life = -1).await;
    let (outcome, page) = login(stage.begin_claude().await, Act::Consent).await;
    let error = outcome.unwrap_err();
    assert!(
        matches!(&error, LoginError::NotAccepted { status: 400, code, .. } if code == "invalid_grant"),
        "{error:?}"
    );
    assert_eq!(page.status, 400);
    assert!(
        page.text.contains("Not logged in to Claude"),
        "{}",
        page.text
    );
    stage.clean();
}

#[tokio::test]
async fn nothing_is_asked_of_the_server_before_the_browser_came_back() {
    let stage = Stage::new().await;
    let attempt = stage.begin_claude().await;
    let waiting = attempt.finish(|_| async { Ok::<_, StoreError>(()) });
    let waited = tokio::time::timeout(std::time::Duration::from_millis(100), waiting).await;
    assert!(waited.is_err());
    assert_eq!(stage.served.logins.log().len(), 0);
    assert_eq!(stage.count(&format!("{}.token", Server::Claude.name())), 0);
}
