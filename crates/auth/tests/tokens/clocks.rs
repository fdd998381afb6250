use fakes::logins::Server;

use crate::stage::{SETTING, Stage};

const HOUR: i64 = 3600;

#[tokio::test]
async fn a_clock_that_jumps_forward_costs_one_refresh() {
    let stage = Stage::new().await;
    stage.store_claude(HOUR);
    let source = stage.claude().await;
    stage.login(&source).await.unwrap();
    stage.set_clock(30 * HOUR);
    for _ in 0..5 {
        assert!(stage.is_live(&stage.login(&source).await.unwrap()));
    }
    assert_eq!(stage.refreshes(Server::Claude), 1);
    stage.close();
}

#[tokio::test]
async fn after_a_clock_was_set_back_the_first_refusal_renews() {
    let stage = Stage::new().await;
    stage.set_clock(30 * HOUR);
    stage.store_claude(-10);
    let source = stage.claude().await;
    let login = stage.login(&source).await.unwrap();
    // The token seems good for 38 hours more, and the provider's clock says otherwise.
    stage.set_clock(0);
    stage.served.logins.advance(9 * HOUR);
    let believed = stage.login(&source).await.unwrap();
    assert_eq!(believed.header, login.header);
    assert!(!stage.is_live(&believed));
    let renewed = source.after_refusal(&believed).await.unwrap();
    assert!(stage.is_live(&renewed));
    stage.close();
}

#[tokio::test]
async fn a_machine_whose_clock_is_days_off_does_not_renew_a_codex_login_at_every_request() {
    for days in [-30, 30] {
        let stage = Stage::new().await;
        stage.set_clock(days * 24 * HOUR);
        stage.store_codex();
        let source = stage.codex().await;
        // The stored token may look good or bad; a renewed one looks as it is.
        source.renew().await.unwrap();
        let before = stage.refreshes(Server::Openai);
        for _ in 0..5 {
            source.login(SETTING, "").await.unwrap();
        }
        assert_eq!(stage.refreshes(Server::Openai), before, "{days} days");
        stage.close();
    }
}

#[tokio::test]
async fn the_clock_is_compared_with_the_providers() {
    let stage = Stage::new().await;
    let (apart, _) = stage.accounts().clock_offset().await.unwrap();
    assert!(apart.as_secs() < 5, "{apart:?}");
    stage.close();
}
