use super::super::decode_answer;
use super::*;
use crate::ErrorKind;

#[test]
fn a_stream_of_openais_is_read_as_it_comes() {
    let head = r#""id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt","system_fingerprint":"x""#;
    let chunk = |delta: &str, reason: &str| {
        format!(
            "{{{head},\"choices\":[{{\"index\":0,\"delta\":{{{delta}}},\"logprobs\":null,\"finish_reason\":{reason}}}],\"usage\":null}}"
        )
    };
    let data = [
        chunk(r#""role":"assistant","content":"","refusal":null"#, "null"),
        chunk(r#""content":"a\u00e9""#, "null"),
        chunk(r#""content":"b""#, "null"),
        chunk("", "\"length\""),
        format!(
            "{{{head},\"choices\":[],\"usage\":{{\"prompt_tokens\":30,\"completion_tokens\":9,\"total_tokens\":39,\
            \"prompt_tokens_details\":{{\"cached_tokens\":20,\"cache_write_tokens\":4}},\"completion_tokens_details\":{{\"reasoning_tokens\":3}}}}}}"
        ),
        "[DONE]".to_owned(),
    ];
    let data: Vec<&str> = data.iter().map(String::as_str).collect();
    let (events, finished) = heard(&data).unwrap();
    let usage = Usage {
        input: Some(6),
        cache_read: Some(20),
        cache_write: Some(4),
        output: Some(9),
        reasoning: Some(3),
    };
    assert!(finished);
    assert_eq!(
        events,
        [
            Event::Start {
                id: "chatcmpl-1".into(),
                model: "gpt".into(),
                usage: Usage::default()
            },
            Event::Open(Opened::Text),
            Event::Text(escaped("a\\u00e9")),
            Event::Text(escaped("b")),
            Event::Close,
            Event::Stop {
                stop: Stop::MaxTokens,
                usage
            },
            Event::End,
        ]
    );
    assert!(!heard(&data[..3]).unwrap().1);
    assert!(!heard(&data[..4]).unwrap().1);
    // It needs no [DONE] when all else was said.
    assert!(heard(&data[..5]).unwrap().1);
}

#[test]
fn an_answer_without_a_reason_is_not_whole() {
    let (events, finished) = heard(&[
        r#"{"id":"1","choices":[{"delta":{"content":"a"}}]}"#,
        "[DONE]",
    ])
    .unwrap();
    assert!(!finished && !events.contains(&Event::End));
    let (events, finished) = heard(&["[DONE]"]).unwrap();
    assert!(!finished && events.is_empty());
}

#[test]
fn usage_may_come_with_the_reason_and_before_it() {
    let counted = r#"{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#;
    assert!(heard(&[counted]).unwrap().1);
    let early = r#"{"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":1,"completion_tokens":1}}"#;
    let late = r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#;
    assert!(!heard(&[early, late]).unwrap().1);
    assert!(
        heard(&[early, late, "[DONE]", "[DONE]", "not JSON"])
            .unwrap()
            .1
    );
}

#[test]
fn thoughts_have_two_names_and_refusals_their_own() {
    let blocks = blocks(&[
        r#""reasoning_content":"a","reasoning":"a""#,
        r#""reasoning":"b","content":"""#,
        r#""reasoning":{"x":1},"content":"c""#,
        r#""refusal":"no""#,
    ]);
    let thought = Content::Thinking {
        text: escaped("ab"),
        signature: None,
    };
    assert_eq!(
        blocks.unwrap(),
        [thought, text("c"), Content::Refusal(escaped("no"))]
    );
}

#[test]
fn each_finish_reason_is_read() {
    for (reason, delta, expected) in [
        ("stop", r#""content":"a""#, Stop::EndTurn),
        ("length", r#""content":"a""#, Stop::MaxTokens),
        ("tool_calls", "", Stop::Calls),
        ("function_call", "", Stop::Calls),
        ("content_filter", "", Stop::Refusal(None)),
        ("eos", "", Stop::Other("eos".into())),
        // A call asked for by name, and a refusal in words, end with "stop".
        (
            "stop",
            r#""tool_calls":[{"index":0,"id":"c","function":{"name":"f"}}]"#,
            Stop::Calls,
        ),
        ("stop", r#""refusal":"no""#, Stop::Refusal(None)),
    ] {
        let data =
            format!("{{\"choices\":[{{\"delta\":{{{delta}}},\"finish_reason\":\"{reason}\"}}]}}");
        let (events, _) = heard(&[&data, "[DONE]"]).unwrap();
        assert_eq!(folded(&events).stop, expected);
    }
}

#[test]
fn faults_in_the_middle_of_a_stream_are_the_providers_own_words() {
    let failure = heard(&[
        r#"{"error":{"message":"too much","type":"server_error","code":"rate_limit_exceeded"}}"#,
    ])
    .unwrap_err();
    assert_eq!(
        (failure.kind, failure.message.as_str()),
        (ErrorKind::RateLimit, "too much")
    );
    let failure =
        heard(&[r#"{"id":"1","error":{"message":"busy","code":503},"choices":[]}"#]).unwrap_err();
    assert_eq!(
        (failure.kind, failure.message.as_str()),
        (ErrorKind::Overloaded, "busy")
    );
    let named = sse::Message {
        name: "error",
        data: r#"{"object":"error","message":"gone"}"#,
    };
    let failure = Decoder::default().decode(named, &mut |_| {}).unwrap_err();
    assert_eq!(
        (failure.kind, failure.message.as_str()),
        (ErrorKind::Internal, "gone")
    );
    let failure = heard(&["not JSON"]).unwrap_err();
    assert_eq!(failure.kind, ErrorKind::BadGateway);
}

#[test]
fn chunks_that_say_nothing_are_passed_over() {
    let data = [
        "",
        r#"{"id":"","model":"","choices":[],"prompt_filter_results":[{}]}"#,
        r#"{"id":"1","model":"gpt","choices":[{"index":1,"delta":{"content":"other"}},{"index":0,"delta":null}]}"#,
        r#"{"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":null},"finish_reason":"stop"}]}"#,
        "[DONE]",
    ];
    let answer = folded(&heard(&data).unwrap().0);
    assert_eq!((answer.id.as_str(), answer.model.as_str()), ("1", "gpt"));
    assert_eq!(answer.blocks, []);
}

#[test]
fn a_whole_answer_is_read_as_the_events_it_would_have_come_as() {
    let body = r#"{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt","choices":[{"index":0,"logprobs":null,
        "message":{"role":"assistant","content":"a","refusal":null,"annotations":[],"reasoning_content":"so","tool_calls":[
            {"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},
            {"id":"c2","type":"custom","custom":{"name":"x","input":"hi"}}]},"finish_reason":"tool_calls"}],
        "usage":{"prompt_tokens":3,"completion_tokens":4}}"#;
    let mut events = Vec::new();
    decode_answer(body, &mut |event| events.push(owned(event))).unwrap();
    ordered(&events);
    let answer = folded(&events);
    let blocks: Vec<Content<'_>> = answer
        .blocks
        .into_iter()
        .map(|block| block.content)
        .collect();
    let thought = Content::Thinking {
        text: escaped("so"),
        signature: None,
    };
    assert_eq!(
        blocks,
        [
            thought,
            text("a"),
            called("c1", "f", "{\"a\":1}"),
            called("c2", "x", "\"hi\"")
        ]
    );
    assert_eq!(
        (answer.stop, answer.usage.input, answer.usage.output),
        (Stop::Calls, Some(3), Some(4))
    );
    for none in ["", "{}", "[]", r#"{"choices":[]}"#, "<html>"] {
        assert_eq!(
            decode_answer(none, &mut |_| {}).unwrap_err().kind,
            ErrorKind::BadGateway,
            "{none}"
        );
    }
    let fault = decode_answer(
        r#"{"error":{"message":"no","code":"model_not_found"}}"#,
        &mut |_| {},
    );
    assert_eq!(fault.unwrap_err().kind, ErrorKind::UnknownModel);
}
