use serde_json::json;

use super::*;

/// The events put together as OpenAI's SDKs do it (source: openai-python 3.57.0, `ResponseStreamState`).
fn put_together(all: &[Value]) -> Value {
    let mut output: Vec<Value> = Vec::new();
    for data in all {
        let at = || usize::try_from(data["output_index"].as_u64().unwrap()).unwrap();
        let join = |value: &mut Value| {
            let more = data["delta"].as_str().unwrap();
            *value = (value.as_str().unwrap().to_owned() + more).into();
        };
        match data["type"].as_str().unwrap() {
            "response.output_item.added" => {
                assert_eq!(at(), output.len());
                output.push(data["item"].clone());
            }
            "response.content_part.added" => {
                let content = output[at()]["content"].as_array_mut().unwrap();
                assert_eq!(data["content_index"], content.len());
                content.push(data["part"].clone());
            }
            "response.reasoning_summary_part.added" => {
                let summary = output[at()]["summary"].as_array_mut().unwrap();
                assert_eq!(data["summary_index"], summary.len());
                summary.push(data["part"].clone());
            }
            "response.output_text.delta" => join(&mut output[at()]["content"][0]["text"]),
            "response.refusal.delta" => join(&mut output[at()]["content"][0]["refusal"]),
            "response.reasoning_summary_text.delta" => {
                join(&mut output[at()]["summary"][0]["text"]);
            }
            "response.function_call_arguments.delta" => join(&mut output[at()]["arguments"]),
            "response.custom_tool_call_input.delta" => join(&mut output[at()]["input"]),
            "response.output_item.done" => {
                // What came in pieces is what comes whole.
                let (pieces, item) = (&output[at()], &data["item"]);
                for member in [
                    "type",
                    "id",
                    "call_id",
                    "name",
                    "namespace",
                    "arguments",
                    "input",
                    "content",
                    "summary",
                ] {
                    assert_eq!(pieces[member], item[member], "{member}");
                }
                output[at()] = item.clone();
            }
            _ => {}
        }
    }
    json!(output)
}

#[test]
fn streamed_and_whole_answers_say_the_same() {
    let cases: Vec<Vec<Event<'static>>> = vec![
        vec![],
        text_block("a"),
        text_block(""),
        [text_block("a"), text_block("b")].concat(),
        thinking_block(&["so", "\\n"], "c2ln"),
        thinking_block(&[], "c2ln"),
        thinking_block(&["so"], ""),
        thinking_block(&[], ""),
        [thinking_block(&["so"], "c2ln"), text_block("a")].concat(),
        refusal_block("no"),
        refusal_block(""),
        [text_block("a"), refusal_block("no")].concat(),
        call_block("c1", "f", &[]),
        call_block("c1", "f", &["", " ", "{\\\"a\\\": \\\"\\\\u00e9\\\"}"]),
        call_block("c1", "f", &["{\\\"cut of"]),
        call_block("c1", "g", &["{}"]),
        call_block(
            "c1",
            "x",
            &["{\\\"input\\\":\\\"say", " \\\\\\\"hi\\\\\\\"\\\"}"],
        ),
        call_block("c1", "x", &["{\\\"input\\\":\\\"cut"]),
        call_block("c1", "x", &[]),
        call_block("c1", "ns__f", &["{}"]),
        call_block("c1", "local_shell", &["{\\\"command\\\":[\\\"ls\\\"]}"]),
        call_block("c1", "local_shell", &["{\\\"command\\\":"]),
        call_block("c1", "local_shell", &[]),
        [
            call_block("c1", "f", &["{}"]),
            call_block("c2", "x", &[]),
            text_block("a"),
        ]
        .concat(),
    ];
    for events in cases {
        for why in [
            Stop::EndTurn,
            Stop::Calls,
            Stop::MaxTokens,
            Stop::Refusal(None),
            Stop::Refusal(Some(escaped("may not"))),
        ] {
            let events = answer(events.clone(), why);
            for delivery in [Delivery::default(), delivery(TOOLS)] {
                let all = data(&streamed(&delivery, &events));
                let whole = whole(&delivery, &events);
                assert_eq!(last(&all), &whole);
                assert_eq!(put_together(&all), whole["output"]);
            }
        }
    }
}
