use std::collections::BTreeSet;

use formats::conversation::Losses;
use formats::messages;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{cases, report};

/// A Messages request that means the same when it has been read and written again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    says: String,
    body: Map<String, Value>,
    #[serde(default)]
    ignored: Vec<String>,
    /// Members that change on the way.
    #[serde(default)]
    becomes: Map<String, Value>,
    /// The member that it is refused for.
    #[serde(default)]
    refused: Option<String>,
}

#[test]
fn a_messages_request_is_read_and_written_without_a_loss() {
    let mut faults = Vec::new();
    for (file, case) in cases::<Case>("own") {
        if let Err(fault) = check(&case) {
            faults.push(format!("{file}: {}\n{fault}", case.says));
        }
    }
    report(&faults);
}

fn check(case: &Case) -> Result<(), String> {
    let mut body = case.body.clone();
    body.entry("model").or_insert("claude-opus-4-5".into());
    body.entry("max_tokens").or_insert(99.into());
    body.entry("stream").or_insert(true.into());
    let text = Value::from(body.clone()).to_string();
    let mut losses = Losses::default();
    let read = messages::decode_request(&text, &mut losses);
    if let Some(member) = &case.refused {
        let param = read.err().and_then(|failure| failure.param);
        return (param.as_ref() == Some(member))
            .then_some(())
            .ok_or(format!("refused for {param:?}"));
    }
    let (request, _) = read.map_err(|failure| format!("{failure:?}"))?;
    let options = messages::Options { cache: true };
    let (made, _) = messages::encode_request(&request, &options, &mut losses)
        .map_err(|failure| format!("{failure:?}"))?;
    let made: Value = serde_json::from_slice(&made).unwrap();
    body.extend(case.becomes.clone());
    body.retain(|_, value| !value.is_null());
    if made != Value::from(body.clone()) {
        return Err(format!("expected {}\n     got {made}", Value::from(body)));
    }
    // Members come in no order that a test could rely on.
    let ignored: BTreeSet<&str> = losses.names().collect();
    let expected: BTreeSet<&str> = case.ignored.iter().map(String::as_str).collect();
    (ignored == expected)
        .then_some(())
        .ok_or(format!("ignored {ignored:?}"))
}
