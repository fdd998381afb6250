use std::sync::Arc;
use std::time::Duration;

use fakes::logins::{Endpoint, Fault, FaultKind, Server};
use tokio::task::JoinSet;

use crate::stage::{SETTING, Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_hundred_requests_with_an_expired_token_make_one_refresh() {
    let stage = Stage::new().await;
    stage.store_claude(-10);
    let slow = Fault::new(Endpoint::Token, FaultKind::SlowMs).ms(200);
    stage.served.logins.fault(slow);
    let source = stage.claude().await;
    let mut requests = JoinSet::new();
    for _ in 0..300 {
        let (source, origin) = (Arc::clone(&source), stage.served.origin.clone());
        requests.spawn(async move { source.login(SETTING, &origin).await });
    }
    let logins = requests.join_all().await;
    assert_eq!(logins.len(), 300);
    for login in logins {
        assert!(stage.is_live(&login.unwrap()));
    }
    assert_eq!(stage.refreshes(Server::Claude), 1);
    stage.close();
}

#[tokio::test]
async fn cancelling_the_request_that_began_a_refresh_does_not_cancel_it() {
    let stage = Stage::new().await;
    let old = stage.store_claude(-10);
    let slow = Fault::new(Endpoint::Token, FaultKind::SlowMs).ms(300);
    stage.served.logins.fault(slow);
    let source = stage.claude().await;
    let first = tokio::time::timeout(Duration::from_millis(100), stage.login(&source)).await;
    assert!(first.is_err(), "the refresh was to take longer");
    let login = stage.login(&source).await.unwrap();
    assert!(stage.is_live(&login));
    assert_eq!(stage.refreshes(Server::Claude), 1);
    assert_ne!(
        stage.stored_claude()["refreshToken"],
        old.refresh_token.as_str()
    );
    stage.close();
}

#[tokio::test]
async fn the_end_of_a_server_waits_for_the_answer_to_a_refresh() {
    let stage = Stage::new().await;
    let old = stage.store_claude(-10);
    let slow = Fault::new(Endpoint::Token, FaultKind::SlowMs).ms(300);
    stage.served.logins.fault(slow);
    let source = stage.claude().await;
    let _ = tokio::time::timeout(Duration::from_millis(100), stage.login(&source)).await;
    source.finish().await;
    assert_ne!(
        stage.stored_claude()["refreshToken"],
        old.refresh_token.as_str()
    );
    stage.close();
}

/// Two sources share nothing but the files, as two processes do; their locks exclude each other all the same, since a
/// lock belongs to the opened file. Real processes do this in the end-to-end suites.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_times_two_sources_of_one_store_present_no_answered_token() {
    let stage = Stage::new().await;
    stage.store_claude(-10);
    let (one, other) = (stage.claude().await, stage.claude().await);
    const ROUNDS: i64 = 1000;
    const LIFE: i64 = 8 * 3600;
    for round in 1..=ROUNDS {
        // All tokens that were given out so far have run out by this machine's clock.
        stage.set_clock(round * (LIFE + 60));
        let (first, second) = tokio::join!(stage.login(&one), stage.login(&other));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert!(
            stage.is_live(&first) && stage.is_live(&second),
            "round {round}"
        );
    }
    let refreshes = stage.refreshes(Server::Claude);
    assert_eq!(
        refreshes,
        u64::try_from(ROUNDS).unwrap(),
        "one for each round"
    );
    stage.close();
}
