use std::time::Duration;

use super::{Stage, TOKEN, question};

#[tokio::test]
async fn what_we_refuse_is_recorded_with_its_reason() {
    let stage = Stage::new().await;
    let url = format!("{}/v1/messages", stage.gateway.address().base_url());
    let wrong = stage.client.post(&url).header("x-api-key", "wrong");
    let wrong = wrong.json(&question("hi", true)).send().await.unwrap();
    assert_eq!(wrong.status(), 401);
    let mut unknown = question("hi", true);
    unknown["model"] = "gpt-5".into();
    stage.answer("/v1/messages", &unknown).await;
    let foreign = stage.post("/v1/messages", &unknown);
    let foreign = foreign.header("origin", "https://example.org");
    foreign.send().await.unwrap();
    let form = stage.client.post(&url).header("x-api-key", TOKEN);
    form.body("a=b").send().await.unwrap();
    stage
        .client
        .get(url.replace("/v1/messages", "/health"))
        .send()
        .await
        .unwrap();
    let records = stage.ended().await;
    let statuses: Vec<_> = records.iter().map(|r| r.status.unwrap()).collect();
    assert_eq!(statuses, [401, 404, 403, 415]);
    for record in &records {
        assert!(
            record.error.is_some() && record.duration.is_some(),
            "{record:?}"
        );
        assert_eq!(record.provider, None);
        assert!(record.request_id.is_some(), "{record:?}");
    }
    assert_eq!(records[1].model.as_deref(), Some("gpt-5"));
    assert!(records[1].error.as_ref().unwrap().contains("gpt-5"));
    stage.end().await;
}

#[tokio::test]
async fn an_error_of_the_provider_is_recorded_by_its_kind() {
    let stage = Stage::new().await;
    for (path, stream) in [
        ("/v1/messages", false),
        ("/openai/v1/chat/completions", true),
        ("/openai/v1/chat/completions", false),
    ] {
        let (status, _) = stage
            .answer(path, &question("[[fake:error429]]", stream))
            .await;
        assert_eq!(status, 429);
        let record = stage.ended().await.pop().unwrap();
        assert_eq!(record.error.as_deref(), Some("rate_limit_error"), "{path}");
        assert_eq!(record.status, Some(429));
    }
    stage.end().await;
}

#[tokio::test]
async fn an_error_in_mid_stream_and_a_stream_that_breaks_off_are_told_apart() {
    let stage = Stage::new().await;
    for (path, scenario, told) in [
        ("/v1/messages", "mid_error", "overloaded_error"),
        (
            "/openai/v1/chat/completions",
            "mid_error",
            "overloaded_error",
        ),
        (
            "/v1/messages",
            "cut",
            "the answer ended before its last event",
        ),
        (
            "/openai/v1/chat/completions",
            "cut",
            "the answer ended before its last event",
        ),
        ("/v1/messages", "reset", "the answer broke off: "),
    ] {
        let asked = question(&format!("[[fake:{scenario}]]"), true);
        stage.answer(path, &asked).await;
        let record = stage.ended().await.pop().unwrap();
        let error = record.error.as_deref().unwrap_or_default();
        assert!(error.starts_with(told), "{path} {scenario}: {record:?}");
        assert_eq!(record.status, Some(200));
    }
    stage.end().await;
}

#[tokio::test]
async fn a_client_that_goes_away_is_recorded_with_how_far_it_came() {
    let stage = Stage::new().await;
    for path in ["/v1/messages", "/openai/v1/chat/completions"] {
        let asked = question("[[fake:never_ends]]", true);
        let mut response = stage.post(path, &asked).send().await.unwrap();
        response.chunk().await.unwrap();
        assert_eq!(stage.activity.live(), 1);
        let (records, _) = stage.activity.since(0);
        let open = records.last().unwrap();
        assert_eq!((open.duration, open.status), (None, Some(200)));
        drop(response);
        let record = stage.ended().await.pop().unwrap();
        assert_eq!(record.error.as_deref(), Some("the client went away"));
        assert!(record.duration.is_some() && record.input_tokens > Some(0));
    }
    let waiting = stage.post("/v1/messages", &question("[[fake:slow_first:5000]]", true));
    let given_up = waiting.timeout(Duration::from_millis(200)).send().await;
    assert!(given_up.is_err());
    let record = stage.ended().await.pop().unwrap();
    assert_eq!(record.error.as_deref(), Some("the client went away"));
    assert_eq!((record.status, record.first_byte), (None, None));
    stage.end().await;
}

#[tokio::test]
async fn a_stream_that_the_end_of_the_gateway_cuts_is_recorded_as_that() {
    let stage = Stage::with("[server]\ngrace = \"100ms\"\n").await;
    let asked = question("[[fake:stall]]", true);
    let mut response = stage.post("/v1/messages", &asked).send().await.unwrap();
    response.chunk().await.unwrap();
    let Stage {
        gateway, activity, ..
    } = stage;
    gateway.stop().await;
    let record = activity.since(0).0.pop().unwrap();
    let error = record.error.unwrap();
    assert!(error.contains("ccproxy is stopping"), "{error}");
}
