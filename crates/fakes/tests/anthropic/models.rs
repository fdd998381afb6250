//! The model list, its pages, and token counts.

use bytes::Bytes;
use fakes::anthropic::{Anthropic, Config};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::support::{hello, post, read_json};

async fn get(path: &str) -> (StatusCode, Value) {
    let request = Request::get(path)
        .header("authorization", "Bearer key")
        .header("anthropic-version", "2026-10-21")
        .body(Bytes::new())
        .unwrap();
    read_json(Anthropic::new(Config::default()).answer(request).await).await
}

#[tokio::test]
async fn pages_follow_each_other() {
    let (_, all) = get("/v1/models?limit=1000").await;
    let ids: Vec<&Value> = all["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|model| &model["id"])
        .collect();
    assert_eq!(all["has_more"], false);
    let (_, first) = get("/v1/models?limit=2").await;
    assert_eq!(
        (&first["first_id"], &first["last_id"], &first["has_more"]),
        (ids[0], ids[1], &json!(true))
    );
    let (_, next) = get(&format!(
        "/v1/models?limit=2&after_id={}",
        ids[1].as_str().unwrap()
    ))
    .await;
    assert_eq!((&next["first_id"], &next["last_id"]), (ids[2], ids[3]));
    let (_, before) = get(&format!(
        "/v1/models?limit=2&before_id={}",
        ids[2].as_str().unwrap()
    ))
    .await;
    assert_eq!(
        (&before["data"], &before["has_more"]),
        (&first["data"], &json!(false))
    );
    let (_, usual) = get("/v1/models").await;
    assert_eq!(usual["data"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn pages_that_cannot_be_are_refused() {
    for query in [
        "limit=0",
        "limit=1001",
        "limit=x",
        "after_id=nobody",
        "after_id=claude-opus-5&before_id=claude-opus-5",
    ] {
        assert_eq!(
            get(&format!("/v1/models?{query}")).await.0,
            StatusCode::BAD_REQUEST,
            "{query}"
        );
    }
}

#[tokio::test]
async fn one_model_is_found_by_id() {
    let (_, model) = get("/v1/models/claude-opus-5").await;
    assert_eq!(
        (&model["type"], &model["display_name"], &model["line"]),
        (&json!("model"), &json!("Claude Opus 5"), &json!("opus"))
    );
    let (status, answer) = get("/v1/models/nobody").await;
    assert_eq!(
        (status, &answer["error"]["message"]),
        (StatusCode::NOT_FOUND, &json!("model: nobody"))
    );
}

#[tokio::test]
async fn tokens_are_counted_and_checked() {
    let fake = Anthropic::new(Config::default());
    let count = async |body: &Value| {
        read_json(fake.answer(post("/v1/messages/count_tokens", body)).await).await
    };
    let mut body = hello();
    assert_eq!(
        count(&body).await.1["error"]["message"],
        "max_tokens: Extra inputs are not permitted"
    );
    body.as_object_mut().unwrap().remove("max_tokens");
    let short = count(&body).await.1["input_tokens"].as_u64().unwrap();
    body["messages"][0]["content"] = "a much longer question than hello ".repeat(20).into();
    assert!(count(&body).await.1["input_tokens"].as_u64().unwrap() > short);
}
