//! Tools in namespaces: one name for the model, and both for the client again, whatever they are called.

use std::collections::HashSet;

use formats::conversation::{Alphabet, Answer, Block, Content, Losses, Stop, Usage};
use formats::json::Json;
use formats::responses;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cases::config;
use crate::spelled::like;

const NAMES: Alphabet = Alphabet { longest: 64 };

/// A namespace, a name in it, and whether the tool takes text.
type Named = (String, String, bool);

fn tools() -> impl Strategy<Value = Vec<Named>> {
    let name = || prop_oneof![3 => like("[ab]{1,2}(__[ab]){0,2}"), 1 => like("[a-z./é]{1,8}"), 1 => like("[a-z]{40,70}")];
    prop::collection::vec((name(), name(), any::<bool>()), 1..8)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn each_call_comes_back_with_the_names_that_its_client_knows(mut tools in tools(), plain in like("[ab]{1,2}__[ab]")) {
        let mut seen = HashSet::new();
        tools.retain(|(namespace, name, _)| seen.insert((namespace.clone(), name.clone())));
        let (request, delivery) = decode(&tools, &plain);
        let names: Vec<&str> = request.iter().map(String::as_str).collect();
        prop_assert_eq!(names.iter().collect::<HashSet<_>>().len(), tools.len() + 1);
        prop_assert_eq!(names[0], &plain);
        prop_assert!(names.iter().all(|name| NAMES.accepts(name)), "{:?}", names);
        let output = called(&delivery, &names);
        prop_assert_eq!(&output[0]["name"], &plain);
        prop_assert!(output[0].get("namespace").is_none());
        for (item, (namespace, name, custom)) in output[1..].iter().zip(&tools) {
            prop_assert_eq!((&item["namespace"], &item["name"]), (&json!(namespace), &json!(name)));
            let kind = if *custom { "custom_tool_call" } else { "function_call" };
            prop_assert_eq!(&item["type"], kind);
        }
    }
}

/// The model's names of the tools, behind that of a plain one.
fn decode(tools: &[Named], plain: &str) -> (Vec<String>, responses::Delivery) {
    let kind = |custom: bool| if custom { "custom" } else { "function" };
    let mut list = vec![json!({"type": "function", "name": plain})];
    list.extend(tools.iter().map(|(namespace, name, custom)| {
        let tool = json!({"type": kind(*custom), "name": name});
        json!({"type": "namespace", "name": namespace, "description": "", "tools": [tool]})
    }));
    let body = json!({"model": "m", "input": "hi", "tools": list}).to_string();
    let (request, delivery) = responses::decode_request(&body, &mut Losses::default()).unwrap();
    let names = request.tools.iter().map(|tool| tool.name.to_string());
    (names.collect(), delivery)
}

/// What the client reads of calls of these tools.
fn called(delivery: &responses::Delivery, names: &[&str]) -> Vec<Value> {
    let blocks = names.iter().map(|name| {
        Block::new(Content::Call {
            id: "c".into(),
            name: (*name).to_owned().into(),
            arguments: Json::parse(r#"{"input":"x"}"#).unwrap(),
        })
    });
    let answer = Answer {
        id: "msg_1".to_owned(),
        model: "m".to_owned(),
        blocks: blocks.collect(),
        stop: Stop::Calls,
        usage: Usage::default(),
    };
    let whole = responses::encode_answer(delivery, &answer, 1);
    let whole: Value = serde_json::from_slice(&whole).unwrap();
    whole["output"].as_array().unwrap().clone()
}
