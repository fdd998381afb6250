//! A client that reads the stream knows the same as one that reads the whole answer.

use formats::conversation::{Event, Losses, Opened, Stop, Usage};
use formats::json::Text;
use formats::{Format, chat, messages, responses, sse};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::cases::config;
use crate::laws::stream;
use crate::reply::{chat_replies, replies, responses_replies};
use crate::streams::{CREATED, fold, owned, read, to_chat, to_messages};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_chat_client_hears_the_same_of_a_messages_provider_either_way(reply in replies(), thoughts in any::<bool>()) {
        chat_client_hears_the_same(&read(Format::Messages, [reply.to_messages().as_bytes()]).unwrap(), thoughts);
    }

    #[test]
    fn a_chat_client_hears_the_same_of_a_chat_provider_either_way(reply in chat_replies(), thoughts in any::<bool>()) {
        chat_client_hears_the_same(&read(Format::Chat, [reply.to_chat().as_bytes()]).unwrap(), thoughts);
    }

    #[test]
    fn a_chat_client_hears_the_same_of_a_responses_provider_either_way(reply in responses_replies(), thoughts in any::<bool>()) {
        chat_client_hears_the_same(&read(Format::Responses, [reply.to_responses().as_bytes()]).unwrap(), thoughts);
    }

    #[test]
    fn a_messages_client_hears_the_same_of_a_responses_provider_either_way(reply in responses_replies()) {
        prop_assume!(!reply.is_cut());
        messages_client_hears_the_same(&read(Format::Responses, [reply.to_responses().as_bytes()]).unwrap());
    }

    /// What a client of a provider that only streams gets as a whole says what the stream said.
    #[test]
    fn what_is_collected_of_a_responses_provider_says_what_it_streamed(reply in responses_replies(), told in any::<bool>()) {
        let mut stream = reply.to_responses();
        if !told {
            // The last event leaves out the items.
            let last = stream.rfind("event: response.").unwrap();
            let kind = stream[last..].lines().next().unwrap().to_owned();
            let status = match kind.ends_with("completed") {
                true => r#""status":"completed""#,
                false => r#""status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}"#,
            };
            stream.truncate(last);
            stream.push_str(&format!("{kind}\ndata: {{\"response\":{{{status}}}}}\n\n"));
        }
        let mut collector = responses::Collector::default();
        let mut bytes = sse::Decoder::new(1 << 20);
        bytes.push(stream.as_bytes(), |message| collector.push(message).unwrap()).unwrap();
        let whole = String::from_utf8(collector.finish().unwrap()).unwrap();
        let mut events = Vec::new();
        responses::decode_answer(&whole, &mut |event| events.push(owned(event))).unwrap();
        let streamed = fold(&read(Format::Responses, [stream.as_bytes()]).unwrap());
        prop_assert_eq!(fold(&events), streamed, "{}", whole);
    }

    #[test]
    fn a_messages_client_hears_the_same_of_a_messages_provider_either_way(reply in replies()) {
        prop_assume!(!reply.is_cut());
        messages_client_hears_the_same(&read(Format::Messages, [reply.to_messages().as_bytes()]).unwrap());
    }

    #[test]
    fn a_messages_client_hears_the_same_of_a_chat_provider_either_way(reply in chat_replies()) {
        prop_assume!(!reply.is_cut());
        messages_client_hears_the_same(&read(Format::Chat, [reply.to_chat().as_bytes()]).unwrap());
    }
}

