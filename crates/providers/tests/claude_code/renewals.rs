//! A process that renews the login is not ended in the middle of it: who sends a refresh token and does not hear the
//! answer has lost the login.

use std::time::Duration;

use fakes::anthropic::Config;

use crate::stage::{Stage, eventually, question};
use crate::standin::StandIn;

/// Marks itself as the one that renews (as claude 2.1.331 does), and notes an interrupt.
const RENEWS: &str = "trap 'echo heard > $lines/heard; exit 0' INT; mkdir -p $HOME/.claude; \
    echo \"{\\\"pid\\\":$$}\" > $HOME/.claude/.oauth_refresh.lock.owner; read q; echo ready > $lines/ready; \
    while :; do sleep 0.01; done";

/// Asks, and goes away once the process was asked.
async fn leave(stage: &Stage, standin: &StandIn) {
    let body = question("hello");
    let ready = || standin.wrote("ready") == "ready\n";
    tokio::select! {
        _ = stage.send(&body) => unreachable!("there is no answer"),
        () = eventually("the process was asked", Duration::from_secs(20), ready) => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_during_a_renewal_has_its_process_interrupted_after_it() {
    let standin = StandIn::new(RENEWS);
    let stage = Stage::of(&standin.program(), Config::default(), false).await;
    leave(&stage, &standin).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(standin.wrote("heard"), "", "interrupted in the middle");
    let mark = stage.home.path().join(".claude/.oauth_refresh.lock.owner");
    std::fs::remove_file(mark).unwrap();
    let heard = || standin.wrote("heard") == "heard\n";
    eventually("it is interrupted", Duration::from_secs(5), heard).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewal_without_an_end_is_not_waited_for_without_an_end() {
    let standin = StandIn::new(RENEWS);
    let stage = Stage::of(&standin.program(), Config::default(), false).await;
    leave(&stage, &standin).await;
    let heard = || standin.wrote("heard") == "heard\n";
    eventually("it is interrupted", Duration::from_secs(12), heard).await;
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_renewal_of_another_process_is_none_of_this_one() {
    let standin = StandIn::new(&RENEWS.replace("$$", "1"));
    let stage = Stage::of(&standin.program(), Config::default(), false).await;
    leave(&stage, &standin).await;
    let heard = || standin.wrote("heard") == "heard\n";
    eventually("it is interrupted", Duration::from_secs(2), heard).await;
    stage.close().await;
}
