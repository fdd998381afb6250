//! Deadlines, on a clock that jumps ahead whenever nothing else happens.

use std::sync::Arc;
use std::time::Duration;

use fakes::anthropic::Config;

use crate::stage::{Stage, question, read};
use crate::standin::StandIn;

/// A stage whose program was found while the clock still ran: the stand-in needs real time to say its version.
async fn stage(standin: &StandIn) -> Stage {
    let stage = Stage::of(&standin.program(), Config::default(), false).await;
    stage.provider.look().await;
    stage
}

#[tokio::test]
async fn a_command_that_says_nothing_is_given_up_and_killed() {
    let standin =
        StandIn::new("[ \"$1\" = auth ] && exit 1; trap '' INT TERM; while :; do sleep 1; done");
    let stage = stage(&standin).await;
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    let (status, body) = read(stage.send(&question("hello")).await).await;
    assert_eq!(status, 504);
    assert_eq!(body["error"]["type"], "timeout_error");
    assert_eq!(begun.elapsed().as_secs(), 30);
    tokio::time::resume();
    stage.close().await;
}

#[tokio::test]
async fn a_model_that_falls_silent_is_given_up_after_ten_minutes() {
    let standin = StandIn::new(
        "[ \"$1\" = auth ] && exit 1; read q; cat $lines/[0-4]; touch $lines/said; exec sleep 100",
    );
    let stage = Arc::new(stage(&standin).await);
    let asking = tokio::spawn({
        let stage = Arc::clone(&stage);
        async move { read(stage.send(&question("hello")).await).await }
    });
    let said = standin.program().with_file_name("said");
    crate::stage::eventually("the first events", Duration::from_secs(5), || said.exists()).await;
    // So that they are read, too.
    tokio::time::sleep(Duration::from_millis(100)).await;
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    let (status, _) = asking.await.unwrap();
    assert_eq!(status, 504);
    assert!(
        (590..=600).contains(&begun.elapsed().as_secs()),
        "{:?}",
        begun.elapsed()
    );
    tokio::time::resume();
    Arc::into_inner(stage).unwrap().close().await;
}

#[tokio::test]
async fn the_ninth_request_waits_for_a_place_and_is_told_when_none_comes_free() {
    let standin =
        StandIn::new("[ \"$1\" = auth ] && exit 1; read q; cat $lines/[01]; exec sleep 100");
    let stage = Arc::new(stage(&standin).await);
    let asking: Vec<_> = (0..8)
        .map(|_| {
            let stage = Arc::clone(&stage);
            tokio::spawn(async move { drop(stage.send(&question("hello")).await) })
        })
        .collect();
    let all = || stage.provider.stats().running == 8;
    crate::stage::eventually("eight processes", Duration::from_secs(10), all).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    let (status, body) = read(stage.send(&question("hello")).await).await;
    assert_eq!(
        (status, &body["error"]["type"]),
        (529, &"overloaded_error".into())
    );
    assert_eq!(begun.elapsed().as_secs(), 60);
    tokio::time::resume();
    for one in asking {
        one.abort();
        let _ = one.await;
    }
    Arc::into_inner(stage).unwrap().close().await;
}
