use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use super::{Stage, TOKEN, question};
use crate::stage::{ask, client, config, gateway, provider, stored_login};

#[tokio::test]
async fn five_hundred_are_kept_and_all_that_are_open() {
    let stage = Stage::new().await;
    let endless = question("[[fake:stall]]", true);
    let mut open = stage.post("/v1/messages", &endless).send().await.unwrap();
    open.chunk().await.unwrap();
    let mut unknown = question("hi", false);
    unknown["model"] = "gpt-5".into();
    for _ in 0..600 {
        stage.answer("/v1/messages", &unknown).await;
    }
    let (records, _) = stage.activity.since(0);
    assert_eq!((records.len(), stage.activity.live()), (501, 1));
    assert_eq!(records[0].duration, None);
    assert!(records.is_sorted_by_key(|record| record.id));
    drop(open);
    assert_eq!(stage.ended().await.len(), 500);
    stage.end().await;
}

#[tokio::test]
async fn since_gives_only_what_changed() {
    let stage = Stage::new().await;
    stage.answer("/v1/messages", &question("hi", true)).await;
    stage.ended().await;
    let (first, seq) = stage.activity.since(0);
    assert_eq!(first.len(), 1);
    assert_eq!(stage.activity.since(seq), (vec![], seq));
    let mut stall = stage.post("/v1/messages", &question("[[fake:stall]]", true));
    stall = stall.header("user-agent", "curl/8");
    let mut response = stall.send().await.unwrap();
    response.chunk().await.unwrap();
    let (second, later) = stage.activity.since(seq);
    assert_eq!((second.len(), second[0].duration), (1, None));
    assert!(second[0].id > first[0].id && later > seq);
    drop(response);
    stage.ended().await;
    let (third, _) = stage.activity.since(later);
    assert_eq!((third.len(), third[0].id), (1, second[0].id));
    // It stays readable when the gateway has ended, and so does its number elsewhere.
    let Stage {
        gateway, activity, ..
    } = stage;
    gateway.stop().await;
    assert_eq!(activity.since(0).0.len(), 2);
}

#[tokio::test]
async fn no_record_holds_a_word_of_a_body_a_query_or_a_secret() {
    let stage = Stage::new().await;
    let secret = |scenario: &str, stream| {
        let mut asked = question(&format!("canary-body [[fake:{scenario}]]"), stream);
        asked["metadata"] = json!({"user_id": "canary-user"});
        asked
    };
    for path in [
        "/v1/messages?key=canary-query",
        "/openai/v1/chat/completions?key=canary-query",
    ] {
        for scenario in [
            "text",
            "error400",
            "credential",
            "mid_error",
            "reset",
            "echo",
        ] {
            for stream in [true, false] {
                stage.answer(path, &secret(scenario, stream)).await;
            }
        }
        let url = format!("{}{path}", stage.gateway.address().base_url());
        let wrong = stage.client.post(&url).bearer_auth("canary-key");
        wrong.json(&secret("text", true)).send().await.unwrap();
        let broken = stage.client.post(&url).header("x-api-key", TOKEN);
        let broken = broken.header("content-type", "application/json");
        let text = r#"{"model": "claude-sonnet-5-5", "messages": "canary-body"#;
        broken.body(text).send().await.unwrap();
        let mut odd = question("hi", true);
        odd["messages"][0]["role"] = "canary-role".into();
        stage.answer(path, &odd).await;
    }
    let records = stage.ended().await;
    assert!(records.len() > 20);
    let odd = records.last().unwrap().error.as_deref();
    assert_eq!(odd, Some("invalid_request_error at messages[0].role"));
    let told = format!("{records:?}");
    assert!(!told.contains("canary"), "{told}");
    assert!(!told.contains("sk-ant"), "{told}");
    stage.gateway.stop().await;
}

#[tokio::test]
async fn nothing_is_recorded_where_nobody_asked_for_it() {
    let (_fake, url) = provider().await;
    let folder = TempDir::new().unwrap();
    config(folder.path(), &url);
    stored_login(folder.path(), Some(&url), Duration::from_secs(3600));
    let gateway = gateway(folder.path()).await;
    let (status, _) = ask(&client(), &gateway, "hi").await;
    assert_eq!(status, 200);
    assert_eq!(gateway.activity().since(0), (vec![], 0));
    gateway.stop().await;
}
