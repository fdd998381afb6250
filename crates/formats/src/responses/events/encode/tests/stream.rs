use serde_json::json;

use super::*;

#[test]
fn a_stream_of_text_has_the_events_of_one_in_their_order() {
    let mut events = vec![Event::Ping];
    events.extend([
        Event::Open(Opened::Text),
        Event::Text(escaped(r#"say \u00e9 \"hi\""#)),
        Event::Text(escaped("")),
        Event::Text(escaped("\\n")),
        Event::Close,
    ]);
    let stream = streamed(&Delivery::default(), &answer(events, Stop::EndTurn));
    assert!(stream.contains("\n\n: ping\n\n"), "{stream}");
    let all = data(&stream);
    assert_eq!(
        kinds(&all),
        [
            "created",
            "in_progress",
            "output_item.added",
            "content_part.added",
            "output_text.delta",
            "output_text.delta",
            "output_text.done",
            "content_part.done",
            "output_item.done",
            "completed",
        ]
    );
    let part =
        |text: &str| json!({"type":"output_text","annotations":[],"logprobs":[],"text":text});
    let item = |status: &str, content: Value| json!({"type":"message","id":"msg_1_0","role":"assistant","status":status,"content":content});
    let of_part = |data: &Value| {
        assert_eq!(
            (&data["item_id"], &data["output_index"]),
            (&json!("msg_1_0"), &json!(0))
        );
        assert_eq!(data["content_index"], 0);
    };
    all[3..=7].iter().for_each(of_part);
    assert_eq!(all[2]["item"], item("in_progress", json!([])));
    assert_eq!(all[3]["part"], part(""));
    assert_eq!(
        all[4],
        json!({"type":"response.output_text.delta","item_id":"msg_1_0","output_index":0,"content_index":0,
               "delta":"say é \"hi\"","logprobs":[],"sequence_number":4})
    );
    assert_eq!(
        (&all[6]["text"], &all[6]["logprobs"]),
        (&json!("say é \"hi\"\n"), &json!([]))
    );
    assert_eq!(all[7]["part"], part("say é \"hi\"\n"));
    let done = item("completed", json!([part("say é \"hi\"\n")]));
    assert_eq!(all[8]["item"], done);
    assert_eq!(last(&all)["output"], json!([done]));
}

#[test]
fn a_response_has_what_openais_have() {
    let events = answer(text_block("a"), Stop::EndTurn);
    let (all, whole) = (
        data(&streamed(&Delivery::default(), &events)),
        whole(&Delivery::default(), &events),
    );
    assert_eq!(last(&all), &whole);
    assert_eq!(
        whole,
        json!({"id":"resp_msg_1","object":"response","created_at":1700,"status":"completed","error":null,
            "incomplete_details":null,"model":"claude","output":[{"type":"message","id":"msg_1_0","role":"assistant",
                "status":"completed","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"a"}]}],
            "background":false,"previous_response_id":null,"store":false,"max_output_tokens":null,"temperature":null,
            "top_p":null,"parallel_tool_calls":true,"tool_choice":"auto","reasoning":{"effort":null,"summary":null},
            "text":{"format":{"type":"text"}},"truncation":"disabled","user":null,"service_tier":"default","metadata":{},
            "tools":[],"instructions":null,
            "usage":{"input_tokens":27,"input_tokens_details":{"cached_tokens":20,"cache_write_tokens":0},"output_tokens":5,
                "output_tokens_details":{"reasoning_tokens":2},"total_tokens":32}})
    );
    for begun in &all[..2] {
        assert_eq!(begun["response"]["status"], "in_progress");
        assert_eq!(begun["response"]["output"], json!([]));
        assert_eq!(begun["response"]["usage"], Value::Null);
    }
}

#[test]
fn thoughts_are_a_summary_with_what_the_provider_signed() {
    let events = answer(thinking_block(&["so\\n", "", "x"], "c2ln"), Stop::EndTurn);
    let all = data(&streamed(&Delivery::default(), &events));
    assert_eq!(
        kinds(&all)[2..],
        [
            "output_item.added",
            "reasoning_summary_part.added",
            "reasoning_summary_text.delta",
            "reasoning_summary_text.delta",
            "reasoning_summary_text.done",
            "reasoning_summary_part.done",
            "output_item.done",
            "completed",
        ]
    );
    assert_eq!(
        all[2]["item"],
        json!({"type":"reasoning","id":"rs_1_0","summary":[]})
    );
    assert_eq!(
        all[4],
        json!({"type":"response.reasoning_summary_text.delta","item_id":"rs_1_0","output_index":0,"summary_index":0,
               "delta":"so\n","sequence_number":4})
    );
    assert_eq!(all[6]["text"], "so\nx");
    assert_eq!(
        all[8]["item"],
        json!({"type":"reasoning","id":"rs_1_0","summary":[{"type":"summary_text","text":"so\nx"}],
               "encrypted_content":"c2ln"})
    );
}

#[test]
fn thoughts_without_words_are_what_the_provider_signed_alone() {
    let hidden = vec![
        Event::Open(Opened::HiddenThinking(escaped("c2ln"))),
        Event::Close,
    ];
    for events in [hidden, thinking_block(&[], "c2ln")] {
        let all = data(&streamed(
            &Delivery::default(),
            &answer(events, Stop::EndTurn),
        ));
        assert_eq!(
            kinds(&all)[2..],
            ["output_item.added", "output_item.done", "completed"]
        );
        let item =
            json!({"type":"reasoning","id":"rs_1_0","summary":[],"encrypted_content":"c2ln"});
        assert_eq!(all[3]["item"], item);
    }
}

#[test]
fn each_reason_has_its_last_event() {
    let incomplete = |reason: &str| ("incomplete", json!({ "reason": reason }));
    let completed = || ("completed", Value::Null);
    for (events, why, (kind, details)) in [
        (text_block("a"), Stop::EndTurn, completed()),
        (
            text_block("a"),
            Stop::Sequence(Some(escaped("x"))),
            completed(),
        ),
        (text_block("a"), Stop::Pause, completed()),
        (text_block("a"), Stop::Other("odd".into()), completed()),
        (call_block("c", "f", &[]), Stop::Calls, completed()),
        (
            text_block("a"),
            Stop::MaxTokens,
            incomplete("max_output_tokens"),
        ),
        (
            text_block("a"),
            Stop::ContextWindow,
            incomplete("max_output_tokens"),
        ),
        (
            text_block("a"),
            Stop::Refusal(None),
            incomplete("content_filter"),
        ),
        (refusal_block("no"), Stop::Refusal(None), completed()),
        (vec![], Stop::Refusal(Some(escaped("may not"))), completed()),
    ] {
        let all = data(&streamed(
            &Delivery::default(),
            &answer(events, why.clone()),
        ));
        assert_eq!(*kinds(&all).last().unwrap(), kind, "{why:?}");
        assert_eq!(last(&all)["status"], kind);
        assert_eq!(last(&all)["incomplete_details"], details);
    }
}

#[test]
fn a_refusal_is_a_part_of_its_own_kind() {
    let events = answer(vec![], Stop::Refusal(Some(escaped("may not"))));
    let all = data(&streamed(&Delivery::default(), &events));
    assert_eq!(
        kinds(&all)[2..],
        [
            "output_item.added",
            "content_part.added",
            "refusal.delta",
            "refusal.done",
            "content_part.done",
            "output_item.done",
            "completed",
        ]
    );
    assert_eq!(all[3]["part"], json!({"type":"refusal","refusal":""}));
    assert_eq!(
        all[4],
        json!({"type":"response.refusal.delta","item_id":"msg_1_0","output_index":0,"content_index":0,
               "delta":"may not","sequence_number":4})
    );
    assert_eq!(all[5]["refusal"], "may not");
    assert_eq!(
        last(&all)["output"][0]["content"],
        json!([{"type":"refusal","refusal":"may not"}])
    );
}

#[test]
fn what_only_another_format_has_is_left_out_and_items_are_counted_without_it() {
    let json = || crate::json::Json::parse("{\"type\":\"server_tool_use\"}").unwrap();
    let mut events = vec![
        Event::Open(Opened::Foreign(json())),
        Event::Foreign(json()),
        Event::Close,
    ];
    events.extend(text_block("a"));
    let events = answer(events, Stop::EndTurn);
    let all = data(&streamed(&Delivery::default(), &events));
    assert_eq!(all[2]["output_index"], 0);
    assert_eq!(last(&all), &whole(&Delivery::default(), &events));
}

#[test]
fn ids_have_their_prefix_once_and_are_short() {
    let long = "x".repeat(99);
    for (id, response, item) in [
        ("msg_1", "resp_msg_1", Some("msg_1_0")),
        ("resp_1", "resp_1", Some("msg_1_0")),
        ("chatcmpl-1", "resp_chatcmpl-1", Some("msg_1_0")),
        ("a\"b", "resp_a\"b", None),
        (&long, &format!("resp_{long}"), None),
    ] {
        let mut events = answer(text_block("a"), Stop::EndTurn);
        events[0] = Event::Start {
            id: id.into(),
            model: "m\"".into(),
            usage: Usage::default(),
        };
        let whole = whole(&Delivery::default(), &events);
        assert_eq!(
            (&whole["id"], &whole["model"]),
            (&json!(response), &json!("m\""))
        );
        let made = whole["output"][0]["id"].as_str().unwrap();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        assert!(made.len() <= 64 && made.bytes().all(plain), "{made}");
        assert!(item.is_none_or(|item| item == made), "{made}");
    }
}
