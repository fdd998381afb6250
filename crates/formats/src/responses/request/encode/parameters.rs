use std::borrow::Cow;

use crate::json::Members;

/// What a tool takes that says nothing of it.
const ANYTHING: &str = r#"{"type":"object","properties":{}}"#;

/// A tool's schema as the provider takes it: an object that says its properties, if only that there are none (source: the
/// API's own message, "object schema missing properties"). Every other byte stays as it is.
pub(super) fn of(schema: Option<&str>) -> Cow<'_, str> {
    let Some(schema) = schema else {
        return ANYTHING.into();
    };
    let Ok(Members(members)) = serde_json::from_str::<Members<'_>>(schema) else {
        return schema.into();
    };
    let has = |name: &str| members.iter().any(|(member, _)| &**member == name);
    // A schema that is put together of others may say its properties there.
    if ["properties", "$ref", "anyOf", "allOf", "oneOf"]
        .iter()
        .any(|name| has(name))
    {
        return schema.into();
    }
    let missing = match (has("type"), members.is_empty()) {
        (false, true) => return ANYTHING.into(),
        (false, false) => r#","type":"object","properties":{}}"#,
        (true, _) => r#","properties":{}}"#,
    };
    match schema.trim_end().strip_suffix('}') {
        Some(open) => format!("{open}{missing}").into(),
        None => schema.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_says_its_properties_if_only_that_there_are_none() {
        for (given, sent) in [
            (None, ANYTHING),
            (Some("{}"), ANYTHING),
            (Some(r#"{"type":"object"}"#), ANYTHING),
            (
                Some(r#"{ "type" : "object", "additionalProperties":false } "#),
                r#"{ "type" : "object", "additionalProperties":false ,"properties":{}}"#,
            ),
            (
                Some(r#"{"description":"x"}"#),
                r#"{"description":"x","type":"object","properties":{}}"#,
            ),
            (
                Some(r#"{"properties":{"a":{}},"type":"object"}"#),
                r#"{"properties":{"a":{}},"type":"object"}"#,
            ),
            (Some(r#"{"anyOf":[]}"#), r#"{"anyOf":[]}"#),
        ] {
            assert_eq!(of(given), sent);
        }
    }
}
