//! Rules about schemas that the output must follow. Source: Anthropic API docs, "Structured outputs", JSON Schema
//! limitations.

use serde_json::Value;

use crate::anthropic::refusal::Refusal;

/// Keywords that a grammar cannot hold, with the type that they belong to.
const UNSUPPORTED: &[(&str, &[&str])] = &[
    (
        "integer",
        &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
    ),
    (
        "number",
        &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
    ),
    ("string", &["minLength", "maxLength"]),
    ("array", &["maxItems", "uniqueItems"]),
];

pub(super) fn check(body: &Value) -> Result<(), Refusal> {
    match body["output_config"]["format"].get("schema") {
        Some(schema) => grammar(schema, "output_config.format.schema"),
        None => Ok(()),
    }
}

/// Checks a schema that is compiled to a grammar; `path` names it in the refusal.
pub(super) fn grammar(schema: &Value, path: &str) -> Result<(), Refusal> {
    match schema {
        Value::Object(members) => {
            closed(schema, path)?;
            keywords(schema, path)?;
            members
                .iter()
                .filter(|(key, _)| {
                    !matches!(key.as_str(), "enum" | "const" | "default" | "examples")
                })
                .try_for_each(|(_, inner)| grammar(inner, path))
        }
        Value::Array(items) => items.iter().try_for_each(|inner| grammar(inner, path)),
        _ => Ok(()),
    }
}

fn closed(schema: &Value, path: &str) -> Result<(), Refusal> {
    if schema["type"] == "object" && schema["additionalProperties"] != Value::Bool(false) {
        return Err(Refusal::at(
            path,
            "For 'object' type, 'additionalProperties' must be explicitly set to false",
        ));
    }
    Ok(())
}

fn keywords(schema: &Value, path: &str) -> Result<(), Refusal> {
    for (kind, unsupported) in UNSUPPORTED
        .iter()
        .filter(|(kind, _)| schema["type"] == *kind)
    {
        let found: Vec<&str> = unsupported
            .iter()
            .copied()
            .filter(|keyword| schema.get(keyword).is_some())
            .collect();
        if !found.is_empty() {
            let problem = format!(
                "For '{kind}' type, properties {} are not supported",
                found.join(", ")
            );
            return Err(Refusal::at(path, problem));
        }
    }
    Ok(())
}
