//! Values that fit a JSON schema: for structured answers and for the input of tool calls.

use serde_json::{Map, Value, json};

/// How deep a schema is followed: recursive ones end there.
const DEEPEST: usize = 12;

/// The JSON text of an answer that fits `schema`.
pub(crate) fn answer(schema: Option<&Value>) -> String {
    match schema {
        Some(schema) => instance(schema, 0).to_string(),
        None => json!({ "name": "Ada", "age": 36 }).to_string(),
    }
}

/// A value that fits `schema`; `variant` picks among the values that do.
pub(crate) fn instance(schema: &Value, variant: usize) -> Value {
    Maker {
        root: schema,
        variant,
    }
    .make(schema, "", 0)
}

struct Maker<'a> {
    root: &'a Value,
    variant: usize,
}

impl Maker<'_> {
    /// `name` is the property that the value is for: it lends strings and numbers some sense.
    fn make(&self, schema: &Value, name: &str, depth: usize) -> Value {
        if depth > DEEPEST {
            return Value::Null;
        }
        if let Some(target) = schema["$ref"].as_str() {
            return self.make(self.resolve(target), name, depth + 1);
        }
        if let Some(fixed) = schema.get("const") {
            return fixed.clone();
        }
        if let Some(values) = schema["enum"]
            .as_array()
            .filter(|values| !values.is_empty())
        {
            return values[self.variant % values.len()].clone();
        }
        for combiner in ["anyOf", "oneOf", "allOf"] {
            if let Some(inner) = schema[combiner]
                .as_array()
                .and_then(|inner| inner.iter().find(|s| s["type"] != "null"))
            {
                return self.make(inner, name, depth + 1);
            }
        }
        match kind(schema) {
            "object" => self.object(schema, depth),
            "array" => {
                let items = schema["minItems"].as_u64().unwrap_or(1).min(16);
                (0..items)
                    .map(|_| self.make(&schema["items"], name, depth + 1))
                    .collect()
            }
            "integer" => number(schema, name).into(),
            "number" => (number(schema, name) as f64 + 0.5).into(),
            "boolean" => (self.variant.is_multiple_of(2)).into(),
            "null" => Value::Null,
            _ => self.string(schema, name),
        }
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let properties = schema["properties"].as_object().into_iter().flatten();
        // Optional properties are left out where some are required: clients must stand their absence.
        let members: Map<String, Value> = properties
            .filter(|(name, _)| required.is_empty() || required.contains(&name.as_str()))
            .map(|(name, inner)| (name.clone(), self.make(inner, name, depth + 1)))
            .collect();
        Value::Object(members)
    }

    fn string(&self, schema: &Value, name: &str) -> Value {
        let format = schema["format"].as_str().unwrap_or_default();
        let values: [&str; 2] = match (format, name) {
            ("date", _) => ["2026-11-24", "2026-11-25"],
            ("date-time", _) => ["2026-11-24T12:00:00Z", "2026-11-25T12:00:00Z"],
            ("time", _) => ["12:00:00Z", "13:00:00Z"],
            ("email", _) => ["ada@example.com", "charles@example.com"],
            ("uuid", _) => [
                "00000000-0000-4000-8000-000000000001",
                "00000000-0000-4000-8000-000000000002",
            ],
            ("uri" | "url", _) | (_, "url") => ["https://example.com/", "https://example.org/"],
            (_, "city" | "location") => ["Oslo", "Bergen"],
            (_, "file_path" | "path") => ["/etc/hostname", "/etc/hosts"],
            (_, "command" | "cmd") => ["echo hello", "echo goodbye"],
            (_, "name") => ["Ada", "Charles"],
            (_, "unit") => ["celsius", "fahrenheit"],
            _ => ["hello", "goodbye"],
        };
        values[self.variant % values.len()].into()
    }

    fn resolve(&self, target: &str) -> &Value {
        target
            .strip_prefix('#')
            .and_then(|pointer| self.root.pointer(pointer))
            .unwrap_or(&Value::Null)
    }
}

/// The schema's type: the first of several that is not null; `object` where only properties tell.
fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(kind) => kind,
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or("null"),
        _ if schema["properties"].is_object() => "object",
        _ => "string",
    }
}

fn number(schema: &Value, name: &str) -> i64 {
    let natural = if name == "age" { 36 } else { 2 };
    let least = schema["minimum"]
        .as_f64()
        .map_or(i64::MIN, |least| least.ceil() as i64);
    let most = schema["maximum"]
        .as_f64()
        .map_or(i64::MAX, |most| most.floor() as i64);
    natural.max(least).min(most)
}
