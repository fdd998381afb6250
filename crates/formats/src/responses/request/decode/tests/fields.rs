use super::*;
use crate::conversation::{Effort, Output, Reasoning, Verbosity};

#[test]
fn sampling_and_lengths_are_read() {
    let (request, delivery, losses) = with(
        r#""max_output_tokens":99,"temperature":0.5,"top_p":0.9,"parallel_tool_calls":false,"stream":true"#,
    )
    .unwrap();
    assert_eq!(request.max_tokens, Some(99));
    assert_eq!((request.temperature, request.top_p), (Some(0.5), Some(0.9)));
    assert_eq!(request.parallel_tools, Some(false));
    assert!(request.stream && delivery.streams());
    assert_eq!(losses, "");
}

#[test]
fn reasoning_is_read_by_effort_and_shown_if_a_summary_is_wanted() {
    for (given, how_much, shown) in [
        ("{}", None, false),
        (r#"{"effort":null,"summary":null}"#, None, false),
        (r#"{"effort":"none"}"#, Some(Reasoning::Off), false),
        (
            r#"{"effort":"xhigh","summary":"auto"}"#,
            Some(Reasoning::Effort(Effort::ExtraHigh)),
            true,
        ),
        (
            r#"{"effort":"minimal","context":"all_turns"}"#,
            Some(Reasoning::Effort(Effort::Minimal)),
            false,
        ),
        (r#"{"generate_summary":"concise"}"#, None, true),
    ] {
        let (request, _, losses) = with(&format!("\"reasoning\":{given}")).unwrap();
        assert_eq!(
            (request.reasoning, request.show_thoughts),
            (how_much, shown),
            "{given}"
        );
        assert_eq!(losses, "", "{given}");
    }
    assert_eq!(
        param(with(r#""reasoning":{"effort":"much"}"#)),
        "reasoning.effort"
    );
    let (.., losses) = with(r#""reasoning":{"mode":"pro","odd":1}"#).unwrap();
    assert_eq!(losses, "reasoning.odd, reasoning.mode");
}

#[test]
fn the_shape_of_the_answer_and_its_length_are_read() {
    let given = r#""text":{"format":{"type":"json_schema","name":"n","description":"d","schema":{ "type":"object"},"strict":true},"verbosity":"low"}"#;
    let (request, _, losses) = with(given).unwrap();
    assert_eq!(request.verbosity, Some(Verbosity::Low));
    assert_eq!(
        request.output,
        Output::Schema {
            name: Some("n".into()),
            description: Some(Text::from_escaped("d")),
            schema: json(r#"{ "type":"object"}"#),
            strict: Some(true),
        }
    );
    assert_eq!(losses, "");
    let output =
        |format: &str| with(&format!("\"text\":{{\"format\":{format}}}")).map(|read| read.0.output);
    assert_eq!(output(r#"{"type":"text"}"#), Ok(Output::Text));
    assert_eq!(output(r#"{"type":"json_object"}"#), Ok(Output::Object));
    assert_eq!(param(output(r#"{"type":"xml"}"#)), "text.format.type");
    assert_eq!(
        param(output(r#"{"type":"json_schema"}"#)),
        "text.format.schema"
    );
    assert_eq!(
        param(output(r#"{"type":"json_schema","schema":1}"#)),
        "text.format.schema"
    );
    assert_eq!(
        param(with(r#""text":{"verbosity":"chatty"}"#)),
        "text.verbosity"
    );
}

#[test]
fn what_needs_a_memory_or_another_answer_is_refused_by_its_name() {
    for (member, value) in [
        ("previous_response_id", "\"resp_1\""),
        ("conversation", "\"conv_1\""),
        ("conversation", r#"{"id":"conv_1"}"#),
        ("prompt", r#"{"id":"pmpt_1"}"#),
        ("background", "true"),
        ("top_logprobs", "3"),
        ("include", r#"["message.output_text.logprobs"]"#),
    ] {
        assert_eq!(
            param(with(&format!("\"{member}\":{value}"))),
            member,
            "{value}"
        );
    }
}

#[test]
fn what_only_openai_knows_is_named_where_the_client_said_something() {
    let (.., losses) = with(
        r#""metadata":{"a":"b"},"service_tier":"flex","truncation":"auto","user":"u","max_tool_calls":3,
           "safety_identifier":"s","prompt_cache_retention":"24h","stream_options":{"include_obfuscation":true,"x":1},
           "include":["web_search_call.action.sources"],"moderation":{}"#,
    )
    .unwrap();
    let mut names: Vec<&str> = losses.split(", ").collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "include",
            "max_tool_calls",
            "metadata",
            "moderation",
            "prompt_cache_retention",
            "safety_identifier",
            "service_tier",
            "stream_options.include_obfuscation",
            "stream_options.x",
            "truncation",
            "user",
        ]
    );
}

#[test]
fn defaults_and_what_the_codex_cli_always_sends_are_no_loss() {
    let (.., losses) = with(
        r#""metadata":{},"service_tier":"auto","truncation":"disabled","user":null,"background":false,"store":false,
           "top_logprobs":0,"prompt_cache_key":"k","client_metadata":{"a":"b"},"include":["reasoning.encrypted_content"],
           "stream_options":{"include_obfuscation":false},"previous_response_id":null"#,
    )
    .unwrap();
    assert_eq!(losses, "");
}

#[test]
fn a_body_that_is_none_is_refused_in_words() {
    for body in [
        "",
        "[]",
        "{}",
        r#"{"input":"x"}"#,
        r#"{"model":7,"input":"x"}"#,
    ] {
        let failure = decode(body, &mut Losses::default()).unwrap_err();
        assert_eq!(failure.kind, ErrorKind::InvalidRequest, "{body}");
    }
}
