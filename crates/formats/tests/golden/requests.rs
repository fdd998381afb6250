use std::collections::BTreeSet;

use formats::conversation::Losses;
use formats::{Failure, chat, messages};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{cases, report};

const MODEL: &str = "claude-sonnet-5-5";

/// A Chat request, and what Claude gets: a Messages request, or nothing but a refusal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    says: String,
    chat: Map<String, Value>,
    #[serde(default)]
    messages: Option<Map<String, Value>>,
    #[serde(default)]
    ignored: Vec<String>,
    #[serde(default)]
    refused: Option<Refused>,
    /// With `claude.cache = auto`.
    #[serde(default)]
    cache: bool,
}

#[derive(Deserialize)]
struct Refused {
    param: String,
    /// A part of the message.
    says: String,
}

#[test]
fn each_chat_request_reaches_claude_as_it_should() {
    let mut faults = Vec::new();
    for (file, case) in cases::<Case>("requests") {
        if let Err(fault) = check(&case) {
            faults.push(format!("{file}: {}\n{fault}", case.says));
        }
    }
    report(&faults);
}

fn check(case: &Case) -> Result<(), String> {
    let mut chat = case.chat.clone();
    chat.entry("model").or_insert(MODEL.into());
    chat.entry("messages")
        .or_insert(json!([{"role": "user", "content": "Hi"}]));
    let text = Value::from(chat.clone()).to_string();
    let mut losses = Losses::default();
    let translated = translate(&text, case.cache, &mut losses);
    if let Some(refused) = &case.refused {
        let Err(failure) = translated else {
            return Err("was not refused".to_owned());
        };
        let right = failure.param.as_deref() == Some(&refused.param)
            && failure.message.contains(&refused.says);
        return right
            .then_some(())
            .ok_or(format!("was refused with {failure:?}"));
    }
    let made = translated.map_err(|failure| format!("was refused: {failure:?}"))?;
    let mut expected = case.messages.clone().ok_or("has no messages")?;
    expected.entry("model").or_insert(chat["model"].clone());
    expected.entry("stream").or_insert(true.into());
    expected.entry("max_tokens").or_insert(64_000.into());
    expected
        .entry("messages")
        .or_insert(json!([{"role": "user", "content": "Hi"}]));
    // Members come in no order that a test could rely on.
    let ignored: BTreeSet<&str> = losses.names().collect();
    if made != Value::from(expected.clone()) {
        return Err(format!(
            "expected {}\n     got {made}",
            Value::from(expected)
        ));
    }
    let expected: BTreeSet<&str> = case.ignored.iter().map(String::as_str).collect();
    if ignored != expected {
        return Err(format!("expected {expected:?} as ignored, got {ignored:?}"));
    }
    Ok(())
}

fn translate(text: &str, cache: bool, losses: &mut Losses) -> Result<Value, Failure> {
    let (request, _) = chat::decode_request(text, losses)?;
    let options = messages::Options { cache };
    let (made, _) = messages::encode_request(&request, &options, losses)?;
    Ok(serde_json::from_slice(&made).unwrap())
}
