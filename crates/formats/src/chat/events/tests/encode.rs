use serde_json::{Value, json};

use super::*;

fn deltas(delivery: &Delivery, events: &[Event<'_>]) -> Vec<Value> {
    let chunks = chunks(&streamed(delivery, events));
    let with_choices = chunks
        .into_iter()
        .filter(|chunk| chunk["choices"][0].is_object());
    with_choices
        .map(|chunk| chunk["choices"][0]["delta"].clone())
        .collect()
}

#[test]
fn a_stream_of_text_is_chunks_of_one_answer() {
    let events = answer(
        [
            Event::Ping,
            Event::Open(Opened::Text),
            Event::Text(escaped(r#"say \u00e9 \"hi\""#)),
            Event::Text(escaped("")),
            Event::Text(escaped("\\n")),
            Event::Close,
        ],
        Stop::EndTurn,
    );
    let head = r#"data: {"id":"chatcmpl-msg_1","object":"chat.completion.chunk","created":1700,"model":"claude""#;
    let chunk = |delta: &str, reason: &str| {
        format!(
            "{head},\"choices\":[{{\"index\":0,\"delta\":{{{delta}}},\"finish_reason\":{reason}}}]}}\n\n"
        )
    };
    let expected = [
        chunk(r#""role":"assistant","content":null"#, "null"),
        ": ping\n\n".to_owned(),
        chunk(r#""content":"say \u00e9 \"hi\"""#, "null"),
        chunk(r#""content":"\n""#, "null"),
        chunk("", "\"stop\""),
        "data: [DONE]\n\n".to_owned(),
    ];
    assert_eq!(streamed(&Delivery::default(), &events), expected.concat());
}

#[test]
fn a_client_that_counts_finds_usage_null_in_each_chunk_and_in_the_last() {
    let chunks = chunks(&streamed(
        &delivery(COUNTED),
        &answer(text_block("a"), Stop::EndTurn),
    ));
    let (last, others) = chunks.split_last().unwrap();
    assert!(
        others
            .iter()
            .all(|chunk| chunk.as_object().unwrap().get("usage") == Some(&Value::Null))
    );
    assert_eq!(last["choices"], json!([]));
    assert_eq!(
        last["usage"],
        json!({"prompt_tokens":27,"completion_tokens":5,"total_tokens":32,
               "prompt_tokens_details":{"cached_tokens":20},"completion_tokens_details":{"reasoning_tokens":2}})
    );
}

#[test]
fn a_whole_answer_has_what_openais_have() {
    let mut events = text_block("a").to_vec();
    events.extend(call_block(
        "toolu_1",
        "f",
        &[r#"{\"a\""#, r#": \"\\u00e9\"}"#],
    ));
    assert_eq!(
        whole(&Delivery::default(), &answer(events, Stop::Calls)),
        json!({"id":"chatcmpl-msg_1","object":"chat.completion","created":1700,"model":"claude","choices":[{"index":0,
            "message":{"role":"assistant","content":"a","refusal":null,"tool_calls":[
                {"id":"toolu_1","type":"function","function":{"name":"f","arguments":"{\"a\": \"\\u00e9\"}"}}]},
            "logprobs":null,"finish_reason":"tool_calls"}],
            "usage":{"prompt_tokens":27,"completion_tokens":5,"total_tokens":32,
               "prompt_tokens_details":{"cached_tokens":20},"completion_tokens_details":{"reasoning_tokens":2}}})
    );
}

#[test]
fn content_is_null_only_where_something_else_is_said() {
    for (events, content) in [
        (vec![], json!("")),
        (text_block("a").to_vec(), json!("a")),
        (call_block("c1", "f", &[]), Value::Null),
    ] {
        let events = answer(events, Stop::EndTurn);
        let deltas = deltas(&Delivery::default(), &events);
        assert_eq!(deltas[0], json!({"role":"assistant","content":null}));
        assert_eq!(
            whole(&Delivery::default(), &events)["choices"][0]["message"]["content"],
            content
        );
    }
}

#[test]
fn the_deltas_of_calls_are_indexed_and_a_call_without_arguments_has_empty_ones() {
    let events = [
        call_block("c1", "f", &["{\\\"a\\\"", ":1}"]),
        call_block("c2", "g", &[]),
    ]
    .concat();
    let arguments = |index: u64, text: &str| json!({"tool_calls":[{"index":index,"function":{"arguments":text}}]});
    let opened = |index: u64, id: &str, name: &str| json!({"tool_calls":[{"index":index,"id":id,"type":"function","function":{"name":name,"arguments":""}}]});
    assert_eq!(
        deltas(&Delivery::default(), &answer(events, Stop::Calls))[1..],
        [
            opened(0, "c1", "f"),
            arguments(0, "{\"a\""),
            arguments(0, ":1}"),
            opened(1, "c2", "g"),
            arguments(1, "{}"),
            json!({}),
        ]
    );
}

#[test]
fn custom_calls_come_whole_with_their_text() {
    let events = answer(
        call_block("c1", "x", &["{\\\"input\\\":\\\"a", "\\\\nb\\\"}"]),
        Stop::Calls,
    );
    let custom = delivery(CUSTOM);
    assert_eq!(
        deltas(&custom, &events)[1],
        json!({"tool_calls":[{"index":0,"id":"c1","type":"custom","custom":{"name":"x","input":"a\nb"}}]})
    );
    assert_eq!(
        whole(&custom, &events)["choices"][0]["message"]["tool_calls"],
        json!([{"id":"c1","type":"custom","custom":{"name":"x","input":"a\nb"}}])
    );
}

#[test]
fn a_client_of_functions_gets_its_call_the_old_way() {
    let events = [
        call_block("c1", "f", &["{\\\"a\\\":", "1}"]),
        call_block("c2", "f", &["{}"]),
    ]
    .concat();
    let events = answer(events, Stop::Calls);
    let choice = &whole(&delivery(LEGACY), &events)["choices"][0];
    assert_eq!(choice["finish_reason"], "function_call");
    assert_eq!(
        choice["message"],
        json!({"role":"assistant","content":null,"refusal":null,"function_call":{"name":"f","arguments":"{\"a\":1}"}})
    );
}

#[test]
fn thoughts_are_shown_to_those_who_ask_only() {
    let events = answer(
        [
            Event::Open(Opened::Thinking),
            Event::Thinking(escaped("so")),
            Event::Close,
        ],
        Stop::EndTurn,
    );
    let thoughts = |delivery: &Delivery| {
        whole(delivery, &events)["choices"][0]["message"]["reasoning_content"].clone()
    };
    assert_eq!(thoughts(&delivery(COUNTED)), "so");
    assert_eq!(thoughts(&Delivery::default()), Value::Null);
    assert!(!streamed(&Delivery::default(), &events).contains("so\""));
}

#[test]
fn each_reason_has_its_name() {
    for (why, reason) in [
        (Stop::EndTurn, "stop"),
        (Stop::Sequence(Some(escaped("x"))), "stop"),
        (Stop::Pause, "stop"),
        (Stop::Other("odd".into()), "stop"),
        (Stop::MaxTokens, "length"),
        (Stop::ContextWindow, "length"),
        (Stop::Calls, "tool_calls"),
        (Stop::Refusal(None), "content_filter"),
    ] {
        let events = answer(text_block("a"), why);
        assert_eq!(
            whole(&Delivery::default(), &events)["choices"][0]["finish_reason"],
            reason
        );
    }
}

#[test]
fn an_id_has_its_prefix_once() {
    for (id, spelled) in [
        ("msg_1", "chatcmpl-msg_1"),
        ("chatcmpl-1", "chatcmpl-1"),
        ("a\"b", "chatcmpl-a\"b"),
    ] {
        let events = [
            Event::Start {
                id: id.into(),
                model: "m\"".into(),
                usage: Usage::default(),
            },
            stop(Stop::EndTurn),
            Event::End,
        ];
        assert_eq!(whole(&Delivery::default(), &events)["id"], spelled);
        let chunks = chunks(&streamed(&Delivery::default(), &events));
        assert_eq!(
            (&chunks[0]["id"], &chunks[0]["model"]),
            (&json!(spelled), &json!("m\""))
        );
    }
}
