//! Hostile answers are nasty, and valid.

use fakes::openai::{Config, Mode, OpenAi};
use http::StatusCode;
use serde_json::{Value, json};

use crate::support::{
    ask, chat_hello, fold, frames, parse, post, read_json, scenario, user, whole,
};

fn hostile() -> OpenAi {
    OpenAi::new(Config {
        mode: Mode::Hostile,
        ..Config::default()
    })
}

async fn bytes(path: &str, body: &Value) -> Vec<u8> {
    let response = hostile().answer(post(path, body)).await;
    assert_eq!(response.status(), StatusCode::OK);
    let (frames, error) = frames(response.into_body()).await;
    assert!(error.is_none() && frames.iter().all(|frame| frame.len() == 1));
    frames.concat()
}

/// Takes out what a tolerant reader does not know.
fn known(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("fake_unknown_field");
            members.values_mut().for_each(known);
        }
        Value::Array(items) => {
            items.retain(|item| item["type"] != "fake_unknown_item");
            items.iter_mut().for_each(known);
        }
        _ => {}
    }
}

#[tokio::test]
async fn a_tolerant_reader_reads_what_a_strict_fake_says() {
    for name in [
        "text",
        "tool",
        "parallel",
        "custom",
        "reasoning",
        "refusal",
        "unicode",
        "incomplete",
    ] {
        let mut told = parse(&bytes("/v1/responses", &scenario(name)).await);
        for (number, event) in told
            .iter()
            .filter(|event| event.get("sequence_number").is_some())
            .enumerate()
        {
            assert_eq!(event["sequence_number"], number, "{name}");
        }
        told.retain(|event| !event["type"].as_str().unwrap().contains("fake_unknown"));
        let mut items = Value::from(fold(&told));
        known(&mut items);
        let (_, said) = ask(&whole(scenario(name))).await;
        assert_eq!(items, said["output"], "{name}");
        let mut last = told.last().unwrap()["response"].clone();
        known(&mut last);
        assert_eq!(last, said, "{name}");
    }
}

#[tokio::test]
async fn every_trick_is_played() {
    let text = String::from_utf8(bytes("/v1/responses", &scenario("unicode")).await).unwrap();
    for trick in [
        ": comment",
        "event:response.output_text.delta",
        "\r\n\r\n",
        "}\n\n",
        "retry: 1000",
        "fake_unknown_event",
        "fake_unknown_item",
        "data:{\"type\"",
        "🦀",
    ] {
        assert!(text.contains(trick), "{trick}");
    }
    let data_first = |line: &str| line.starts_with("data: ");
    assert!(
        text.lines()
            .zip(text.lines().skip(1))
            .any(|(line, next)| data_first(line) && next.starts_with("event: "))
    );
}

#[tokio::test]
async fn chunks_of_chat_are_as_nasty() {
    let mut body = chat_hello();
    body["stream"] = true.into();
    let chunks = parse(&bytes("/v1/chat/completions", &body).await);
    let text: String = chunks
        .iter()
        .filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str())
        .collect();
    assert_eq!(text, "hello from fake upstream");
    assert_eq!(chunks.last().unwrap(), "[DONE]");
    assert!(chunks[0].get("fake_unknown_field").is_some());
}

#[tokio::test]
async fn what_it_gave_out_it_takes_back() {
    let fake = hostile();
    let answer = fake
        .answer(post("/v1/responses", &whole(scenario("reasoning"))))
        .await;
    let (_, answer) = read_json(answer).await;
    let mut turns = vec![user("hi")];
    turns.extend(answer["output"].as_array().unwrap().clone());
    turns.push(user("and?"));
    let mut body = whole(scenario("text"));
    body["input"] = json!(turns);
    assert_eq!(
        fake.answer(post("/v1/responses", &body)).await.status(),
        StatusCode::OK
    );
    assert_eq!(ask(&body).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn requests_are_checked_as_strictly_as_ever() {
    let mut body = whole(scenario("text"));
    body["nonsense"] = 1.into();
    let answer = hostile().answer(post("/v1/responses", &body)).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
}
