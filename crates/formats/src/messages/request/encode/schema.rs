//! JSON Schemas: what a provider would refuse in them is mended, and the rest stays as the client wrote it.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::constraint::{self, Constraint};
use crate::Failure;
use crate::conversation::Losses;
use crate::json::{Items, Json, Members, Text, Writer};

/// A schema nested deeper than this is none that a model could follow.
const DEEPEST: usize = 64;

/// The schema of a tool: an object's, whose root says so (source: Anthropic API docs, "Define tools").
pub(super) fn of_tool<'s>(
    schema: Option<&'s Json<'_>>,
    at: usize,
) -> Result<Cow<'s, str>, Failure> {
    let Some(schema) = schema else {
        return Ok(r#"{"type":"object"}"#.into());
    };
    let text = schema.get().trim();
    let Ok(members) = serde_json::from_str::<Members<'_>>(text) else {
        return Err(Failure::at(
            format!("tools[{at}].function.parameters"),
            "parameters is a JSON Schema of an object: {\"type\": \"object\", \"properties\": …}",
        ));
    };
    if members.get("type").is_some() {
        return Ok(text.into());
    }
    let comma = if members.0.is_empty() { "" } else { "," };
    Ok(format!("{{\"type\":\"object\"{comma}{}", &text[1..]).into())
}

/// The schema of a tool that the model is to be held to. `None`: it cannot be, since an object may have any properties,
/// or a value is bounded in a way that the provider does not hold a model to.
pub(super) fn strict(schema: &str) -> Option<Cow<'_, str>> {
    let mut mending = Mending::default();
    let mended = mending.schema(schema, 0).ok()?;
    let fits = !mending.open && !mending.closed && mending.dropped.is_empty();
    fits.then(|| mended.map_or(schema.into(), Cow::Owned))
}

/// The schema of an answer. Objects that say nothing else are closed, and bounds that the provider does not hold a model
/// to are told to it in words, and named (source: Anthropic API docs, "Structured outputs").
pub(super) fn of_answer<'s>(
    schema: &'s Json<'_>,
    description: Option<&Text<'_>>,
    losses: &mut Losses,
) -> Result<Cow<'s, str>, Failure> {
    let text = schema.get();
    let mut mending = Mending::default();
    let mended = mending.schema(text, 0).map_err(|why| {
        Failure::at(
            "response_format.json_schema.schema",
            format!("the schema cannot be used: {why}"),
        )
    })?;
    for name in mending.dropped {
        losses.note(format!("response_format.{name}"));
    }
    let mended = mended.map_or(Cow::Borrowed(text), Cow::Owned);
    Ok(match description {
        Some(description) => described(mended, description),
        None => mended,
    })
}

/// The schema with a description, if it has none of its own.
fn described<'s>(schema: Cow<'s, str>, description: &Text<'_>) -> Cow<'s, str> {
    match serde_json::from_str::<Members<'_>>(&schema) {
        Ok(members) if members.get("description").is_none() => {
            let comma = if members.0.is_empty() { "" } else { "," };
            let rest = &schema.trim_start()[1..];
            format!(
                "{{\"description\":\"{}\"{comma}{rest}",
                description.escaped()
            )
            .into()
        }
        _ => schema,
    }
}

/// A walk over all schemas inside one. What needs no mending is not written anew: its bytes stay.
#[derive(Default)]
struct Mending<'s> {
    /// An object said nothing of other properties, and is closed now.
    closed: bool,
    /// An object allows other properties, and says so.
    open: bool,
    /// Bounds that were taken out and meant something.
    dropped: Vec<&'s str>,
}

type Mended = Result<Option<String>, String>;

