use super::{decode, json, param, with};
use crate::chat::Delivery;
use crate::conversation::{Effort, Losses, Output, Reasoning, Verbosity};
use crate::json::Text;

#[test]
fn limits_sampling_and_stop_texts_are_read() {
    let (request, _, losses) =
        with(r#""max_tokens":1,"max_completion_tokens":2,"temperature":1,"top_p":0.5,"top_k":40,"stop":"a\n""#).unwrap();
    assert_eq!(request.max_tokens, Some(2));
    assert_eq!(
        (request.temperature, request.top_p, request.top_k),
        (Some(1.0), Some(0.5), Some(40))
    );
    assert_eq!(request.stop, [Text::from_escaped("a\\n")]);
    assert_eq!(losses, "");
    assert_eq!(with("\"max_tokens\":1").unwrap().0.max_tokens, Some(1));
    assert_eq!(with("\"top_k\":-1").unwrap().0.top_k, None);
    let (request, _, losses) = with(r#""stop":[" \n","a","\u0020",""]"#).unwrap();
    let stops = [" \\n", "a", "\\u0020"].map(Text::from_escaped);
    assert_eq!(request.stop, stops);
    assert_eq!(losses, "stop");
    assert_eq!(with("\"stop\":\"\\n\"").unwrap().2, "");
    assert_eq!(param(with("\"stop\":[\"a\",7]")), "stop[1]");
    assert_eq!(param(with("\"stop\":7")), "stop");
    assert_eq!(param(with("\"max_tokens\":-1")), "max_tokens");
    assert_eq!(param(with("\"temperature\":\"hot\"")), "temperature");
}

#[test]
fn the_effort_is_read_by_its_name() {
    for (members, reasoning) in [
        ("\"reasoning_effort\":null", None),
        ("\"reasoning_effort\":\"none\"", Some(Reasoning::Off)),
        (
            "\"reasoning_effort\":\"xhigh\"",
            Some(Reasoning::Effort(Effort::ExtraHigh)),
        ),
        (
            "\"reasoning\":{\"effort\":\"low\"}",
            Some(Reasoning::Effort(Effort::Low)),
        ),
        (
            "\"reasoning\":{\"max_tokens\":2000}",
            Some(Reasoning::Budget(2000)),
        ),
        (
            "\"reasoning_effort\":\"high\",\"reasoning\":{\"effort\":\"low\"}",
            Some(Reasoning::Effort(Effort::High)),
        ),
    ] {
        let (request, _, losses) = with(members).unwrap();
        assert_eq!(request.reasoning, reasoning, "{members}");
        assert_eq!(losses, "");
    }
    let failure = with("\"reasoning_effort\":\"hard\"").unwrap_err();
    assert_eq!(failure.param.as_deref(), Some("reasoning_effort"));
    assert!(
        failure
            .message
            .contains("none, minimal, low, medium, high, xhigh, max")
    );
    assert_eq!(
        param(with("\"reasoning\":{\"effort\":\"hard\"}")),
        "reasoning.effort"
    );
}

#[test]
fn the_shape_of_the_answer_is_read() {
    let shape = |format: &str| with(&format!("\"response_format\":{format}"));
    assert_eq!(shape(r#"{"type":"text"}"#).unwrap().0.output, Output::Text);
    assert_eq!(
        shape(r#"{"type":"json_object"}"#).unwrap().0.output,
        Output::Object
    );
    let schema = shape(
        r#"{"type":"json_schema","json_schema":{"name":"n","description":"d","schema":{"b":1, "a":2},"strict":true}}"#,
    );
    let expected = Output::Schema {
        name: Some("n".into()),
        description: Some(Text::from_escaped("d")),
        schema: json(r#"{"b":1, "a":2}"#),
        strict: Some(true),
    };
    assert_eq!(schema.unwrap().0.output, expected);
    for (format, place) in [
        (r#"{"type":"grammar"}"#, "response_format.type"),
        ("{}", "response_format.type"),
        (r#"{"type":"json_schema"}"#, "response_format.json_schema"),
        (
            r#"{"type":"json_schema","json_schema":{"name":"n"}}"#,
            "response_format.json_schema.schema",
        ),
        (
            r#"{"type":"json_schema","json_schema":{"name":"n","schema":true}}"#,
            "response_format.json_schema.schema",
        ),
        ("\"json\"", "response_format"),
    ] {
        assert_eq!(param(shape(format)), place, "{format}");
    }
}

#[test]
fn what_would_change_the_shape_of_the_answer_is_refused() {
    for (members, place) in [
        ("\"n\":2", "n"),
        ("\"logprobs\":true", "logprobs"),
        ("\"logprobs\":false,\"top_logprobs\":3", "top_logprobs"),
        (
            "\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"x\"}",
            "modalities",
        ),
        ("\"audio\":{\"voice\":\"x\"}", "audio"),
    ] {
        assert_eq!(param(with(members)), place, "{members}");
    }
}

#[test]
fn what_no_format_has_a_place_for_is_named_once_and_what_changes_nothing_is_not() {
    let (.., losses) = with(
        r#""seed":1,"user":"u","frequency_penalty":0.5,"presence_penalty":-1,"store":true,"service_tier":"auto",
           "metadata":{"a":"b"},"logit_bias":{"1":2},"prediction":{},"thinking":{"type":"enabled"},
           "prompt_cache_key":"k","web_search_options":{},"stream_options":{"include_obfuscation":true,"x":1}"#,
    )
    .unwrap();
    let mut names: Vec<&str> = losses.split(", ").collect();
    names.sort_unstable();
    assert_eq!(
        names.join(" "),
        "frequency_penalty logit_bias metadata prediction presence_penalty prompt_cache_key seed service_tier store \
         stream_options.include_obfuscation stream_options.x thinking user web_search_options"
    );
    let (.., losses) = with(
        r#""n":1,"store":false,"frequency_penalty":0,"presence_penalty":0.0,"logit_bias":{},"logprobs":false,"top_logprobs":0,
           "modalities":["text"],"parallel_tool_calls":true,"seed":null,"stream":false,
           "stream_options":{"include_usage":true,"include_obfuscation":false}"#,
    )
    .unwrap();
    assert_eq!(losses, "");
}

#[test]
fn verbosity_is_one_of_three() {
    for verbosity in Verbosity::ALL {
        let member = format!("\"verbosity\":\"{}\"", verbosity.name());
        let (request, ..) = with(&member).unwrap();
        assert_eq!(request.verbosity, Some(verbosity));
    }
    assert_eq!(param(with("\"verbosity\":\"some\"")), "verbosity");
    assert_eq!(with("\"verbosity\":null").unwrap().0.verbosity, None);
}

#[test]
fn the_delivery_is_what_the_client_asked_for() {
    let (request, delivery, _) = with(
        "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"include_reasoning\":true",
    )
    .unwrap();
    assert!(request.stream && request.show_thoughts);
    assert!(delivery.streams() && delivery.counts() && delivery.shows_thoughts());
    let (request, delivery, _) = with("\"temperature\":0").unwrap();
    assert!(!request.stream && !request.show_thoughts);
    assert_eq!(delivery, Delivery::default());
}

#[test]
fn a_body_that_is_no_request_is_refused() {
    let refused = |body: &'static str| decode(body, &mut Losses::default());
    assert_eq!(param(refused(r#"{"messages":[]}"#)), "model");
    assert_eq!(param(refused(r#"{"model":7,"messages":[]}"#)), "model");
    assert_eq!(param(refused(r#"{"model":"m","messages":[]}"#)), "messages");
    assert_eq!(param(refused(r#"{"model":"m"}"#)), "messages");
    assert_eq!(
        param(refused(r#"{"model":"m","messages":"hi"}"#)),
        "messages"
    );
    assert_eq!(
        param(refused(r#"{"model":"m","messages":[7]}"#)),
        "messages[0]"
    );
    assert_eq!(param(refused(r#"{"model":"m","messages":["#)), "");
    assert_eq!(param(refused("[]")), "");
}
