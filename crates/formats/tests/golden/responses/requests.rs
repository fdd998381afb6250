use std::collections::BTreeSet;

use formats::conversation::{Losses, Request};
use formats::{chat, messages, responses};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{cases, report};

const CLAUDE: &str = "claude-sonnet-5-5";

/// A Responses request, and what a provider of another format gets: its request, or nothing but a refusal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    says: String,
    responses: Map<String, Value>,
    #[serde(default)]
    messages: Option<Map<String, Value>>,
    #[serde(default)]
    chat: Option<Map<String, Value>>,
    /// On the way to Messages.
    #[serde(default)]
    ignored: Vec<String>,
    #[serde(default)]
    refused: Option<Refused>,
}

#[derive(Deserialize)]
struct Refused {
    param: String,
    /// A part of the message.
    says: String,
}

#[test]
fn each_responses_request_reaches_other_providers_as_it_should() {
    let mut faults = Vec::new();
    for (file, case) in cases::<Case>("responses/requests") {
        if let Err(fault) = check(&case) {
            faults.push(format!("{file}: {}\n{fault}", case.says));
        }
    }
    report(&faults);
}

fn check(case: &Case) -> Result<(), String> {
    let mut given = case.responses.clone();
    given.entry("model").or_insert(CLAUDE.into());
    given.entry("input").or_insert("Hi".into());
    let text = Value::from(given.clone()).to_string();
    let mut losses = Losses::default();
    let read = responses::decode_request(&text, &mut losses);
    if let Some(refused) = &case.refused {
        let Err(failure) = read else {
            return Err("was not refused".to_owned());
        };
        let right = failure.param.as_deref() == Some(&refused.param)
            && failure.message.contains(&refused.says);
        return right
            .then_some(())
            .ok_or(format!("was refused with {failure:?}"));
    }
    let (request, _) = read.map_err(|failure| format!("was refused: {failure:?}"))?;
    if case.messages.is_none() && case.chat.is_none() {
        return Err("expects nothing".to_owned());
    }
    if let Some(expected) = &case.messages {
        messages(&request, expected.clone(), &given, &mut losses)?;
        // Members come in no order that a test could rely on.
        let ignored: BTreeSet<&str> = losses.names().collect();
        let expected: BTreeSet<&str> = case.ignored.iter().map(String::as_str).collect();
        if ignored != expected {
            return Err(format!("expected {expected:?} as ignored, got {ignored:?}"));
        }
    }
    if let Some(expected) = &case.chat {
        chat(&request, expected.clone(), &given)?;
    }
    Ok(())
}

fn messages(
    request: &Request<'_>,
    mut expected: Map<String, Value>,
    given: &Map<String, Value>,
    losses: &mut Losses,
) -> Result<(), String> {
    let options = messages::Options { cache: false };
    let written = messages::encode_request(request, &options, losses);
    let (made, _) = written.map_err(|failure| format!("was refused: {failure:?}"))?;
    expected.entry("model").or_insert(given["model"].clone());
    expected.entry("stream").or_insert(true.into());
    expected.entry("max_tokens").or_insert(64_000.into());
    said(expected, &made)
}

fn chat(
    request: &Request<'_>,
    mut expected: Map<String, Value>,
    given: &Map<String, Value>,
) -> Result<(), String> {
    let options = chat::Options::default();
    let written = chat::encode_request(request, &options, &mut Losses::default());
    let (made, _) = written.map_err(|failure| format!("was refused: {failure:?}"))?;
    expected.entry("model").or_insert(given["model"].clone());
    expected.entry("stream").or_insert(true.into());
    expected
        .entry("stream_options")
        .or_insert(json!({"include_usage": true}));
    said(expected, &made)
}

fn said(mut expected: Map<String, Value>, made: &[u8]) -> Result<(), String> {
    expected
        .entry("messages")
        .or_insert(json!([{"role": "user", "content": "Hi"}]));
    let made: Value = serde_json::from_slice(made).unwrap();
    if made != Value::from(expected.clone()) {
        let expected = Value::from(expected);
        return Err(format!("expected {expected}\n     got {made}"));
    }
    Ok(())
}
