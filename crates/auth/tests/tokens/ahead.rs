use fakes::logins::{Config, Server};

use crate::stage::{Stage, eventually};

#[tokio::test]
async fn a_login_is_renewed_ahead_of_its_end_without_a_request() {
    let stage = Stage::new().await;
    let old = stage.store_claude(200);
    let source = stage.claude().await;
    source.renew_ahead();
    eventually("renewed", || {
        stage.stored_claude()["accessToken"] != old.access_token.as_str()
    })
    .await;
    assert_eq!(stage.refreshes(Server::Claude), 1);
    stage.close();
}

#[tokio::test]
async fn a_token_that_lives_for_seconds_is_not_renewed_all_the_time() {
    let mut config = Config::default();
    config.claude.access_life = 5;
    let stage = Stage::with(config).await;
    stage.store_claude(-10);
    let source = stage.claude().await;
    source.renew_ahead();
    eventually("renewed", || stage.refreshes(Server::Claude) == 1).await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(stage.refreshes(Server::Claude), 1);
    stage.close();
}

#[tokio::test]
async fn a_dropped_source_renews_nothing_more() {
    let stage = Stage::new().await;
    stage.store_claude(3600);
    let source = stage.claude().await;
    source.renew_ahead();
    drop(source);
    stage.set_clock(7200);
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!(stage.refreshes(Server::Claude), 0);
    stage.close();
}

#[tokio::test]
async fn a_login_of_the_codex_command_is_left_alone_until_its_last_minute() {
    let mut config = Config::default();
    config.openai.access_life = 240;
    let stage = Stage::with(config).await;
    stage.store_codex();
    let source = stage.codex().await;
    source.renew_ahead();
    source.login("", "").await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!(stage.refreshes(Server::Openai), 0);
    stage.close();
}
