use serde_json::{Value, json};

use super::super::decode_answer;
use super::*;
use crate::conversation::Block;

/// The chunks put together as OpenAI's SDKs do it (source: openai-python 3.57.0, `accumulate_delta`).
fn put_together(chunks: &[Value]) -> Value {
    let mut message = json!({});
    let (mut reason, mut usage) = (Value::Null, Value::Null);
    for chunk in chunks {
        assert_eq!(chunk["object"], "chat.completion.chunk");
        assert_eq!(
            (&chunk["id"], &chunk["created"], &chunk["model"]),
            (&chunks[0]["id"], &chunks[0]["created"], &chunks[0]["model"])
        );
        if let Some(choice) = chunk["choices"].get(0) {
            assert_eq!(choice["index"], 0);
            accumulate(&mut message, &choice["delta"]);
            if reason.is_null() {
                reason = choice["finish_reason"].clone();
            }
        }
        if usage.is_null() {
            usage = chunk["usage"].clone();
        }
    }
    json!({ "message": message, "finish_reason": reason, "usage": usage, "id": chunks[0]["id"], "model": chunks[0]["model"] })
}

fn accumulate(so_far: &mut Value, delta: &Value) {
    for (key, more) in delta.as_object().unwrap() {
        let known = &mut so_far[key];
        match (&mut *known, more) {
            (Value::String(text), Value::String(more)) if key != "type" => text.push_str(more),
            (Value::Object(_), Value::Object(_)) => accumulate(known, more),
            (_, Value::Array(items)) => {
                if known.is_null() {
                    *known = json!([]);
                }
                for item in items {
                    let index = usize::try_from(item["index"].as_u64().unwrap()).unwrap();
                    let list = known.as_array_mut().unwrap();
                    assert!(index <= list.len(), "calls come in order");
                    if index == list.len() {
                        list.push(json!({}));
                    }
                    let mut item = item.clone();
                    item.as_object_mut().unwrap().remove("index");
                    accumulate(&mut list[index], &item);
                }
            }
            (_, more) => *known = more.clone(),
        }
    }
}

/// That a stream says exactly what the whole answer says.
fn agree(members: &str, events: &[Event<'_>]) {
    let delivery = delivery(members);
    let whole = whole(&delivery, events);
    let chunks = chunks(&streamed(&delivery, events));
    let mut expected = json!({
        "message": whole["choices"][0]["message"],
        "finish_reason": whole["choices"][0]["finish_reason"],
        "usage": whole["usage"],
        "id": whole["id"],
        "model": whole["model"],
    });
    if !members.contains("include_usage") {
        expected["usage"] = Value::Null;
    }
    if expected["message"]["refusal"].is_null() {
        expected["message"]
            .as_object_mut()
            .unwrap()
            .remove("refusal");
    }
    assert_eq!(put_together(&chunks), expected);
}

#[test]
fn streamed_and_whole_answers_say_the_same() {
    let thought = || {
        [
            Event::Open(Opened::Thinking),
            Event::Thinking(escaped("so\\n")),
            Event::Signature(escaped("signed")),
            Event::Close,
            Event::Open(Opened::HiddenThinking(escaped("hidden"))),
            Event::Close,
        ]
    };
    let refusal = || {
        [
            Event::Open(Opened::Refusal),
            Event::Refusal(escaped("no")),
            Event::Close,
        ]
    };
    let foreign = || {
        let json = || Json::parse("{\"type\":\"x\"}").unwrap();
        [
            Event::Open(Opened::Foreign(json())),
            Event::Foreign(json()),
            Event::Close,
        ]
    };
    let calls = || {
        [
            call_block("c1", "f", &[]),
            call_block("c2", "f", &["", " ", "{\\\"a\\\":1}"]),
        ]
        .concat()
    };
    let mut cases: Vec<Vec<Event<'static>>> = vec![
        vec![],
        text_block("a").to_vec(),
        text_block("").to_vec(),
        [text_block("a"), text_block("b")].concat(),
        calls(),
        [calls(), text_block("a").to_vec()].concat(),
        [text_block("a").to_vec(), calls()].concat(),
        [text_block("").to_vec(), calls()].concat(),
        thought().to_vec(),
        [thought().to_vec(), text_block("a").to_vec()].concat(),
        [thought().to_vec(), calls()].concat(),
        [foreign(), text_block("a")].concat(),
        refusal().to_vec(),
        [text_block("a"), refusal()].concat(),
    ];
    cases.push(call_block("c1", "f", &[" ", "\\n"]));
    cases.push(call_block("c1", "f", &["{\\\"cut of"]));
    cases.push(call_block(
        "c1",
        "x",
        &["{\\\"input\\\":\\\"say", " \\\\\\\"hi\\\\\\\"\\\"}"],
    ));
    cases.push(call_block("c1", "x", &["{\\\"input\\\":\\\"cut"]));
    cases.push(call_block("c1", "x", &[]));
    for events in cases {
        for why in [
            Stop::EndTurn,
            Stop::Calls,
            Stop::MaxTokens,
            Stop::Refusal(None),
            Stop::Refusal(Some(escaped("may not"))),
        ] {
            let events = answer(events.clone(), why);
            for members in ["", COUNTED, LEGACY, CUSTOM] {
                agree(members, &events);
            }
        }
    }
}

#[test]
fn what_is_written_is_read_again_streamed_and_whole() {
    let blocks = [
        Content::Thinking {
            text: escaped("so\\n"),
            signature: None,
        },
        text(r#"say \"\u00e9\""#),
        called("c1", "f", r#"{"a": "\u00e9"}"#),
        called("c2", "f", "{}"),
    ];
    let given = Answer {
        id: "chatcmpl-1".to_owned(),
        model: "gpt".to_owned(),
        blocks: blocks.into_iter().map(Block::new).collect(),
        stop: Stop::Calls,
        usage: Usage {
            input: Some(1),
            cache_read: Some(2),
            output: Some(3),
            reasoning: Some(1),
            ..Usage::default()
        },
    };
    let delivery = delivery(COUNTED);
    let whole = String::from_utf8(encode_answer(&delivery, &given, 1)).unwrap();
    let mut events = Vec::new();
    decode_answer(&whole, &mut |event| events.push(owned(event))).unwrap();
    assert_eq!(folded(&events), given);
    let stream = streamed(&delivery, &events);
    let mut again = Fold::default();
    let mut decoder = Decoder::default();
    sse::Decoder::new(1 << 16)
        .push(stream.as_bytes(), |message| {
            decoder
                .decode(message, &mut |event| again.push(&event))
                .unwrap();
        })
        .unwrap();
    assert!(decoder.finished());
    assert_eq!(again.finish().unwrap(), given);
}
