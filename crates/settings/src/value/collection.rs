//! Lists and maps of text.

use std::collections::BTreeMap;

use super::{Raw, Refusal};

/// The items of a list: a TOML list, a JSON list, or plain text with commas between the items.
pub(crate) fn items(raw: &Raw, expected: &str) -> Result<Vec<String>, Refusal> {
    match raw {
        Raw::List(list) => list
            .iter()
            .map(|item| match item {
                Raw::Text(text) => Ok(text.clone()),
                _ => Err(Refusal::must(expected, item)),
            })
            .collect(),
        Raw::Plain(text) if text.trim_start().starts_with('[') => serde_json::from_str(text)
            .map_err(|error| {
                Refusal::because(format!(
                    "this is not a JSON list of texts ({}); {}",
                    place(&error),
                    shell_hint(text, r#"["a","b"]"#),
                ))
            }),
        Raw::Plain(text) => Ok(text
            .split(',')
            .map(|item| item.trim().to_owned())
            .filter(|i| !i.is_empty())
            .collect()),
        _ => Err(Refusal::must(expected, raw)),
    }
}

const SCOPES: &str = "a list of one or more OAuth scopes, such as [\"user:profile\"]";

/// OAuth scopes (RFC 6749 §3.3).
pub(crate) fn scopes(raw: &Raw) -> Result<Vec<String>, Refusal> {
    let scopes = items(raw, SCOPES)?;
    let sendable = |scope: &String| {
        !scope.is_empty()
            && scope
                .bytes()
                .all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
    };
    match scopes.iter().find(|scope| !sendable(scope)) {
        Some(scope) => Err(Refusal::must(SCOPES, &Raw::Text(scope.clone()))),
        None if scopes.is_empty() => Err(Refusal::Must {
            expected: SCOPES.to_owned(),
            found: Some("an empty list".to_owned()),
        }),
        None => Ok(scopes),
    }
}

const ALIASES: &str = "a table of model names, such as { \"gpt-4o\" = \"claude-sonnet-4-5\" }";

/// Model aliases: a TOML table of texts, or a JSON object.
pub(crate) fn aliases(raw: &Raw) -> Result<BTreeMap<String, String>, Refusal> {
    let aliases = match raw {
        Raw::Map(map) => texts(map)?,
        Raw::Plain(text) => serde_json::from_str(text).map_err(|error| {
            Refusal::because(format!(
                "this is not a JSON object of texts ({}); {}",
                place(&error),
                shell_hint(text, r#"{"gpt-4o":"claude-sonnet-4-5"}"#),
            ))
        })?,
        _ => return Err(Refusal::must(ALIASES, raw)),
    };
    for (name, target) in &aliases {
        for (what, text) in [("a name", name), ("the target of a name", target)] {
            if text.trim().is_empty() || text.chars().any(char::is_control) {
                return Err(Refusal::because(format!(
                    "{what} in it is empty or holds control characters; give the model's name"
                )));
            }
        }
    }
    Ok(aliases)
}

fn texts(map: &BTreeMap<String, Raw>) -> Result<BTreeMap<String, String>, Refusal> {
    map.iter()
        .map(|(name, target)| match target {
            Raw::Text(text) => Ok((name.clone(), text.clone())),
            _ => Err(Refusal::because(format!(
                "the target of {} must be a model's name in quotation marks, not {}",
                super::quote(name),
                target.describe()
            ))),
        })
        .collect()
}

/// Where JSON stops making sense; `serde_json` would repeat the value in some of its messages.
fn place(error: &serde_json::Error) -> String {
    if error.line() == 0 {
        "wrong type".to_owned()
    } else {
        format!("column {}", error.column())
    }
}

/// Without quotation marks at all, a shell or a `.env` file has most likely eaten them.
fn shell_hint(text: &str, example: &str) -> String {
    if text.contains('"') {
        format!("write it as {example}")
    } else {
        format!("put it in single quotes, so that its own quotation marks stay: '{example}'")
    }
}
