use serde_json::json;

use super::*;
use crate::{ErrorKind, Failure, Format, error_event};

fn failed(events: &[Event<'_>], failure: &Failure) -> Vec<Value> {
    let mut encoder = Encoder::new(Delivery::default(), 1700);
    let mut out = Vec::new();
    for event in events {
        encoder.encode(event, &mut out);
    }
    encoder.fail(failure, &mut out);
    // Nothing follows.
    let length = out.len();
    encoder.fail(failure, &mut out);
    encoder.encode(&Event::Text(escaped("x")), &mut out);
    encoder.encode(&Event::End, &mut out);
    assert_eq!(out.len(), length);
    data(std::str::from_utf8(&out).unwrap())
}

#[test]
fn a_stream_that_breaks_ends_with_what_was_said_and_why() {
    let failure = Failure::new(ErrorKind::Overloaded, "say \"less\"\n\nevent: forged");
    let mut events = vec![start()];
    events.extend(text_block("a"));
    events.extend([Event::Open(Opened::Text), Event::Text(escaped("half"))]);
    let all = failed(&events, &failure);
    assert_eq!(*kinds(&all).last().unwrap(), "failed");
    let response = last(&all);
    assert_eq!(
        (&response["id"], &response["status"]),
        (&json!("resp_msg_1"), &json!("failed"))
    );
    assert_eq!(
        response["error"],
        json!({"code":"server_is_overloaded","message":"say \"less\"\n\nevent: forged"})
    );
    assert_eq!(response["output"][0]["content"][0]["text"], "a");
    assert_eq!(response["output"][1], Value::Null);
}

#[test]
fn one_that_never_began_begins_first() {
    let all = failed(&[], &Failure::new(ErrorKind::Internal, "no"));
    assert_eq!(kinds(&all), ["created", "in_progress", "failed"]);
    assert_eq!(all[0]["response"]["id"], all[2]["response"]["id"]);
}

#[test]
fn a_whole_answer_cannot_fail_any_more() {
    let mut encoder = Encoder::new(Delivery::default(), 1);
    let mut out = Vec::new();
    for event in answer(text_block("a"), Stop::EndTurn) {
        encoder.encode(&event, &mut out);
    }
    let length = out.len();
    encoder.fail(&Failure::new(ErrorKind::Internal, "no"), &mut out);
    assert_eq!(out.len(), length);
}

#[test]
fn a_stream_without_its_last_event_is_no_whole_response() {
    let mut events = answer(text_block("a"), Stop::EndTurn);
    events.pop();
    let all = data(&streamed(&Delivery::default(), &events));
    assert_eq!(*kinds(&all).last().unwrap(), "output_item.done");
}

#[test]
fn each_kind_has_the_code_that_clients_act_on() {
    for (kind, code) in [
        (ErrorKind::ContextLength, "context_length_exceeded"),
        (ErrorKind::RateLimit, "rate_limit_exceeded"),
        (ErrorKind::PlanLimit, "insufficient_quota"),
        (ErrorKind::Billing, "insufficient_quota"),
        (ErrorKind::Overloaded, "server_is_overloaded"),
        (ErrorKind::InvalidRequest, "invalid_prompt"),
        (ErrorKind::UnknownModel, "model_not_found"),
        (ErrorKind::Credential, "upstream_unauthorized"),
        (ErrorKind::Internal, "server_error"),
        (ErrorKind::BadGateway, "server_error"),
    ] {
        let all = failed(&[start()], &Failure::new(kind, "no"));
        assert_eq!(last(&all)["error"]["code"], code);
        let event = error_event(Format::Responses, kind, "no", "req_1");
        let event = event.strip_prefix("event: error\ndata: ").unwrap();
        let event: Value = serde_json::from_str(event).unwrap();
        // The SDKs raise for what is in `error`; the vendor's types have it beside.
        for told in [&event, &event["error"]] {
            assert_eq!(
                (&told["code"], &told["message"]),
                (&json!(code), &json!("no"))
            );
        }
        assert_eq!(event["type"], "error");
    }
}
