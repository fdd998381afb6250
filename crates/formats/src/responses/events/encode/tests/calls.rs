use serde_json::json;

use super::*;

fn heard(events: Vec<Event<'static>>) -> Vec<Value> {
    data(&streamed(&delivery(TOOLS), &answer(events, Stop::Calls)))
}

#[test]
fn a_call_comes_in_pieces_and_whole() {
    let all = heard(call_block("c1", "f", &["{\\\"a\\\":", "1}"]));
    assert_eq!(
        kinds(&all)[2..],
        [
            "output_item.added",
            "function_call_arguments.delta",
            "function_call_arguments.delta",
            "function_call_arguments.done",
            "output_item.done",
            "completed",
        ]
    );
    let item = |arguments: &str, status: &str| json!({"type":"function_call","id":"fc_1_0","call_id":"c1","name":"f","arguments":arguments,"status":status});
    assert_eq!(all[2]["item"], item("", "in_progress"));
    assert_eq!(
        all[3],
        json!({"type":"response.function_call_arguments.delta","item_id":"fc_1_0","output_index":0,
               "delta":"{\"a\":","sequence_number":3})
    );
    assert_eq!(
        all[5],
        json!({"type":"response.function_call_arguments.done","item_id":"fc_1_0","output_index":0,
               "arguments":"{\"a\":1}","sequence_number":5})
    );
    assert_eq!(all[6]["item"], item("{\"a\":1}", "completed"));
    assert_eq!(
        last(&all)["output"],
        json!([item("{\"a\":1}", "completed")])
    );
}

#[test]
fn a_call_without_a_word_has_empty_arguments_and_one_cut_off_is_incomplete() {
    for (pieces, deltas, arguments, status) in [
        (&[][..], &["{}"][..], "{}", "completed"),
        (&["", " ", "\\n"], &["{}"], "{}", "completed"),
        (&[" ", "{}"], &[" {}"], " {}", "completed"),
        (&["{\\\"a\\\":"], &["{\"a\":"], "{\"a\":", "incomplete"),
    ] {
        let all = heard(call_block("c1", "f", pieces));
        let said: Vec<&Value> = all
            .iter()
            .filter(|data| data["type"] == "response.function_call_arguments.delta")
            .map(|data| &data["delta"])
            .collect();
        assert_eq!(said, deltas);
        let item = &last(&all)["output"][0];
        assert_eq!(
            (&item["arguments"], &item["status"]),
            (&json!(arguments), &json!(status))
        );
    }
}

#[test]
fn a_call_of_a_namespaces_tool_has_both_names_again() {
    let all = heard(
        [
            call_block("c1", "ns__f", &["{}"]),
            call_block("c2", "ns__x", &["{\\\"input\\\":\\\"i\\\"}"]),
        ]
        .concat(),
    );
    assert_eq!(
        last(&all)["output"],
        json!([
            {"type":"function_call","id":"fc_1_0","call_id":"c1","name":"f","namespace":"ns","arguments":"{}","status":"completed"},
            {"type":"custom_tool_call","id":"ctc_1_1","call_id":"c2","name":"x","namespace":"ns","input":"i"},
        ])
    );
    assert_eq!(all[2]["item"]["namespace"], "ns");
}

#[test]
fn a_custom_call_comes_with_its_text() {
    let all = heard(call_block(
        "c1",
        "x",
        &["{\\\"input\\\":\\\"say", " \\\\\\\"hi\\\\\\\"\\\"}"],
    ));
    assert_eq!(
        kinds(&all)[2..],
        [
            "output_item.added",
            "custom_tool_call_input.delta",
            "custom_tool_call_input.done",
            "output_item.done",
            "completed",
        ]
    );
    assert_eq!(
        all[3],
        json!({"type":"response.custom_tool_call_input.delta","item_id":"ctc_1_0","output_index":0,
               "delta":"say \"hi\"","sequence_number":3})
    );
    assert_eq!(all[4]["input"], "say \"hi\"");
    let item = json!({"type":"custom_tool_call","id":"ctc_1_0","call_id":"c1","name":"x","input":"say \"hi\""});
    assert_eq!(all[5]["item"], item);
}

#[test]
fn a_custom_call_that_its_provider_did_not_wrap_says_the_same_streamed_and_whole() {
    let events = answer(call_block("c1", "x", &["\\\"te", "xt\\\""]), Stop::Calls);
    let delivery = delivery(TOOLS);
    let all = data(&streamed(&delivery, &events));
    assert_eq!(last(&all)["output"][0]["input"], "text");
    assert_eq!(last(&all), &whole(&delivery, &events));
}

#[test]
fn a_shell_is_told_what_to_run() {
    let all = heard(call_block(
        "c1",
        "local_shell",
        &["{\\\"command\\\":[\\\"ls\\\"],", "\\n\\\"timeout_ms\\\":5}"],
    ));
    assert_eq!(
        kinds(&all)[2..],
        ["output_item.added", "output_item.done", "completed"]
    );
    assert_eq!(
        all[3]["item"],
        json!({"type":"local_shell_call","id":"lsh_1_0","call_id":"c1",
               "action":{"type":"exec","command":["ls"],"env":{},"timeout_ms":5},"status":"completed"})
    );
    let cut = heard(call_block(
        "c1",
        "local_shell",
        &["{\\\"command\\\":[\\\"rm"],
    ));
    let item = &last(&cut)["output"][0];
    assert_eq!(
        (&item["action"]["command"], &item["status"]),
        (&json!([]), &json!("incomplete"))
    );
}
