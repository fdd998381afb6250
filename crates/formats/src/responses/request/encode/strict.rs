//! Which JSON Schemas the provider holds a model to (source: OpenAI API docs, "Structured Outputs", supported schemas).

use serde_json::{Map, Value};

/// Whether each object of the schema is closed and wants all of its properties, as strict schemas must.
pub(super) fn fits(schema: &str) -> bool {
    // What is nested deeper than the parser goes, no provider takes either.
    serde_json::from_str::<Value>(schema).is_ok_and(|schema| schema.is_object() && holds(&schema))
}

fn holds(schema: &Value) -> bool {
    let Value::Object(members) = schema else {
        // `true` and `false` allow anything and nothing.
        return !schema.is_boolean();
    };
    (!is_object(members) || is_closed(members))
        && members.iter().all(|(key, value)| within(key, value))
}

fn is_object(members: &Map<String, Value>) -> bool {
    let named = |kind: &Value| kind == "object";
    match members.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(named),
        Some(kind) => named(kind),
        None => members.contains_key("properties"),
    }
}

fn is_closed(members: &Map<String, Value>) -> bool {
    let properties = members.get("properties").and_then(Value::as_object);
    let required = members.get("required").and_then(Value::as_array);
    let wanted = |name: &String| required.is_some_and(|list| list.iter().any(|one| one == name));
    members.get("additionalProperties") == Some(&Value::Bool(false))
        && properties.is_none_or(|properties| properties.keys().all(wanted))
}

/// Whether the schemas in a member of a schema are strict too.
fn within(key: &str, value: &Value) -> bool {
    match (key, value) {
        ("properties" | "$defs" | "definitions", Value::Object(named)) => named.values().all(holds),
        ("anyOf" | "prefixItems", Value::Array(list)) => list.iter().all(holds),
        ("items", schema) => holds(schema),
        // Not supported.
        ("allOf" | "oneOf" | "not" | "if" | "then" | "else" | "patternProperties", _) => false,
        ("dependentRequired" | "dependentSchemas" | "unevaluatedProperties", _) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_strict_when_each_of_its_objects_is_closed_and_wants_all_properties() {
        for (schema, strict) in [
            (
                r#"{"type":"object","properties":{},"additionalProperties":false}"#,
                true,
            ),
            (
                r#"{"type":"object","properties":{"a":{"type":["string","null"]}},"required":["a"],"additionalProperties":false}"#,
                true,
            ),
            (
                r#"{"type":"object","properties":{"a":{}},"required":[],"additionalProperties":false}"#,
                false,
            ),
            (r#"{"type":"object","properties":{}}"#, false),
            (
                r#"{"type":"object","properties":{"type":{"type":"array","items":{"type":"object"}}},"required":["type"],"additionalProperties":false}"#,
                false,
            ),
            (
                r##"{"type":"object","properties":{"a":{"$ref":"#/$defs/a"}},"required":["a"],"additionalProperties":false,"$defs":{"a":{"properties":{}}}}"##,
                false,
            ),
            (
                r#"{"anyOf":[{"type":"string"},{"type":["object"],"additionalProperties":false}]}"#,
                true,
            ),
            (r#"{"allOf":[{"type":"string"}]}"#, false),
            ("true", false),
            ("[", false),
        ] {
            assert_eq!(fits(schema), strict, "{schema}");
        }
    }
}
