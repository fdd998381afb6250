use std::time::{Duration, Instant};

use http_body_util::BodyExt;
use serde_json::json;

use crate::stage::{Stage, eventually, question, said};

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_cut_by_max_tokens_ends_there_and_is_not_resumed() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let events = stage.events(&question("[[fake:max_tokens]]")).await;
    let starts = events
        .iter()
        .filter(|event| event["type"] == "message_start")
        .count();
    assert_eq!(starts, 1);
    assert_eq!(
        events[events.len() - 2]["delta"]["stop_reason"],
        "max_tokens"
    );
    assert_eq!(events.last().unwrap()["type"], "message_stop");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(
        stage.fake.log().len(),
        1,
        "the command would go on by itself"
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_nothing_is_not_asked_for_again() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let whole = stage.whole(&question("[[fake:empty]]")).await;
    assert_eq!(whole["stop_reason"], "end_turn");
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(stage.fake.log().len(), 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_model_is_an_answer() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let whole = stage.whole(&question("[[fake:refusal]]")).await;
    assert_eq!(whole["stop_reason"], "refusal");
    assert_eq!(stage.fake.log().len(), 1);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_breaks_off_ends_with_an_error_event() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    for (scenario, kind) in [
        ("cut", "api_error"),
        ("reset", "api_error"),
        ("mid_error", "overloaded_error"),
    ] {
        let events = stage
            .events(&question(&format!("[[fake:{scenario}]]")))
            .await;
        let last = events.last().unwrap();
        assert_eq!(last["type"], "error", "{scenario}");
        assert_eq!(last["error"]["type"], kind, "{scenario}: {last}");
        assert!("hello from fake upstream".starts_with(&said(&events)));
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_ends_its_process_and_the_request_upstream() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let mut body = question("[[fake:never_ends]]");
    body["stream"] = json!(true);
    let mut response = stage.send(&body).await;
    let frame = response.body_mut().frame().await;
    assert!(frame.unwrap().is_ok());
    let gone = Instant::now();
    drop(response);
    let ended = || {
        stage
            .fake
            .streams()
            .iter()
            .all(|stream| stream.ended.is_some())
    };
    eventually(
        "the request upstream ends",
        Duration::from_millis(200),
        ended,
    )
    .await;
    let upstream = gone.elapsed();
    let reaped = || stage.provider.stats().running == 0;
    eventually("the process is reaped", Duration::from_secs(2), reaped).await;
    eprintln!(
        "upstream ended after {upstream:?}, the process was gone after {:?}",
        gone.elapsed()
    );
    assert_eq!(stage.fake.streams()[0].how, Some("client_gone"));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_ends_open_streams_with_an_error_event() {
    let Some(stage) = Stage::new().await else {
        return;
    };
    let mut body = question("[[fake:never_ends]]");
    body["stream"] = json!(true);
    let response = stage.send(&body).await;
    let reading = tokio::spawn(crate::stage::text(response));
    tokio::time::sleep(Duration::from_millis(100)).await;
    stage.provider.close().await;
    let text = reading.await.unwrap();
    assert!(
        text.contains("event: error"),
        "{}",
        &text[text.len().saturating_sub(300)..]
    );
    let (status, refused) = crate::stage::read(stage.send(&question("late")).await).await;
    assert_eq!(status, 503, "{refused}");
    stage.close().await;
}