impl<'s> Mending<'s> {
    /// The schema as it should be; `None` if it is so already.
    fn schema(&mut self, schema: &'s str, depth: usize) -> Mended {
        if depth > DEEPEST {
            return Err(format!("it is nested more than {DEEPEST} levels deep"));
        }
        if !schema.trim_start().starts_with('{') {
            // `true` and `false` are schemas too.
            return Ok(None);
        }
        let members: Members<'s> = serde_json::from_str(schema).map_err(|e| e.to_string())?;
        let close = is_object(&members) && members.get("additionalProperties").is_none();
        self.closed |= close;
        if is_object(&members) {
            let others = members.get("additionalProperties");
            self.open |= others.is_some_and(|others| others != "false");
        }
        let mut words = Vec::new();
        let mut changed = close;
        let mut kept: Vec<(&str, Cow<'s, str>)> = Vec::with_capacity(members.0.len());
        for (key, value) in &members.0 {
            match constraint::of(key, value.get()) {
                Constraint::None => {}
                Constraint::Vacuous => {
                    changed = true;
                    continue;
                }
                Constraint::Meant(name) => {
                    changed = true;
                    self.dropped.push(name);
                    words.push(format!("{name} {}", value.get()));
                    continue;
                }
            }
            let mended = self.member(key, value, depth)?;
            changed |= mended.is_some();
            kept.push((key, mended.map_or(value.get().into(), Cow::Owned)));
        }
        Ok(changed.then(|| write(&kept, close, &words)))
    }

    /// The value of a member, if schemas in it are changed.
    fn member(&mut self, key: &str, value: &'s RawValue, depth: usize) -> Mended {
        let text = value.get();
        match key {
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
                self.named(text, depth)
            }
            "anyOf" | "allOf" | "oneOf" | "prefixItems" | "items" | "additionalItems"
                if text.starts_with('[') =>
            {
                self.list(text, depth)
            }
            "items"
            | "additionalItems"
            | "additionalProperties"
            | "contains"
            | "not"
            | "if"
            | "then"
            | "else"
            | "propertyNames"
            | "unevaluatedItems"
            | "unevaluatedProperties" => self.schema(text, depth + 1),
            _ => Ok(None),
        }
    }

