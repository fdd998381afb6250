use super::*;
use crate::Failure;
use crate::conversation::Losses;

const TAIL: &str = r#","include":["reasoning.encrypted_content"],"store":false,"stream":true}"#;
/// What the Codex backend wants where a client says nothing.
const UNINSTRUCTED: &str = r#","instructions":"""#;

/// The body that is made, but for what is the same in each, and what is left out.
fn fitted(body: &str, rules: Rules) -> (String, String) {
    let mut losses = Losses::default();
    let fitted = fit(body, &rules, &mut losses).unwrap();
    let made = String::from_utf8(fitted.body).unwrap();
    serde_json::from_str::<serde_json::Value>(&made).unwrap();
    let made = made
        .strip_suffix(TAIL)
        .map_or(made.clone(), |made| format!("{made}}}"));
    let made = made.replace(&format!("{UNINSTRUCTED}}}"), "}");
    (made, losses.line())
}

fn refused(body: &str, rules: Rules) -> Failure {
    fit(body, &rules, &mut Losses::default()).unwrap_err()
}

#[test]
fn the_api_takes_any_body_to_the_byte() {
    let body = r#"{ "model":"m", "input":"hi", "previous_response_id":"resp_1", "stream": true, "new": [1.0] }"#;
    let fitted = fit(body, &Rules::API, &mut Losses::default()).unwrap();
    assert_eq!(fitted.body, body.as_bytes());
    assert!(fitted.streams && !fitted.wrapped);
    assert!(
        !fit("{}", &Rules::default(), &mut Losses::default())
            .unwrap()
            .streams
    );
    assert!(fit("[]", &Rules::API, &mut Losses::default()).is_err());
}

#[test]
fn what_a_plan_refuses_is_left_out_and_named_if_it_says_anything() {
    let body = concat!(
        r#"{"model":"m","input":[],"max_output_tokens":9,"max_tool_calls":null,"metadata":{},"moderation":{"a":1},"#,
        r#""truncation":"disabled","temperature":1.0,"top_p":0.5,"user":"u","background":false,"top_logprobs":0,"#,
        r#""prompt_cache_key":"k","text":{ "verbosity" : "low" },"store":true,"stream":false}"#
    );
    let (made, lost) = fitted(body, Rules::PLAN);
    assert_eq!(
        made,
        r#"{"model":"m","input":[],"prompt_cache_key":"k","text":{ "verbosity" : "low" }}"#
    );
    assert_eq!(lost, "max_output_tokens, moderation, top_p, user, store");
}

#[test]
fn the_codex_backend_gets_what_its_own_client_sends() {
    let body = r#"{"model":"m","instructions":"i","input":[],"client_metadata":{},"service_tier":"priority","stream_options":{"a":1},"tools":[{"type":"function","name":"f"}],"tool_choice":{"type":"function","name":"f"}}"#;
    let (made, lost) = fitted(body, Rules::CODEX);
    assert_eq!(
        made,
        r#"{"model":"m","instructions":"i","input":[],"client_metadata":{},"service_tier":"priority","tools":[{"type":"function","name":"f"}],"tool_choice":{"type":"function","name":"f"}}"#
    );
    assert_eq!(lost, "stream_options");
}

