use serde_json::Value;

use super::{CLAUDE, MODEL, On, Stage, asked, canned};
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

#[tokio::test]
async fn a_provider_that_says_nothing_does_not_hold_the_others_up() {
    let on = On {
        codex: true,
        ..On::default()
    };
    let silent = canned("").await;
    let stage = Stage::at(on, "", Some(silent), None).await;
    let asking = get(&stage, "/v1/models", true);
    let list = tokio::time::timeout(std::time::Duration::from_secs(30), asking).await;
    let list = list.expect("the list waits for a provider that says nothing");
    assert!(ids(&list).contains(&MODEL), "{list}");
    stage.end().await;
}

#[tokio::test]
async fn an_alias_of_an_alias_is_listed_and_served() {
    let on = On {
        codex: true,
        ..On::default()
    };
    let more = "[models.aliases]\n\"gpt-4o\" = \"claude-sonnet-5-5\"\n\"cheap\" = \"gpt-4o\"\n";
    let stage = Stage::with(on, more).await;
    let list = get(&stage, "/v1/models", true).await;
    assert!(ids(&list).contains(&"cheap"), "{list}");
    let path = "/v1/messages";
    let (status, _, body) = stage.post(path, &asked(path, "cheap", "Hi")).await;
    assert_eq!((status.as_u16(), &body["model"]), (200, &CLAUDE.into()));
    stage.end().await;
}

#[tokio::test]
async fn each_listed_name_reaches_the_provider_that_listed_it() {
    let on = On {
        codex: true,
        key: true,
        ..On::default()
    };
    let more =
        "[models.aliases]\n\"gpt-4o\" = \"claude-opus-5\"\n\"my model/1\" = \"openai/gpt-4.1\"\n";
    let stage = Stage::with(on, more).await;
    let list = get(&stage, "/openai/v1/models", true).await;
    let ids = ids(&list);
    // Codex does not have it; by its own name it would be asked of Codex all the same.
    assert!(
        ids.contains(&"openai/gpt-4.1") && !ids.contains(&"gpt-4.1"),
        "{ids:?}"
    );
    // This name is an alias of another model.
    assert!(
        ids.contains(&"openai/gpt-4o") && ids.contains(&"gpt-4o"),
        "{ids:?}"
    );
    assert!(
        ids.contains(&MODEL) && !ids.contains(&"openai/gpt-6.1-sol"),
        "{ids:?}"
    );
    for id in ids {
        let path = "/openai/v1/responses";
        let (status, _, body) = stage.post(path, &asked(path, id, "Hi")).await;
        assert_eq!(status, 200, "{id}: {body}");
        let escaped = id.replace('/', "%2F").replace(' ', "%20");
        let one = get(&stage, &format!("/openai/v1/models/{escaped}"), true).await;
        assert_eq!(one["id"], id, "{one}");
    }
    stage.end().await;
}

#[tokio::test]
async fn pages_go_through_the_whole_list_once_and_an_unknown_place_is_refused() {
    let on = On {
        codex: true,
        key: true,
        ..On::default()
    };
    let stage = Stage::with(on, "").await;
    let whole = get(&stage, "/v1/models?limit=1000", false).await;
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = get(&stage, &format!("/v1/models?limit=7{after}"), false).await;
        seen.extend(ids(&page).into_iter().map(str::to_owned));
        if page["has_more"] != true {
            break;
        }
        let last = page["last_id"].as_str().unwrap().replace('/', "%2F");
        after = format!("&after_id={last}");
    }
    assert_eq!(seen, ids(&whole));
    let gone = get(&stage, "/v1/models?after_id=gone", false).await;
    assert_eq!(gone["error"]["type"], "invalid_request_error", "{gone}");
    stage.end().await;
}
