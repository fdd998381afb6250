use std::time::Duration;

use auth::token::Error;
use fakes::logins::Server;
use tokio::task::JoinSet;

use crate::stage::{Stage, token};

#[tokio::test]
async fn a_refused_token_is_read_again_before_anything_is_renewed() {
    let stage = Stage::new().await;
    stage.store_claude(3600);
    let source = stage.claude().await;
    let refused = stage.login(&source).await.unwrap();
    // Another process has logged in meanwhile.
    let new = stage.store_claude(3600);
    let login = source.after_refusal(&refused).await.unwrap();
    assert_eq!(token(&login), new.access_token);
    assert_eq!(stage.refreshes(Server::Claude), 0);
    stage.close();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_refused_requests_make_one_refresh() {
    let stage = Stage::new().await;
    stage.store_claude(3600);
    let source = stage.claude().await;
    let refused = stage.login(&source).await.unwrap();
    let mut requests = JoinSet::new();
    for _ in 0..100 {
        let (source, refused) = (source.clone(), refused.clone());
        requests.spawn(async move { source.after_refusal(&refused).await });
    }
    for login in requests.join_all().await {
        let login = login.unwrap();
        assert_ne!(login.header, refused.header);
        assert!(stage.is_live(&login));
    }
    assert_eq!(stage.refreshes(Server::Claude), 1);
    stage.close();
}

#[tokio::test]
async fn a_refusal_of_renewed_tokens_renews_nothing_again() {
    let stage = Stage::new().await;
    stage.store_claude(3600);
    let source = stage.claude().await;
    let first = stage.login(&source).await.unwrap();
    let second = source.after_refusal(&first).await.unwrap();
    for _ in 0..10 {
        assert!(source.after_refusal(&second).await.is_none());
    }
    assert_eq!(stage.refreshes(Server::Claude), 1);
    stage.close();
}

#[tokio::test]
async fn a_final_refusal_marks_the_login_deletes_nothing_and_is_not_presented_again() {
    let stage = Stage::new().await;
    let issued = stage.store_claude(-10);
    stage.served.logins.revoke(&issued.refresh_token);
    let source = stage.claude().await;
    let mut changes = source.changes();
    for _ in 0..5 {
        let error = stage.login(&source).await.unwrap_err();
        assert!(matches!(error, Error::NeedsLogin { .. }), "{error}");
        assert!(error.to_string().contains("ccproxy auth login"), "{error}");
    }
    assert!(changes.has_changed().unwrap(), "the shell was not told");
    changes.mark_unchanged();
    // A new process does not present it either.
    let error = stage.login(&*stage.claude().await).await.unwrap_err();
    assert!(matches!(error, Error::NeedsLogin { .. }), "{error}");
    assert_eq!(stage.refreshes(Server::Claude), 1);
    assert_eq!(
        stage.stored_claude()["refreshToken"],
        issued.refresh_token.as_str()
    );
    // A new login ends it at once.
    stage.store_claude(3600);
    source.reload().await;
    assert!(stage.login(&source).await.is_ok());
    stage.close();
}

#[tokio::test]
async fn a_login_that_somebody_else_renewed_is_used_and_not_renewed() {
    let stage = Stage::new().await;
    stage.store_claude(-10);
    let source = stage.claude().await;
    let new = stage.store_claude(3600);
    let login = tokio::time::timeout(Duration::from_secs(5), stage.login(&source)).await;
    assert_eq!(token(&login.unwrap().unwrap()), new.access_token);
    assert_eq!(stage.refreshes(Server::Claude), 0);
    stage.close();
}