    fn named(&mut self, text: &'s str, depth: usize) -> Mended {
        let named: Members<'s> = serde_json::from_str(text).map_err(|e| e.to_string())?;
        let mut changed = false;
        let mut schemas: Vec<(&str, Cow<'s, str>)> = Vec::with_capacity(named.0.len());
        for (key, schema) in &named.0 {
            let mended = self.schema(schema.get(), depth + 1)?;
            changed |= mended.is_some();
            schemas.push((key, mended.map_or(schema.get().into(), Cow::Owned)));
        }
        Ok(changed.then(|| write(&schemas, false, &[])))
    }

    fn list(&mut self, text: &'s str, depth: usize) -> Mended {
        let items: Items<'s> = serde_json::from_str(text).map_err(|e| e.to_string())?;
        let mut changed = false;
        let mut schemas: Vec<Cow<'s, str>> = Vec::with_capacity(items.0.len());
        for schema in &items.0 {
            let mended = self.schema(schema.get(), depth + 1)?;
            changed |= mended.is_some();
            schemas.push(mended.map_or(schema.get().into(), Cow::Owned));
        }
        Ok(changed.then(|| format!("[{}]", schemas.join(","))))
    }
}

fn is_object(members: &Members<'_>) -> bool {
    match members.get("type") {
        Some(kind) => kind.contains("\"object\""),
        None => members.get("properties").is_some(),
    }
}

/// An object of these members; `close`: one that has no others; `words`: bounds to be told in its description.
fn write(members: &[(&str, Cow<'_, str>)], close: bool, words: &[String]) -> String {
    let mut out = Vec::new();
    let mut writer = Writer(&mut out);
    writer.raw("{");
    let told = words.join(", ");
    let mut described = words.is_empty();
    for (key, value) in members {
        writer.key(key);
        match value.strip_prefix('"').and_then(|v| v.strip_suffix('"')) {
            Some(text) if *key == "description" && !described => {
                described = true;
                writer.raw("\"").raw(text).raw(" (").raw(&told).raw(")\"");
            }
            _ => {
                writer.raw(value);
            }
        }
    }
    if !described {
        writer.key("description").string(&format!("({told})"));
    }
    if close {
        writer.key("additionalProperties").raw("false");
    }
    writer.raw("}");
    // What is put together from strings is one.
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(schema: &str, description: Option<&str>) -> (String, String) {
        let schema = Json::parse(schema.to_owned()).unwrap();
        let description = description.map(Text::plain);
        let mut losses = Losses::default();
        let made = of_answer(&schema, description.as_ref(), &mut losses).unwrap();
        (made.into_owned(), losses.line())
    }

    #[test]
    fn open_objects_are_closed_and_what_needs_no_mending_stays_to_the_byte() {
        for (given, made) in [
            (r#"{ }"#, r#"{ }"#),
            (r#"{"type": "string"}"#, r#"{"type": "string"}"#),
            (
                r#"{"type": "object"}"#,
                r#"{"type":"object","additionalProperties":false}"#,
            ),
            (
                r#"{ "properties" : {"a": {"type":["object","null"], "properties":{}}, "type":{"type" : "string"}} }"#,
                r#"{"properties":{"a":{"type":["object","null"],"properties":{},"additionalProperties":false},"type":{"type" : "string"}},"additionalProperties":false}"#,
            ),
            (
                r##"{"anyOf":[{"$ref":"#/$defs/x"},true],"$defs":{"x":{"type":"array","items":{"type":"object"}}}}"##,
                r##"{"anyOf":[{"$ref":"#/$defs/x"},true],"$defs":{"x":{"type":"array","items":{"type":"object","additionalProperties":false}}}}"##,
            ),
            (
                r#"{"type":"object", "additionalProperties":false,"enum":[{"type":"object"}]}"#,
                r#"{"type":"object", "additionalProperties":false,"enum":[{"type":"object"}]}"#,
            ),
        ] {
            assert_eq!(answer(given, None), (made.to_owned(), String::new()));
        }
    }

    #[test]
    fn bounds_that_cannot_be_held_are_told_in_words_and_named() {
        for (given, made, lost) in [
            (
                r#"{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991}"#,
                r#"{"type":"integer"}"#,
                "",
            ),
            (
                r#"{"type":"integer","minimum":0,"maximum":9007199254740991,"description":"Age"}"#,
                r#"{"type":"integer","description":"Age (minimum 0)"}"#,
                "response_format.minimum",
            ),
            (
                r#"{"type":"array","items":{"type":"string","minLength":1,"maxLength":9},"uniqueItems":false}"#,
                r#"{"type":"array","items":{"type":"string","description":"(minLength 1, maxLength 9)"}}"#,
                "response_format.minLength, response_format.maxLength",
            ),
            // A property of that name is no bound.
            (
                r#"{"type":"object","properties":{"minimum":{"type":"integer"}},"additionalProperties":false}"#,
                r#"{"type":"object","properties":{"minimum":{"type":"integer"}},"additionalProperties":false}"#,
                "",
            ),
        ] {
            assert_eq!(answer(given, None), (made.to_owned(), lost.to_owned()));
        }
    }

    #[test]
    fn a_description_finds_its_place_at_the_root() {
        assert_eq!(answer("{}", Some("a")).0, r#"{"description":"a"}"#);
        assert_eq!(
            answer(r#"{"type":"object"}"#, Some("a")).0,
            r#"{"description":"a","type":"object","additionalProperties":false}"#
        );
        let own = r#"{"description":"own"}"#;
        assert_eq!(answer(own, Some("a")).0, own);
    }

    #[test]
    fn a_tool_is_strict_when_all_of_its_objects_are_closed_and_nothing_else_is_bounded() {
        for (schema, is) in [
            (r#"{"type":"object","additionalProperties":false}"#, true),
            (r#"{"type":"object"}"#, false),
            (
                r#"{"type":"object","additionalProperties":{"type":"string"}}"#,
                false,
            ),
            (
                r#"{"type":"object","additionalProperties":false,"properties":{"a":{"type":"object"}}}"#,
                false,
            ),
            (
                r#"{"type":"object","additionalProperties":false,"properties":{"a":{"type":"integer","minimum":0}}}"#,
                false,
            ),
        ] {
            assert_eq!(strict(schema).is_some(), is, "{schema}");
        }
        assert_eq!(
            strict(r#"{"type":"object","properties":{"a":{"type":"integer","maximum":9007199254740991}},"additionalProperties":false}"#)
                .unwrap(),
            r#"{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":false}"#
        );
    }

    #[test]
    fn a_bottomless_schema_is_refused_and_overflows_no_stack() {
        let deep = format!(
            "{}{{}}{}",
            r#"{"not":"#.repeat(100_000),
            "}".repeat(100_000)
        );
        let deep = Json::parse(deep).unwrap();
        assert!(of_answer(&deep, None, &mut Losses::default()).is_err());
    }

    #[test]
    fn a_tools_root_says_that_it_is_an_object() {
        for (given, made) in [
            (None, r#"{"type":"object"}"#),
            (Some("{}"), r#"{"type":"object"}"#),
            (
                Some(r#"{"properties":{}}"#),
                r#"{"type":"object","properties":{}}"#,
            ),
            (Some(r#"{ "type":"object" }"#), r#"{ "type":"object" }"#),
        ] {
            let schema = given.map(|text| Json::parse(text).unwrap());
            assert_eq!(of_tool(schema.as_ref(), 0).unwrap(), made);
        }
        let fault = of_tool(Some(&Json::parse("true").unwrap()), 3).unwrap_err();
        assert_eq!(fault.param.as_deref(), Some("tools[3].function.parameters"));
    }
}