#[test]
fn the_codex_backend_gets_empty_instructions_where_there_are_none() {
    for (body, made) in [
        (r#"{"model":"m"}"#, r#"{"model":"m","instructions":"""#),
        (
            r#"{"instructions":null,"model":"m"}"#,
            r#"{"model":"m","instructions":"""#,
        ),
        (
            r#"{"instructions":"","model":"m"}"#,
            r#"{"instructions":"","model":"m""#,
        ),
        (r#"{"instructions":"i"}"#, r#"{"instructions":"i""#),
    ] {
        let fitted = fit(body, &Rules::CODEX, &mut Losses::default()).unwrap();
        assert_eq!(
            String::from_utf8(fitted.body).unwrap(),
            format!("{made}{TAIL}")
        );
    }
    let plan = fit(r#"{"model":"m"}"#, &Rules::PLAN, &mut Losses::default()).unwrap();
    assert_eq!(plan.body, format!(r#"{{"model":"m"{TAIL}"#).as_bytes());
}

#[test]
fn a_service_tier_that_the_codex_backend_refuses_is_left_out_and_named_if_it_says_anything() {
    for (tier, sent, lost) in [
        ("\"flex\"", true, ""),
        ("\"auto\"", false, ""),
        ("\"default\"", false, ""),
        ("null", false, ""),
        ("\"scale\"", false, "service_tier"),
    ] {
        let body = format!(r#"{{"instructions":"i","service_tier":{tier}}}"#);
        let (made, named) = fitted(&body, Rules::CODEX);
        let bare = r#"{"instructions":"i"}"#;
        assert_eq!(made, if sent { body.as_str() } else { bare });
        assert_eq!(named, lost, "{tier}");
        assert_eq!(fitted(&body, Rules::PLAN).0, body);
    }
}

#[test]
fn what_only_a_provider_that_keeps_answers_can_do_is_refused_by_its_name() {
    for (member, value) in [
        ("previous_response_id", "\"resp_1\""),
        ("conversation", "{\"id\":\"c\"}"),
        ("prompt", "{\"id\":\"p\"}"),
        ("background", "true"),
        ("top_logprobs", "2"),
        ("include", "[\"message.output_text.logprobs\"]"),
        ("include", "7"),
        ("input", "7"),
        ("tools", "7"),
    ] {
        for rules in [Rules::PLAN, Rules::CODEX] {
            let failure = refused(&format!(r#"{{"{member}":{value}}}"#), rules);
            assert_eq!(failure.param.as_deref(), Some(member));
        }
        let null = format!(r#"{{"{member}":null,"input":[]}}"#);
        assert!(member == "input" || fit(&null, &Rules::PLAN, &mut Losses::default()).is_ok());
    }
    let failure = refused(
        r#"{"input":[{"type":"item_reference","id":"x"}]}"#,
        Rules::CODEX,
    );
    assert_eq!(failure.param.as_deref(), Some("input[0]"));
}

#[test]
fn input_is_a_list_without_system_messages_and_without_what_nobody_keeps() {
    let (made, _) = fitted(r#"{"input":"say \"hi\""}"#, Rules::CODEX);
    assert_eq!(
        made,
        r#"{"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"say \"hi\""}]}]}"#
    );
    let body = concat!(
        r#"{"input":[{"role":"system","content":"a"},{"type":"message","role":"system","content":[]},"#,
        r#"{ "role" : "user" },{"type":"reasoning","id":"rs_1","summary":[]},"#,
        r#"{"type":"reasoning","summary":[],"encrypted_content":""},"#,
        r#"{"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"x"},{"type":"unheard_of","x":1.0}]}"#
    );
    assert_eq!(
        fitted(body, Rules::CODEX).0,
        concat!(
            r#"{"input":[{"role":"developer","content":"a"},{"type":"message","role":"developer","content":[]},"#,
            r#"{ "role" : "user" },{"type":"reasoning","summary":[],"encrypted_content":"x"},{"type":"unheard_of","x":1.0}]}"#
        )
    );
}

#[test]
fn what_the_client_wants_in_its_answer_is_kept_beside_its_reasoning() {
    let made = |body| {
        let fitted = fit(body, &Rules::PLAN, &mut Losses::default()).unwrap();
        String::from_utf8(fitted.body).unwrap()
    };
    let own = r#"{"include":["web_search_call.action.sources"]}"#;
    assert!(
        made(own).contains(
            r#""include":["web_search_call.action.sources","reasoning.encrypted_content"]"#
        )
    );
    let asked = r#"{"include":["reasoning.encrypted_content"]}"#;
    assert!(made(asked).starts_with(r#"{"include":["reasoning.encrypted_content"],"store":false"#));
}

#[test]
fn flat_tools_and_their_calls_go_into_a_namespace_and_others_stay() {
    let body = concat!(
        r#"{"tools":[{"type":"function","name":"f","parameters":{ "a":1 }},{"type":"web_search"},{"type":"custom","name":"x"},"#,
        r#"{"type":"namespace","name":"n","tools":[]}],"tool_choice":"auto","#,
        r#""input":[{"type":"additional_tools","tools":[{"type":"function","name":"wait"},{"type":"namespace","name":"clock"}]},"#,
        r#"{"type":"function_call","call_id":"1","name":"f","arguments":"{}","namespace":null},"#,
        r#"{"type":"function_call","call_id":"2","name":"g","namespace":"n"},"#,
        r#"{"type":"custom_tool_call","call_id":"3","name":"x","input":""},"#,
        r#"{"type":"function_call","call_id":"4","name":"wait"}]}"#
    );
    let fitted_body = fit(body, &Rules::PLAN, &mut Losses::default()).unwrap();
    assert!(fitted_body.wrapped);
    assert_eq!(
        fitted(body, Rules::PLAN).0,
        concat!(
            r#"{"tools":[{"type":"namespace","name":"client","description":"The tools of this conversation.","tools":["#,
            r#"{"type":"function","name":"f","parameters":{ "a":1 }},{"type":"custom","name":"x"}]},"#,
            r#"{"type":"web_search"},{"type":"namespace","name":"n","tools":[]}],"tool_choice":"auto","#,
            r#""input":[{"type":"additional_tools","tools":[{"type":"function","name":"wait"},{"type":"namespace","name":"clock"}]},"#,
            r#"{"type":"function_call","call_id":"1","name":"f","arguments":"{}","namespace":"client"},"#,
            r#"{"type":"function_call","call_id":"2","name":"g","namespace":"n"},"#,
            r#"{"type":"custom_tool_call","call_id":"3","name":"x","input":"","namespace":"client"},"#,
            r#"{"type":"function_call","call_id":"4","name":"wait"}]}"#
        )
    );
    let codex = fit(body, &Rules::CODEX, &mut Losses::default()).unwrap();
    assert!(!codex.wrapped);
    let taken = r#"{"tools":[{"type":"function","name":"f"},{"type":"namespace","name":"client","tools":[]}]}"#;
    assert_eq!(refused(taken, Rules::PLAN).param.as_deref(), Some("tools"));
}

#[test]
fn a_tool_that_is_chosen_by_name_is_the_only_one_that_is_offered() {
    let tools =
        r#"{"type":"function","name":"f"},{"type":"custom","name":"x"},{"type":"web_search"}"#;
    let wrap = |tools: &str| {
        format!(
            r#"{{"type":"namespace","name":"client","description":"The tools of this conversation.","tools":[{tools}]}}"#
        )
    };
    for (choice, offered, word) in [
        (
            r#"{"type":"custom","name":"x"}"#,
            wrap(r#"{"type":"custom","name":"x"}"#),
            "required",
        ),
        (
            r#"{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"},{"type":"web_search"}]}"#,
            wrap(r#"{"type":"function","name":"f"}"#) + r#",{"type":"web_search"}"#,
            "auto",
        ),
    ] {
        let body = format!(r#"{{"tool_choice":{choice},"tools":[{tools}]}}"#);
        let made = fitted(&body, Rules::PLAN).0;
        assert_eq!(
            made,
            format!(r#"{{"tool_choice":"{word}","tools":[{offered}]}}"#)
        );
    }
}

#[test]
fn a_choice_of_a_tool_that_is_not_there_stays_for_the_provider_to_refuse() {
    for choice in [
        r#"{"type":"function","name":"g"}"#,
        r#"{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"g"}]}"#,
    ] {
        let group = r#"{"type":"namespace","name":"n","tools":[{"type":"function","name":"g"}]}"#;
        let body = format!(r#"{{"tool_choice":{choice},"tools":[{group}]}}"#);
        assert_eq!(fitted(&body, Rules::PLAN).0, body);
        let flat =
            format!(r#"{{"tool_choice":{choice},"tools":[{{"type":"function","name":"f"}}]}}"#);
        let made = fitted(&flat, Rules::PLAN).0;
        assert!(
            made.starts_with(&format!(r#"{{"tool_choice":{choice},"#)),
            "{made}"
        );
        assert!(made.contains(r#""name":"f""#), "{made}");
    }
}
