use super::*;

#[test]
fn a_request_streams_and_nothing_of_it_is_kept() {
    let request = Request {
        model: "gpt-6 \"x\"".into(),
        turns: vec![turn(Role::User, [text(r#"say \u00e9\n\"hi\""#)])],
        ..Request::default()
    };
    assert_eq!(
        written(&request, Rules::API).0,
        concat!(
            r#"{"model":"gpt-6 \"x\"","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"say \u00e9\n\"hi\""}]}],"#,
            r#""include":["reasoning.encrypted_content"],"store":false,"stream":true}"#
        )
    );
    let plain = Request {
        model: "gpt-4o".into(),
        ..request
    };
    assert!(!written(&plain, Rules::API).0.contains("include"));
}

#[test]
fn limits_and_sampling_go_where_they_are_taken_and_are_named_elsewhere() {
    let request = |model: &'static str| Request {
        model: model.into(),
        max_tokens: Some(7),
        temperature: Some(0.5),
        top_p: Some(0.25),
        top_k: Some(40),
        stop: vec![Text::from_escaped("a")],
        ..Request::default()
    };
    for (model, rules, taken, lost) in [
        (
            "gpt-4.1",
            Rules::API,
            ["16", "0.5", "0.25"],
            "max_tokens, top_k",
        ),
        (
            "gpt-6-sol",
            Rules::API,
            ["16", "", ""],
            "max_tokens, temperature, top_p, top_k",
        ),
        (
            "gpt-6-sol",
            Rules::PLAN,
            ["", "", ""],
            "max_tokens, temperature, top_p, top_k",
        ),
        (
            "gpt-4o",
            Rules::CODEX,
            ["", "", ""],
            "max_tokens, temperature, top_p, top_k",
        ),
    ] {
        let request = request(model);
        let names = ["max_output_tokens", "temperature", "top_p"];
        assert_eq!(
            names.map(|name| member(&request, rules, name)),
            taken,
            "{model}"
        );
        assert_eq!(written(&request, rules).2, lost, "{model}");
    }
    let defaults = Request {
        model: "gpt-6".into(),
        max_tokens: Some(100),
        temperature: Some(1.0),
        top_p: Some(1.0),
        ..Request::default()
    };
    assert_eq!(member(&defaults, Rules::API, "max_output_tokens"), "100");
    assert_eq!(written(&defaults, Rules::API).2, "");
}

#[test]
fn efforts_are_those_that_the_model_has() {
    for (model, reasoning, effort, lost) in [
        ("gpt-6.1-sol", Reasoning::Off, "none", ""),
        ("gpt-5", Reasoning::Off, "minimal", ""),
        ("o3", Reasoning::Off, "low", "reasoning_effort"),
        ("gpt-6.1-sol", Reasoning::Effort(Effort::Minimal), "low", ""),
        ("gpt-5", Reasoning::Effort(Effort::Minimal), "minimal", ""),
        ("gpt-6.1-sol", Reasoning::Effort(Effort::Max), "max", ""),
        ("gpt-5.4", Reasoning::Effort(Effort::Max), "xhigh", ""),
        ("gpt-5-pro", Reasoning::Off, "high", "reasoning_effort"),
        (
            "gpt-5",
            Reasoning::Effort(Effort::Max),
            "high",
            "reasoning_effort",
        ),
        ("gpt-6.1-sol", Reasoning::Budget(1024), "low", ""),
        ("gpt-6.1-sol", Reasoning::Budget(4096), "medium", ""),
        ("gpt-6.1-sol", Reasoning::Budget(16384), "high", ""),
        ("gpt-6.1-sol", Reasoning::Adaptive, "", ""),
        ("gpt-4o", Reasoning::Off, "", ""),
        (
            "gpt-4o",
            Reasoning::Effort(Effort::High),
            "",
            "reasoning_effort",
        ),
    ] {
        let request = Request {
            model: model.into(),
            reasoning: Some(reasoning),
            ..Request::default()
        };
        let expected = match effort {
            "" => String::new(),
            effort => format!(r#"{{"effort":"{effort}"}}"#),
        };
        assert_eq!(
            member(&request, Rules::API, "reasoning"),
            expected,
            "{model} {reasoning:?}"
        );
        assert_eq!(
            written(&request, Rules::API).2,
            lost,
            "{model} {reasoning:?}"
        );
    }
    let shown = Request {
        model: "gpt-6".into(),
        reasoning: Some(Reasoning::Adaptive),
        show_thoughts: true,
        ..Request::default()
    };
    assert_eq!(
        member(&shown, Rules::API, "reasoning"),
        r#"{"summary":"auto"}"#
    );
}

#[test]
fn the_shape_of_the_answer_is_written() {
    let schema = |schema, strict, name: Option<&'static str>| Output::Schema {
        name: name.map(Into::into),
        description: Some(Text::from_escaped("d")),
        schema: json(schema),
        strict,
    };
    const CLOSED: &str = r#"{ "properties":{},"additionalProperties":false }"#;
    const OPEN: &str = r#"{"type":"object"}"#;
    for (output, strict, lost) in [
        (schema(CLOSED, None, None), true, ""),
        (schema(OPEN, None, None), false, "format.strict"),
        (schema(OPEN, Some(true), None), true, ""),
        (schema(CLOSED, Some(false), None), false, ""),
    ] {
        let Output::Schema { schema, .. } = &output else {
            unreachable!()
        };
        let expected = format!(
            r#"{{"format":{{"type":"json_schema","name":"answer","description":"d","schema":{},"strict":{strict}}}}}"#,
            schema.get()
        );
        let request = Request {
            output,
            ..Request::default()
        };
        assert_eq!(member(&request, Rules::API, "text"), expected);
        assert_eq!(written(&request, Rules::API).2, lost);
    }
    let object = Request {
        output: Output::Object,
        verbosity: Some(Verbosity::Low),
        ..Request::default()
    };
    assert_eq!(
        member(&object, Rules::API, "text"),
        r#"{"format":{"type":"json_object"},"verbosity":"low"}"#
    );
}

#[test]
fn what_only_another_format_knows_is_named() {
    let marked = Block {
        extra: Some(Extra {
            format: Format::Messages,
            members: r#""cache_control":{"type":"ephemeral"},"citations":1"#.into(),
        }),
        ..text("a")
    };
    let request = Request {
        system: vec![marked],
        ..Request::default()
    };
    assert_eq!(written(&request, Rules::API).2, "cache_control, citations");
}
