use std::sync::Arc;

use auth::token::Error;
use fakes::logins::{Config, Endpoint, Fault, FaultKind, Server};
use tokio::task::JoinSet;

use crate::stage::{Stage, eventually, token};

/// A login whose token is in its last minute from the start.
async fn stage() -> Stage {
    let mut config = Config::default();
    config.openai.access_life = 30;
    Stage::with(config).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_requests_renew_the_file_of_the_codex_command_once_and_keep_the_rest_of_it() {
    let stage = stage().await;
    stage.store_codex();
    let before = stage.stored(&stage.places().codex_auth());
    stage
        .served
        .logins
        .configure(|config| config.openai.access_life = 3600);
    let source = stage.codex().await;
    let mut requests = JoinSet::new();
    for _ in 0..100 {
        let source = Arc::clone(&source);
        requests.spawn(async move { source.login("", "").await });
    }
    for login in requests.join_all().await {
        assert!(stage.is_live(&login.unwrap()));
    }
    assert_eq!(stage.refreshes(Server::Openai), 1);
    let file = stage.stored(&stage.places().codex_auth());
    assert_eq!(file["unknown"]["kept"], true);
    assert_eq!(file["auth_mode"], "chatgpt");
    assert_eq!(file["tokens"]["account_id"], "workspace");
    assert_ne!(file["last_refresh"], before["last_refresh"]);
    stage.close();
}

#[tokio::test]
async fn already_used_means_that_the_codex_command_was_first() {
    let stage = stage().await;
    let old = stage.store_codex();
    let source = stage.codex().await;
    // The provider says so, and a moment later the command has written what it got.
    stage.served.logins.configure(|config| {
        config.openai.refuse_refresh = Some("refresh_token_reused".to_owned());
        config.openai.access_life = 3600;
    });
    let (login, theirs) = tokio::join!(source.login("", ""), async {
        eventually("asked", || stage.refreshes(Server::Openai) == 1).await;
        stage.store_codex()
    });
    let login = login.unwrap();
    assert_eq!(token(&login), theirs.access_token);
    assert_ne!(token(&login), old.access_token);
    stage.close();
}

#[tokio::test]
async fn a_login_of_another_person_during_a_refresh_is_not_overwritten() {
    let stage = stage().await;
    stage.store_codex();
    let source = stage.codex().await;
    stage
        .served
        .logins
        .configure(|config| config.openai.access_life = 3600);
    stage
        .served
        .logins
        .fault(Fault::new(Endpoint::Token, FaultKind::SlowMs).ms(300));
    let (login, theirs) = tokio::join!(source.login("", ""), async {
        eventually("asked", || stage.refreshes(Server::Openai) == 1).await;
        stage.store_codex()
    });
    assert_eq!(token(&login.unwrap()), theirs.access_token);
    let file = stage.stored(&stage.places().codex_auth());
    assert_eq!(
        file["tokens"]["refresh_token"],
        theirs.refresh_token.as_str()
    );
    stage.close();
}

#[tokio::test]
async fn a_login_of_another_issuer_is_presented_to_nobody() {
    let stage = Stage::with(Config {
        issuer: Some("https://auth.elsewhere.test".to_owned()),
        ..Config::default()
    })
    .await;
    stage.store_codex();
    let error = stage.codex().await.login("", "").await.unwrap_err();
    assert!(matches!(error, Error::OtherOrigin { .. }), "{error}");
    assert_eq!(stage.refreshes(Server::Openai), 0);
    stage.close();
}

#[tokio::test]
async fn a_file_with_an_api_key_is_no_login() {
    let stage = Stage::new().await;
    let path = stage.places().codex_auth();
    crate::stage::write(&path, &serde_json::json!({"OPENAI_API_KEY": "sk-x"}));
    let error = stage.codex().await.login("", "").await.unwrap_err();
    assert!(matches!(error, Error::Missing(_)), "{error}");
    stage.close();
}

#[tokio::test]
async fn fields_that_an_answer_leaves_out_stay_as_they_were() {
    let stage = stage().await;
    let old = stage.store_codex();
    stage.served.logins.configure(|config| {
        config.openai.access_life = 3600;
        config.openai.omit = vec!["refresh_token".to_owned(), "id_token".to_owned()];
    });
    stage.codex().await.login("", "").await.unwrap();
    let tokens = stage.stored(&stage.places().codex_auth())["tokens"].clone();
    assert_eq!(tokens["refresh_token"], old.refresh_token.as_str());
    assert_eq!(tokens["id_token"], old.id_token.unwrap().as_str());
    assert_ne!(tokens["access_token"], old.access_token.as_str());
    stage.close();
}
