//! JSON Schemas, changed by insertions only: every other byte stays as the client wrote it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::Failure;
use crate::json::{Json, Str, Text};

/// A schema nested deeper than this is none that a model could follow.
const DEEPEST: usize = 64;
const CLOSED: &str = r#""additionalProperties":false"#;

/// The schema of a tool: an object's, whose root says so (source: Anthropic API docs, "Define tools").
pub(super) fn of_tool<'s>(
    schema: Option<&'s Json<'_>>,
    at: usize,
) -> Result<Cow<'s, str>, Failure> {
    let Some(schema) = schema else {
        return Ok(r#"{"type":"object"}"#.into());
    };
    let text = schema.get();
    let Ok(members) = serde_json::from_str::<Members<'_>>(text) else {
        return Err(Failure::at(
            format!("tools[{at}].function.parameters"),
            "parameters is a JSON Schema of an object: {\"type\": \"object\", \"properties\": …}",
        ));
    };
    if members.get("type").is_some() {
        return Ok(text.into());
    }
    let mut insertions = Insertions::default();
    insertions.first(text, 0, r#""type":"object""#, members.0.is_empty());
    Ok(insertions.into_text(text).into())
}

/// Whether every object of the schema names all the properties that it may have. Without that a provider cannot hold a
/// model to it.
pub(super) fn is_closed(schema: &str) -> bool {
    let mut walk = Walk::over(schema);
    walk.schema(schema, 0).is_ok() && !walk.open && walk.insertions.0.is_empty()
}

/// The schema of an answer: objects that say nothing else are closed (source: Anthropic API docs, "Structured outputs").
pub(super) fn closed<'s>(
    schema: &'s Json<'_>,
    description: Option<&Text<'_>>,
) -> Result<Cow<'s, str>, Failure> {
    let text = schema.get();
    let mut walk = Walk::over(text);
    walk.schema(text, 0).map_err(|why| {
        Failure::at(
            "response_format.json_schema.schema",
            format!("the schema cannot be used: {why}"),
        )
    })?;
    let mut insertions = walk.insertions;
    if let (Some(description), Ok(root)) = (description, serde_json::from_str::<Members<'_>>(text))
        && root.get("description").is_none()
    {
        let member = format!("\"description\":\"{}\"", description.escaped());
        let alone = root.0.is_empty() && insertions.0.iter().all(|(at, _)| *at != 1);
        insertions.first(text, 0, &member, alone);
    }
    if insertions.0.is_empty() {
        return Ok(text.into());
    }
    Ok(insertions.into_text(text).into())
}

/// An object's members in their order, values unread.
struct Members<'a>(Vec<(Str<'a>, &'a RawValue)>);

/// An array's items, unread.
struct Items<'a>(Vec<&'a RawValue>);

impl<'a> Members<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        let found = self.0.iter().find(|(key, _)| &**key == name);
        found.map(|(_, value)| value.get())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reads;
        impl<'de> Visitor<'de> for Reads {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    members.push(entry);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reads)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Items<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reads;
        impl<'de> Visitor<'de> for Reads {
            type Value = Items<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(Reads)
    }
}

/// A walk over all schemas inside one, finding where objects are open.
struct Walk<'s> {
    whole: &'s str,
    insertions: Insertions,
    /// An object allows other properties, and says so.
    open: bool,
}

impl<'s> Walk<'s> {
    fn over(whole: &'s str) -> Self {
        Self {
            whole,
            insertions: Insertions::default(),
            open: false,
        }
    }

