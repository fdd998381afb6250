//! What a Responses client knows of an answer that it reads as a stream, and as a whole.

use formats::conversation::{Event, Losses};
use formats::{Format, responses};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cases::config;
use crate::laws::stream;
use crate::reply::{chat_replies, replies};
use crate::streams::{CREATED, fold, read, to_responses};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_responses_client_hears_the_same_of_a_messages_provider_either_way(reply in replies()) {
        hears_the_same(&read(Format::Messages, [reply.to_messages().as_bytes()]).unwrap());
    }

    #[test]
    fn a_responses_client_hears_the_same_of_a_chat_provider_either_way(reply in chat_replies()) {
        hears_the_same(&read(Format::Chat, [reply.to_chat().as_bytes()]).unwrap());
    }

    #[test]
    fn a_stream_that_fails_anywhere_is_whole_events(reply in replies(), at in any::<prop::sample::Index>()) {
        let events = read(Format::Messages, [reply.to_messages().as_bytes()]).unwrap();
        let mut encoder = responses::Encoder::new(delivery(), CREATED);
        let mut out = Vec::new();
        for event in &events[..at.index(events.len())] {
            encoder.encode(event, &mut out);
        }
        let failure = formats::Failure::new(formats::ErrorKind::BadGateway, "broke \"off\"\n\n");
        encoder.fail(&failure, &mut out);
        let text = String::from_utf8(out).unwrap();
        let (name, data) = *stream::responses(&text).last().unwrap();
        prop_assert_eq!(name, "response.failed");
        let data: Value = serde_json::from_str(data).unwrap();
        prop_assert_eq!(&data["response"]["error"]["message"], "broke \"off\"\n\n");
    }
}

fn hears_the_same(events: &[Event<'_>]) {
    let delivery = delivery();
    let text = to_responses(&delivery, events);
    let whole = responses::encode_answer(&delivery, &fold(events), CREATED);
    let whole: Value = serde_json::from_slice(&whole).unwrap();
    let (response, output) = put_together(&text);
    assert_eq!(response, whole, "{text}");
    assert_eq!(output, whole["output"], "{text}");
}

fn delivery() -> responses::Delivery {
    let body = json!({"model": "claude-opus-4-8", "input": "hi", "stream": true}).to_string();
    let (_, delivery) = responses::decode_request(&body, &mut Losses::default()).unwrap();
    delivery
}

/// The last event's response, and the output put together as OpenAI's SDKs do it (openai-python 3.57.0,
/// `ResponseStreamState`).
fn put_together(text: &str) -> (Value, Value) {
    let mut output: Vec<Value> = Vec::new();
    let mut response = Value::Null;
    for (name, data) in stream::responses(text) {
        let data: Value = serde_json::from_str(data).unwrap();
        let at = data["output_index"]
            .as_u64()
            .map(|at| usize::try_from(at).unwrap());
        let item = at.filter(|at| *at < output.len()).map(|at| &mut output[at]);
        let parts = |item: &mut Value| -> String {
            let kind = item["type"].as_str().unwrap();
            if kind == "message" {
                "content"
            } else {
                "summary"
            }
            .to_owned()
        };
        match (name.strip_prefix("response.").unwrap(), item) {
            ("output_item.added", None) => output.push(data["item"].clone()),
            ("content_part.added" | "reasoning_summary_part.added", Some(item)) => {
                let parts = parts(item);
                item[&parts]
                    .as_array_mut()
                    .unwrap()
                    .push(data["part"].clone());
            }
            ("output_text.delta" | "reasoning_summary_text.delta", Some(item)) => {
                let parts = parts(item);
                join(&mut item[&parts][0]["text"], &data);
            }
            ("refusal.delta", Some(item)) => join(&mut item["content"][0]["refusal"], &data),
            ("function_call_arguments.delta", Some(item)) => join(&mut item["arguments"], &data),
            ("output_item.done", Some(item)) => {
                for member in ["type", "id", "call_id", "arguments", "content", "summary"] {
                    assert_eq!(item[member], data["item"][member], "{member}");
                }
                *item = data["item"].clone();
            }
            ("completed" | "incomplete", None) => response = data["response"].clone(),
            ("created" | "in_progress", None) => {}
            (done, Some(_)) if done.ends_with(".done") => {}
            (other, _) => panic!("an SDK knows no {other} here"),
        }
    }
    (response, Value::from(output))
}

fn join(value: &mut Value, data: &Value) {
    let joined = value.as_str().unwrap().to_owned() + data["delta"].as_str().unwrap();
    *value = joined.into();
}
