use serde_json::Value;

use super::{CLAUDE, MODEL, On, Stage};
use crate::stage::client;

fn ids(list: &Value) -> Vec<&str> {
    let items = list["data"].as_array().unwrap().iter();
    items.map(|model| model["id"].as_str().unwrap()).collect()
}

async fn get(stage: &Stage, path: &str, openai: bool) -> Value {
    let mut request = client().get(stage.url(path));
    if openai {
        request = request.bearer_auth("any");
    }
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn all_models_are_listed_together_in_the_shape_of_whoever_asks() {
    let on = On {
        codex: true,
        ..On::default()
    };
    let more = "[models.aliases]\n\"opus\" = \"codex/gpt-6.1-sol\"\n";
    let stage = Stage::with(on, more).await;
    for (path, openai) in [
        ("/v1/models?limit=1000", false),
        ("/v1/models", true),
        ("/openai/v1/models", true),
    ] {
        let list = get(&stage, path, openai).await;
        let ids = ids(&list);
        for model in [CLAUDE, MODEL, "opus"] {
            assert!(ids.contains(&model), "{path}: {ids:?}");
        }
        let of = |id: &str| {
            list["data"]
                .as_array()
                .unwrap()
                .iter()
                .find(|m| m["id"] == id)
                .unwrap()
                .clone()
        };
        if openai {
            assert_eq!(of(MODEL)["object"], "model");
        } else {
            assert_eq!(of(MODEL)["type"], "model");
            assert!(of(MODEL)["created_at"].is_string() && of(MODEL)["display_name"].is_string());
        }
    }
    // It is asked once, and then known for a while.
    let log = serde_json::to_value(stage.openai.log()).unwrap();
    assert_eq!(log.as_array().unwrap().len(), 1);
    let codex = get(&stage, "/codex/v1/models", true).await;
    assert!(!ids(&codex).contains(&CLAUDE));
    let one = get(&stage, &format!("/v1/models/{MODEL}"), false).await;
    assert_eq!(
        (one["id"].as_str(), one["type"].as_str()),
        (Some(MODEL), Some("model"))
    );
    stage.end().await;
}

#[tokio::test]
async fn a_provider_that_is_down_does_not_take_the_others_with_it() {
    let on = On {
        codex: true,
        ..On::default()
    };
    let stage = Stage::with(on, "").await;
    std::fs::remove_file(stage.folder.path().join("codex/auth.json")).unwrap();
    let mut listed = get(&stage, "/v1/models", true).await;
    for _ in 0..50 {
        if !ids(&listed).contains(&MODEL) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        listed = get(&stage, "/v1/models", true).await;
    }
    assert!(ids(&listed).contains(&CLAUDE), "{listed}");
    stage.end().await;
}
