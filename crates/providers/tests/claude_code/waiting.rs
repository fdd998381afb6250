//! Processes that wait for a request, and whoever waits for the answer to who is signed in.

use std::time::Duration;

use fakes::anthropic::Config;
use providers::Provider as _;

use crate::stage::{Stage, eventually, question};
use crate::standin::StandIn;

/// Answers, and waits for its end.
const ANSWERS: &str = "read q; cat $lines/[0-8]; sleep 9";
/// What is left of the plan, behind the answer.
const LIMITS: &str = r#"{"type":"rate_limit_event","rate_limit_info":{"status":"allowed","unifiedWindows":{"five_hour":{"utilization":0.5,"resetsAt":9999999999,"status":"allowed"}}}}"#;

async fn with_one_that_waits(standin: &StandIn) -> Stage {
    let stage = Stage::of(&standin.program(), Config::default(), true).await;
    stage.whole(&question("one")).await;
    let waits = || stage.provider.stats().idle == 1 && stage.provider.stats().running == 1;
    eventually("an idle process", Duration::from_secs(10), waits).await;
    stage
}

/// It died so late that nobody has noticed yet; it has asked nobody anything.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_as_it_is_asked_costs_no_answer() {
    let standin = StandIn::new(&format!(
        "n=$(wc -l < $lines/started || echo 0); echo x >> $lines/started; [ \"$n\" = 1 ] && {{ read q; exit 0; }}; {ANSWERS}"
    ));
    let stage = with_one_that_waits(&standin).await;
    let answer = stage.whole(&question("two")).await;
    assert_eq!(answer["content"][0]["text"], "hello");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_replaced_answers_on_and_keeps_no_process_waiting() {
    let standin = StandIn::new(ANSWERS);
    let stage = with_one_that_waits(&standin).await;
    stage.provider.retire();
    let none = || stage.provider.stats().running == 0;
    eventually("no process", Duration::from_secs(5), none).await;
    let started = stage.provider.stats().started;
    stage.whole(&question("two")).await;
    eventually("no process", Duration::from_secs(5), none).await;
    assert_eq!(stage.provider.stats().started, started + 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_requests_that_want_to_know_who_is_signed_in_one_asks() {
    let standin = StandIn::new(
        r#"echo x >> $lines/asked; sleep 0.3; echo '{"loggedIn":true,"authMethod":"claude.ai"}'"#,
    );
    let stage = Stage::of(&standin.program(), Config::default(), false).await;
    let provider = &stage.provider;
    tokio::join!(
        provider.known(),
        provider.known(),
        provider.known(),
        provider.known()
    );
    assert_eq!(standin.wrote("asked").lines().count(), 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_left_of_one_persons_plan_is_not_told_to_the_next() {
    let standin = StandIn::new(&format!(
        r#"[ "$1" = auth ] && {{ echo '{{"loggedIn":true,"authMethod":"claude.ai","email":"'$(cat $lines/who)'"}}'; exit 0; }}
read q; cat $lines/[0-7]; echo '{LIMITS}'; cat $lines/8; sleep 9"#
    ));
    let signs_in = |who: &str| {
        std::fs::write(standin.program().with_file_name("who"), who).unwrap();
    };
    signs_in("ada@example.test");
    let stage = Stage::of(&standin.program(), Config::default(), false).await;
    stage.provider.look().await;
    stage.whole(&question("one")).await;
    let known = || stage.provider.limits().is_some();
    eventually("limits", Duration::from_secs(5), known).await;
    stage.provider.look().await;
    assert!(known());
    signs_in("bob@example.test");
    stage.provider.look().await;
    assert!(!known());
    stage.close().await;
}
