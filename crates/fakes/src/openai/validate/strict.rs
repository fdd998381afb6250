//! Schemas: what every one must be, and what a strict one must be (OpenAI API docs, "Structured outputs", supported
//! schemas; the API's own messages, as in lastmile-ai/openai-agents-mcp issue 2 and dotnet/extensions issue 6302).

use serde_json::{Map, Value};

use crate::openai::refusal::Refusal;

/// Keywords that a strict schema cannot have.
const NOT_PERMITTED: &[&str] = &[
    "allOf",
    "not",
    "dependentRequired",
    "dependentSchemas",
    "if",
    "then",
    "else",
    "oneOf",
    "patternProperties",
];
/// Combiners that no schema may have at its top.
const NOT_AT_TOP: &[&str] = &["oneOf", "anyOf", "allOf", "enum", "not"];
/// How deep a strict schema may go (OpenAI API docs, "Structured outputs", limitations).
const DEEPEST: usize = 10;

/// Whose schema it is.
pub(super) struct Subject {
    /// As messages name it.
    pub(super) what: String,
    pub(super) code: &'static str,
    pub(super) path: String,
}

pub(super) fn check(schema: &Value, is_strict: bool, subject: &Subject) -> Result<(), Refusal> {
    let found = top(schema).or_else(|| {
        let mut context = Vec::new();
        is_strict.then(|| strict(schema, &mut context, 0)).flatten()
    });
    match found {
        None => Ok(()),
        Some(problem) => {
            let message = format!("Invalid schema for {}: {problem}.", subject.what);
            Err(Refusal::invalid(message)
                .code(subject.code)
                .param(&subject.path))
        }
    }
}

/// What is wrong with the top of a schema, strict or not; for missing properties: spring-projects/spring-ai issue 4776.
fn top(schema: &Value) -> Option<String> {
    if schema["type"] != "object" {
        let found = schema["type"].as_str().unwrap_or("None");
        return Some(format!(
            "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{found}\"'"
        ));
    }
    if NOT_AT_TOP.iter().any(|word| schema.get(word).is_some()) {
        return Some(
            "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level"
                .to_owned(),
        );
    }
    if !schema["properties"].is_object() && schema["additionalProperties"] != false {
        return Some("In context=(), object schema missing properties".to_owned());
    }
    None
}

/// What is wrong with a strict schema; `context` names the place.
fn strict<'a>(schema: &'a Value, context: &mut Vec<&'a str>, depth: usize) -> Option<String> {
    let members = schema.as_object()?;
    let at = |problem: String| Some(format!("In context={}, {problem}", tuple(context)));
    if depth > DEEPEST * 2 {
        return at("the schema is nested too deeply".to_owned());
    }
    if let Some(word) = NOT_PERMITTED
        .iter()
        .find(|word| members.contains_key(**word))
    {
        return at(format!("'{word}' is not permitted"));
    }
    if let Some(problem) = object(members) {
        return at(problem);
    }
    for key in ["properties", "$defs", "definitions"] {
        for (name, inner) in members
            .get(key)
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            context.extend([key, name.as_str()]);
            if let Some(problem) = strict(inner, context, depth + 1) {
                return Some(problem);
            }
            context.truncate(context.len() - 2);
        }
    }
    for key in ["items", "anyOf"] {
        let inner = match members.get(key) {
            Some(Value::Array(all)) => all.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => continue,
        };
        for one in inner {
            context.push(key);
            if let Some(problem) = strict(one, context, depth + 1) {
                return Some(problem);
            }
            context.pop();
        }
    }
    None
}

/// What is wrong with an object: it must be closed, and require all that it has.
fn object(members: &Map<String, Value>) -> Option<String> {
    let is_object = match &members.get("type") {
        Some(Value::String(kind)) => kind == "object",
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "object"),
        _ => members.contains_key("properties"),
    };
    if !is_object {
        return None;
    }
    if members.get("additionalProperties") != Some(&Value::Bool(false)) {
        return Some(
            "'additionalProperties' is required to be supplied and to be false".to_owned(),
        );
    }
    let required: Vec<&str> = members
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let empty = Map::new();
    let properties = members
        .get("properties")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let every = "'required' is required to be supplied and to be an array including every key in properties";
    if let Some(missing) = properties
        .keys()
        .find(|key| !required.contains(&key.as_str()))
    {
        return Some(format!("{every}. Missing '{missing}'"));
    }
    required
        .iter()
        .find(|key| !properties.contains_key(**key))
        .map(|extra| format!("{every}. Extra required key '{extra}' supplied"))
}

/// `()`, `('a',)`, `('a', 'b')`.
fn tuple(context: &[&str]) -> String {
    let words: Vec<String> = context.iter().map(|word| format!("'{word}'")).collect();
    match words.as_slice() {
        [one] => format!("({one},)"),
        words => format!("({})", words.join(", ")),
    }
}
