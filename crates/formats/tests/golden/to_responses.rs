use std::collections::BTreeSet;

use formats::conversation::Losses;
use formats::responses::{self, Rules};
use formats::{Failure, chat, messages};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{cases, report};

const MODEL: &str = "gpt-6.1-sol";

/// A Chat or a Messages request, and what OpenAI gets: a Responses request, or nothing but a refusal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    says: String,
    #[serde(default)]
    chat: Option<Map<String, Value>>,
    #[serde(default)]
    messages: Option<Map<String, Value>>,
    /// `api` (so by default), `codex` or `plan`.
    #[serde(default)]
    rules: Option<String>,
    #[serde(default)]
    responses: Option<Map<String, Value>>,
    #[serde(default)]
    ignored: Vec<String>,
    #[serde(default)]
    refused: Option<Refused>,
}

#[derive(Deserialize)]
struct Refused {
    #[serde(default)]
    param: Option<String>,
    /// A part of the message.
    says: String,
}

#[test]
fn each_request_reaches_openai_as_it_should() {
    let mut faults = Vec::new();
    for (file, case) in cases::<Case>("to_responses") {
        if let Err(fault) = check(&case) {
            faults.push(format!("{file}: {}\n{fault}", case.says));
        }
    }
    report(&faults);
}

fn check(case: &Case) -> Result<(), String> {
    let mut losses = Losses::default();
    let translated = translate(case, &mut losses);
    if let Some(refused) = &case.refused {
        let Err(failure) = translated else {
            return Err("was not refused".to_owned());
        };
        let right = failure.param == refused.param && failure.message.contains(&refused.says);
        return right
            .then_some(())
            .ok_or(format!("was refused with {failure:?}"));
    }
    let made = translated.map_err(|failure| format!("was refused: {failure:?}"))?;
    let mut expected = case.responses.clone().ok_or("has no responses")?;
    for (name, value) in [
        ("model", json!(MODEL)),
        ("stream", json!(true)),
        ("store", json!(false)),
        ("include", json!(["reasoning.encrypted_content"])),
        (
            "input",
            json!([{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]}]),
        ),
    ] {
        expected.entry(name).or_insert(value);
    }
    expected.retain(|_, value| !value.is_null());
    if made != Value::from(expected.clone()) {
        return Err(format!(
            "expected {}\n     got {made}",
            Value::from(expected)
        ));
    }
    // Members come in no order that a test could rely on.
    let ignored: BTreeSet<&str> = losses.names().collect();
    let expected: BTreeSet<&str> = case.ignored.iter().map(String::as_str).collect();
    if ignored != expected {
        return Err(format!("expected {expected:?} as ignored, got {ignored:?}"));
    }
    Ok(())
}

fn translate(case: &Case, losses: &mut Losses) -> Result<Value, Failure> {
    let rules = match case.rules.as_deref() {
        Some("plan") => Rules::PLAN,
        Some("codex") => Rules::CODEX,
        _ => Rules::API,
    };
    let options = responses::Options { rules };
    let hello = json!([{"role": "user", "content": "Hi"}]);
    let body = case.chat.clone().or(case.messages.clone());
    let mut body = body.unwrap_or_default();
    body.entry("model").or_insert(MODEL.into());
    body.entry("messages").or_insert(hello);
    let text = Value::from(body).to_string();
    let (made, _) = if case.chat.is_some() {
        let (request, _) = chat::decode_request(&text, losses)?;
        responses::encode_request(&request, &options, losses)?
    } else {
        let (request, _) = messages::decode_request(&text, losses)?;
        responses::encode_request(&request, &options, losses)?
    };
    Ok(serde_json::from_slice(&made).unwrap())
}
