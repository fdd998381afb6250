use std::time::Duration;

use auth::token::Error;
use fakes::logins::{Endpoint, Fault, FaultKind, Server};

use crate::stage::{Stage, token};

fn at_token(kind: FaultKind) -> Fault {
    Fault::new(Endpoint::Token, kind).at(Server::Claude)
}

#[tokio::test]
async fn a_passing_failure_keeps_the_login_and_is_not_repeated_by_every_request() {
    for kind in [FaultKind::Status500, FaultKind::Status429] {
        let stage = Stage::new().await;
        let issued = stage.store_claude(-10);
        stage.served.logins.fault(at_token(kind));
        let source = stage.claude().await;
        for _ in 0..20 {
            let error = stage.login(&source).await.unwrap_err();
            assert!(matches!(error, Error::Later { .. }), "{error}");
        }
        assert_eq!(stage.refreshes(Server::Claude), 1);
        assert_eq!(
            stage.stored_claude()["refreshToken"],
            issued.refresh_token.as_str()
        );
        tokio::time::sleep(Duration::from_millis(1100)).await;
        assert!(stage.is_live(&stage.login(&source).await.unwrap()));
        stage.close();
    }
}

#[tokio::test]
async fn a_token_in_its_last_minute_is_used_where_it_cannot_be_renewed() {
    let stage = Stage::new().await;
    let issued = stage.store_claude(40);
    stage.served.logins.fault(at_token(FaultKind::Status500));
    let source = stage.claude().await;
    let login = stage.login(&source).await.unwrap();
    assert_eq!(token(&login), issued.access_token);
    stage.close();
}

#[tokio::test]
async fn after_a_lost_answer_the_token_is_presented_once_more_and_then_never() {
    // The fake forgives one lost answer here, as providers with a grace period do.
    for (grace, lost, works) in [(60, 1, true), (0, 1, false), (60, 2, false)] {
        let stage = Stage::new().await;
        stage
            .served
            .logins
            .configure(|config| config.claude.reuse_grace = grace);
        stage.store_claude(-10);
        stage
            .served
            .logins
            .fault(at_token(FaultKind::LostAnswer).times(lost));
        let source = stage.claude().await;
        let login = stage.login(&source).await;
        assert_eq!(login.is_ok(), works, "{grace} {lost}: {login:?}");
        if !works {
            let error = login.unwrap_err();
            assert!(matches!(error, Error::NeedsLogin { .. }), "{error}");
            let again = stage.login(&*stage.claude().await).await.unwrap_err();
            assert!(matches!(again, Error::NeedsLogin { .. }), "{again}");
        }
        assert_eq!(stage.refreshes(Server::Claude), 2);
        stage.close();
    }
}

#[tokio::test]
async fn a_page_in_place_of_tokens_is_a_lost_answer() {
    let stage = Stage::new().await;
    stage
        .served
        .logins
        .configure(|config| config.claude.reuse_grace = 60);
    stage.store_claude(-10);
    stage.served.logins.fault(at_token(FaultKind::Garbage));
    let source = stage.claude().await;
    assert!(stage.is_live(&stage.login(&source).await.unwrap()));
    assert_eq!(stage.refreshes(Server::Claude), 2);
    stage.close();
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_a_refresh_token() {
    let stage = Stage::new().await;
    stage.store_claude(-10);
    stage
        .served
        .logins
        .fault(at_token(FaultKind::Redirect).times(2));
    let source = stage.claude().await;
    assert!(stage.login(&source).await.is_err());
    assert!(!stage.served.logins.counters().contains_key("claude.trap"));
    stage.close();
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_costs_nothing() {
    let stage = Stage::new().await;
    let issued = stage.store_claude(-10);
    let mut setup = stage.accounts().setup().clone();
    setup.claude.token_url = "http://127.0.0.1:9/v1/oauth/token".to_owned();
    let accounts = auth::Accounts::new(stage.places(), setup).unwrap();
    for _ in 0..4 {
        let state = stage.places().state;
        let source =
            auth::token::TokenSource::open(accounts.claude(), state, Default::default()).await;
        let error = source
            .login("claude.base_url", &stage.served.origin)
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Later { .. }), "{error}");
    }
    assert_eq!(
        stage.stored_claude()["refreshToken"],
        issued.refresh_token.as_str()
    );
    assert!(stage.is_live(&stage.login(&*stage.claude().await).await.unwrap()));
    stage.close();
}

#[tokio::test]
async fn an_expired_login_without_a_refresh_token_says_how_to_log_in() {
    let stage = Stage::new().await;
    stage.store_claude(-10);
    let path = stage.places().credentials;
    let mut file = stage.stored(&path);
    file["claudeAiOauth"]
        .as_object_mut()
        .unwrap()
        .remove("refreshToken");
    crate::stage::write(&path, &file);
    let error = stage.login(&*stage.claude().await).await.unwrap_err();
    assert!(matches!(error, Error::Expired(_)), "{error}");
    assert!(error.to_string().contains("ccproxy auth login"), "{error}");
    stage.close();
}