/// Half a letter, which no Rust string can hold, and clients join: two deltas, one text.
#[test]
fn a_letter_that_is_cut_in_halves_is_whole_in_the_whole_answer() {
    let [first, second] = [r#""say \ud83d""#, r#""\uDE00!""#]
        .map(|half| Event::Text(serde_json::from_str::<Text<'_>>(half).unwrap()));
    let usage = Usage::default();
    let events = [
        Event::Start {
            id: "msg_1".into(),
            model: "claude".into(),
            usage,
        },
        Event::Open(Opened::Text),
        first,
        second,
        Event::Close,
        Event::Stop {
            stop: Stop::EndTurn,
            usage,
        },
        Event::End,
    ];
    let streamed = to_chat(&chat_delivery(false), &events);
    assert!(
        streamed.contains(r"say \ud83d") && streamed.contains(r"\uDE00!"),
        "{streamed}"
    );
    let whole = chat::encode_answer(&chat_delivery(false), &fold(&events), CREATED);
    let whole: Value = serde_json::from_slice(&whole).unwrap();
    assert_eq!(whole["choices"][0]["message"]["content"], "say 😀!");
}

fn chat_client_hears_the_same(events: &[Event<'_>], thoughts: bool) {
    let delivery = chat_delivery(thoughts);
    let streamed = fold_chat(&to_chat(&delivery, events));
    let whole = chat::encode_answer(&delivery, &fold(events), CREATED);
    let whole: Value = serde_json::from_slice(&whole).unwrap();
    let (heard, read) = (&streamed["choices"][0], &whole["choices"][0]);
    assert_eq!(heard["message"], as_said(&read["message"]));
    assert_eq!(heard["finish_reason"], read["finish_reason"]);
    for member in ["id", "created", "model", "usage"] {
        assert_eq!(streamed[member], whole[member], "{member}");
    }
}

fn messages_client_hears_the_same(events: &[Event<'_>]) {
    let delivery = messages_delivery();
    let streamed = fold_messages(&to_messages(&delivery, events));
    let whole = messages::encode_answer(&delivery, &fold(events));
    assert_eq!(streamed, serde_json::from_slice::<Value>(&whole).unwrap());
}

/// A stream with usage at its end; `thoughts`: and with what the model thinks.
pub(crate) fn chat_delivery(thoughts: bool) -> chat::Delivery {
    let body = json!({
        "model": "claude-opus-4-8",
        "messages": [{"role": "user", "content": "hi"}],
        "stream": true,
        "stream_options": {"include_usage": true},
        "include_reasoning": thoughts,
    });
    let body = body.to_string();
    chat::decode_request(&body, &mut Losses::default())
        .unwrap()
        .1
}

pub(crate) fn messages_delivery() -> messages::Delivery {
    let body = json!({
        "model": "claude-opus-4-8",
        "max_tokens": 9,
        "messages": [{"role": "user", "content": "hi"}],
        "stream": true,
    });
    let body = body.to_string();
    messages::decode_request(&body, &mut Losses::default())
        .unwrap()
        .1
}

/// Puts chunks together as OpenAI's SDKs do (openai-python 3.57.0, `accumulate_delta`): texts are joined, calls are
/// told apart by their index, what comes once is taken over.
fn fold_chat(text: &str) -> Value {
    let mut whole = json!({"choices": [{"message": {}, "finish_reason": null}]});
    let events = stream::chat(text);
    assert_eq!(events.last(), Some(&"[DONE]"));
    for data in &events[..events.len() - 1] {
        let chunk: Value = serde_json::from_str(data).unwrap();
        for member in ["id", "created", "model", "usage"] {
            if !chunk[member].is_null() {
                whole[member] = chunk[member].clone();
            }
        }
        for choice in chunk["choices"].as_array().unwrap() {
            assert_eq!(choice["index"], 0);
            let message = whole["choices"][0]["message"].as_object_mut().unwrap();
            accumulate(message, choice["delta"].as_object().unwrap());
            if !choice["finish_reason"].is_null() {
                whole["choices"][0]["finish_reason"] = choice["finish_reason"].clone();
            }
        }
    }
    let message = &mut whole["choices"][0]["message"];
    *message = as_said(message);
    whole
}

fn accumulate(into: &mut Map<String, Value>, delta: &Map<String, Value>) {
    for (key, more) in delta {
        let known = into.entry(key.clone()).or_insert(Value::Null);
        match (known, more) {
            (known @ Value::Null, Value::Array(items)) => {
                *known = Value::Array(vec![]);
                by_index(known.as_array_mut().unwrap(), items);
            }
            (known @ Value::Null, more) => *known = more.clone(),
            (Value::String(text), Value::String(more)) => text.push_str(more),
            (Value::Object(known), Value::Object(more)) => accumulate(known, more),
            (Value::Array(known), Value::Array(more)) => by_index(known, more),
            (_, Value::Null) => {}
            (known, more) => assert_eq!(known, more, "{key} comes twice"),
        }
    }
}

fn by_index(known: &mut Vec<Value>, items: &[Value]) {
    for item in items {
        let at = usize::try_from(item["index"].as_u64().unwrap()).unwrap();
        assert!(at <= known.len(), "calls come in their order");
        if at == known.len() {
            known.push(json!({}));
        }
        let mut item = item.as_object().unwrap().clone();
        item.remove("index");
        accumulate(known[at].as_object_mut().unwrap(), &item);
    }
}

/// A message without what says nothing: `null`, and text of no letters.
fn as_said(message: &Value) -> Value {
    let mut message = message.clone();
    message
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null() && value != "");
    message
}

/// Puts events together as Anthropic's SDKs do (anthropic-python 2.13.0, `accumulate_event`).
fn fold_messages(text: &str) -> Value {
    let mut message = Value::Null;
    let mut arguments = String::new();
    for (name, data) in stream::messages(text) {
        let event: Value = serde_json::from_str(data).unwrap();
        assert_eq!(event["type"], name);
        let index = event["index"].as_u64().map(|n| usize::try_from(n).unwrap());
        match name {
            "message_start" => message = event["message"].clone(),
            "content_block_start" => {
                let content = message["content"].as_array_mut().unwrap();
                assert_eq!(Some(content.len()), index);
                content.push(event["content_block"].clone());
                arguments.clear();
            }
            "content_block_delta" => {
                delta(
                    &mut message["content"][index.unwrap()],
                    &event["delta"],
                    &mut arguments,
                );
            }
            "content_block_stop" if !arguments.is_empty() => {
                let block = &mut message["content"][index.unwrap()];
                block["input"] = serde_json::from_str(&arguments).unwrap();
            }
            "message_delta" => {
                merge(&mut message, &event["delta"]);
                merge(&mut message["usage"], &event["usage"]);
            }
            "content_block_stop" | "message_stop" | "ping" => {}
            other => panic!("an SDK knows no {other}"),
        }
    }
    message
}

fn delta(block: &mut Value, delta: &Value, arguments: &mut String) {
    let mut join = |key: &str| {
        let more = delta[key].as_str().unwrap();
        let joined = block[key].as_str().unwrap_or_default().to_owned() + more;
        block[key] = joined.into();
    };
    match delta["type"].as_str().unwrap() {
        "text_delta" => join("text"),
        "thinking_delta" => join("thinking"),
        "signature_delta" => block["signature"] = delta["signature"].clone(),
        "input_json_delta" => arguments.push_str(delta["partial_json"].as_str().unwrap()),
        other => panic!("an SDK knows no {other}"),
    }
}

fn merge(into: &mut Value, more: &Value) {
    for (key, value) in more.as_object().unwrap() {
        if !value.is_null() || into.get(key).is_none() {
            into[key] = value.clone();
        }
    }
}