    /// `schema` is a part of the whole.
    fn schema(&mut self, schema: &'s str, depth: usize) -> Result<(), String> {
        if depth > DEEPEST {
            return Err(format!("it is nested more than {DEEPEST} levels deep"));
        }
        if !schema.starts_with('{') {
            // `true` and `false` are schemas too.
            return Ok(());
        }
        let members: Members<'s> = serde_json::from_str(schema).map_err(|e| e.to_string())?;
        if is_object(&members) {
            match members.get("additionalProperties") {
                Some("false") => {}
                Some(_) => self.open = true,
                None => {
                    let at = offset(self.whole, schema);
                    let alone = members.0.is_empty();
                    self.insertions.first(self.whole, at, CLOSED, alone);
                }
            }
        }
        for (key, value) in &members.0 {
            match &**key {
                "properties" | "patternProperties" | "$defs" | "definitions"
                | "dependentSchemas" => {
                    let named: Members<'s> = parse(value)?;
                    for (_, schema) in &named.0 {
                        self.schema(schema.get(), depth + 1)?;
                    }
                }
                "anyOf" | "allOf" | "oneOf" | "prefixItems" | "items" | "additionalItems"
                    if value.get().starts_with('[') =>
                {
                    let items: Items<'s> = parse(value)?;
                    for schema in &items.0 {
                        self.schema(schema.get(), depth + 1)?;
                    }
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
                | "unevaluatedProperties" => {
                    self.schema(value.get(), depth + 1)?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn parse<'s, T: Deserialize<'s>>(value: &'s RawValue) -> Result<T, String> {
    serde_json::from_str(value.get()).map_err(|e| e.to_string())
}

fn is_object(members: &Members<'_>) -> bool {
    match members.get("type") {
        Some(kind) => kind.contains("\"object\""),
        None => members.get("properties").is_some(),
    }
}

/// Where `part`, a piece of `whole`, begins in it.
fn offset(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize)
}

/// Texts to put in, each with its place.
#[derive(Default)]
struct Insertions(Vec<(usize, String)>);

impl Insertions {
    /// Makes `member` the first of the object that begins at `at`. `alone`: the object has no others.
    fn first(&mut self, whole: &str, at: usize, member: &str, alone: bool) {
        debug_assert_eq!(whole.as_bytes().get(at), Some(&b'{'));
        let comma = if alone { "" } else { "," };
        self.0.push((at + 1, format!("{member}{comma}")));
    }

    fn into_text(mut self, whole: &str) -> String {
        // A stable sort: what is put in the same place later stands behind. The last one put first must come first.
        self.0.reverse();
        self.0.sort_by_key(|(at, _)| *at);
        let mut text = String::with_capacity(whole.len() + 32 * self.0.len());
        let mut from = 0;
        for (at, member) in &self.0 {
            text.push_str(&whole[from..*at]);
            text.push_str(member);
            from = *at;
        }
        text.push_str(&whole[from..]);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(schema: &str, description: Option<&str>) -> String {
        let schema = Json::parse(schema.to_owned()).unwrap();
        let description = description.map(Text::plain);
        closed(&schema, description.as_ref()).unwrap().into_owned()
    }

    #[test]
    fn open_objects_are_closed_and_every_other_byte_stays() {
        for (given, made) in [
            (r#"{ }"#, r#"{ }"#),
            (r#"{"type": "string"}"#, r#"{"type": "string"}"#),
            (
                r#"{"type": "object"}"#,
                r#"{"additionalProperties":false,"type": "object"}"#,
            ),
            (
                r#"{ "properties" : {"a": {"type":["object","null"], "properties":{}}, "type":{"type":"string"}} }"#,
                r#"{"additionalProperties":false, "properties" : {"a": {"additionalProperties":false,"type":["object","null"], "properties":{}}, "type":{"type":"string"}} }"#,
            ),
            (
                r##"{"anyOf":[{"$ref":"#/$defs/x"},true],"$defs":{"x":{"type":"array","items":{"type":"object"}}}}"##,
                r##"{"anyOf":[{"$ref":"#/$defs/x"},true],"$defs":{"x":{"type":"array","items":{"additionalProperties":false,"type":"object"}}}}"##,
            ),
            (
                r#"{"type":"object","additionalProperties":false,"enum":[{"type":"object"}]}"#,
                r#"{"type":"object","additionalProperties":false,"enum":[{"type":"object"}]}"#,
            ),
        ] {
            assert_eq!(close(given, None), made);
        }
    }

    #[test]
    fn a_description_finds_its_place_at_the_root() {
        assert_eq!(close("{}", Some("a")), r#"{"description":"a"}"#);
        assert_eq!(
            close(r#"{"type":"object"}"#, Some("a")),
            r#"{"description":"a","additionalProperties":false,"type":"object"}"#
        );
        let own = r#"{"description":"own"}"#;
        assert_eq!(close(own, Some("a")), own);
    }

    #[test]
    fn a_schema_is_closed_when_all_of_its_objects_are() {
        for (schema, is) in [
            (r#"{"type":"object","additionalProperties":false}"#, true),
            (r#"{"type":"string"}"#, true),
            (r#"{"type":"object"}"#, false),
            (
                r#"{"type":"object","additionalProperties":{"type":"string"}}"#,
                false,
            ),
            (
                r#"{"type":"object","additionalProperties":false,"properties":{"a":{"type":"object"}}}"#,
                false,
            ),
        ] {
            assert_eq!(is_closed(schema), is, "{schema}");
        }
    }

    #[test]
    fn a_bottomless_schema_is_refused_and_overflows_no_stack() {
        let deep = format!(
            "{}{{}}{}",
            r#"{"not":"#.repeat(100_000),
            "}".repeat(100_000)
        );
        assert!(closed(&Json::parse(deep).unwrap(), None).is_err());
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
