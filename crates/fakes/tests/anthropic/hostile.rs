//! Hostile answers are nasty, and valid.

use fakes::anthropic::{Anthropic, Config, Mode};
use http::StatusCode;
use serde_json::Value;

use crate::support::{ask, ask_of, fold, frames, hello, parse, post, scenario, streamed};

fn hostile() -> Anthropic {
    Anthropic::new(Config {
        mode: Mode::Hostile,
        ..Config::default()
    })
}

/// Takes out what a tolerant reader does not know.
fn known(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("fake_unknown_field");
            members.values_mut().for_each(known);
        }
        Value::Array(items) => {
            items.retain(|item| item["type"] != "fake_unknown_block");
            items.iter_mut().for_each(known);
        }
        _ => {}
    }
}

#[tokio::test]
async fn a_tolerant_reader_reads_what_a_strict_fake_says() {
    for name in [
        "text", "tool", "parallel", "thinking", "redacted", "unicode", "refusal",
    ] {
        let response = hostile()
            .answer(post("/v1/messages", &streamed(scenario(name))))
            .await;
        let (frames, error) = frames(response.into_body()).await;
        assert!(
            error.is_none() && frames.iter().all(|frame| frame.len() == 1),
            "{name}"
        );
        let mut told = fold(&parse(&frames.concat()));
        known(&mut told);
        let (_, said) = ask(&scenario(name)).await;
        assert_eq!(told, said, "{name}");
        let (_, mut whole) = ask_of(&hostile(), &scenario(name)).await;
        known(&mut whole);
        assert_eq!(whole, said, "{name}");
    }
}

#[tokio::test]
async fn every_trick_is_played() {
    let response = hostile()
        .answer(post("/v1/messages", &streamed(scenario("unicode"))))
        .await;
    let bytes = frames(response.into_body()).await.0.concat();
    let text = String::from_utf8(bytes.clone()).unwrap();
    for trick in [
        ": comment",
        "event:content_block_delta",
        "\r\n\r\n",
        "}\n\n",
        "retry: 1000",
        "fake_unknown_event",
        "🦀",
    ] {
        assert!(text.contains(trick), "{trick}");
    }
    let data_first = |line: &str| line.starts_with("data: ") && line.contains("\"type\"");
    assert!(
        text.lines()
            .zip(text.lines().skip(1))
            .any(|(line, next)| data_first(line) && next.starts_with("event: "))
    );
    let kinds: Vec<String> = parse(&bytes).into_iter().map(|(name, _)| name).collect();
    assert!(kinds.contains(&"fake_unknown_event".to_owned()));
}

#[tokio::test]
async fn what_it_gave_out_it_takes_back() {
    let fake = hostile();
    let (_, answer) = ask_of(&fake, &hello()).await;
    let mut body = hello();
    let messages = body["messages"].as_array_mut().unwrap();
    messages.push(serde_json::json!({ "role": "assistant", "content": answer["content"] }));
    messages.push(serde_json::json!({ "role": "user", "content": "and?" }));
    assert_eq!(ask_of(&fake, &body).await.0, StatusCode::OK);
    assert_eq!(ask(&body).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn requests_are_checked_as_strictly_as_ever() {
    let mut body = hello();
    body["nonsense"] = 1.into();
    assert_eq!(ask_of(&hostile(), &body).await.0, StatusCode::BAD_REQUEST);
}
