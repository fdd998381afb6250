//! Interprets the vendor's request types (`schema/anthropic-2.13.0.json`) over a body.
//!
//! Messages are worded like the API's own: `messages.0.content.1.text.foo: Extra inputs are not permitted`. As there,
//! a variant that was chosen by its `type` is part of the path; one that was chosen by its `role` is not.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::additions::{self, Kind, Version};
use crate::anthropic::refusal::Refusal;
use crate::service::schema::{Schema, Shape, Tagged};

/// The vendor's types, parsed at the first request.
static SCHEMA: LazyLock<Result<Schema, serde_json::Error>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../schema/anthropic-2.13.0.json")));

/// Checks `body` against the object `root`.
///
/// # Errors
/// The refusal for the first thing that does not fit.
pub(super) fn check(body: &Value, root: &str, version: Version) -> Result<(), Refusal> {
    match &*SCHEMA {
        Ok(schema) => {
            let mut walk = Walk {
                schema,
                version,
                path: Vec::new(),
            };
            walk.object(root, body)
                .map_err(|problem| walk.refuse(&problem))
        }
        Err(error) => Err(Refusal::new(
            http::StatusCode::INTERNAL_SERVER_ERROR,
            "api_error",
            format!("the fake's own schema does not parse: {error}"),
        )),
    }
}

struct Walk<'a> {
    schema: &'a Schema,
    version: Version,
    /// Where the walk stands; after a failure: where it failed.
    path: Vec<Cow<'a, str>>,
}

type Checked = Result<(), String>;

impl<'a> Walk<'a> {
    fn refuse(&self, problem: &str) -> Refusal {
        if self.path.is_empty() {
            Refusal::invalid(problem)
        } else {
            Refusal::at(&self.path.join("."), problem)
        }
    }

    fn inside(&mut self, step: Cow<'a, str>, check: impl FnOnce(&mut Self) -> Checked) -> Checked {
        self.path.push(step);
        check(self)?;
        self.path.pop();
        Ok(())
    }

    fn shape(&mut self, shape: &'a Shape, value: &'a Value) -> Checked {
        match shape {
            Shape::Any => Ok(()),
            Shape::String => expect(value.is_string(), "Input should be a valid string"),
            Shape::Integer => expect(is_integer(value), "Input should be a valid integer"),
            Shape::Number => expect(value.is_number(), "Input should be a valid number"),
            Shape::Boolean => expect(value.is_boolean(), "Input should be a valid boolean"),
            Shape::Null => expect(value.is_null(), "Input should be None"),
            Shape::Const(allowed) => {
                if allowed.contains(value) {
                    Ok(())
                } else {
                    Err(format!("Input should be {}", quoted(allowed)))
                }
            }
            Shape::Ref(name) => self.object(name, value),
            Shape::List(item) => self.list(item, value),
            Shape::Map(item) => self.map(item, value),
            Shape::Nullable(_) if value.is_null() => Ok(()),
            Shape::Nullable(inner) => self.shape(inner, value),
            Shape::Tagged(tagged) => self.tagged(tagged, value),
            Shape::AnyOf(shapes) => self.any_of(shapes, value),
        }
    }

    fn list(&mut self, item: &'a Shape, value: &'a Value) -> Checked {
        let Some(items) = value.as_array() else {
            return Err("Input should be a valid list".to_owned());
        };
        for (index, value) in items.iter().enumerate() {
            self.inside(index.to_string().into(), |walk| walk.shape(item, value))?;
        }
        Ok(())
    }

    fn map(&mut self, item: &'a Shape, value: &'a Value) -> Checked {
        for (key, value) in object_of(value)? {
            self.inside(key.as_str().into(), |walk| walk.shape(item, value))?;
        }
        Ok(())
    }

    fn object(&mut self, name: &str, value: &'a Value) -> Checked {
        let members = object_of(value)?;
        let schema = self.schema;
        let Some(object) = schema.objects.get(name) else {
            return Err(format!("the fake's own schema lacks {name}"));
        };
        if let Some(missing) = object
            .required
            .iter()
            .find(|field| !members.contains_key(*field))
        {
            return self.inside(
                missing.as_str().into(),
                |_| Err("Field required".to_owned()),
            );
        }
        for (key, value) in members {
            let version = self.version;
            self.inside(key.as_str().into(), |walk| match object.fields.get(key) {
                Some(shape) => walk.shape(shape, value),
                None if object.open => Ok(()),
                None => match additions::find(name, key, version) {
                    Some(kind) => addition(kind, value),
                    None => Err("Extra inputs are not permitted".to_owned()),
                },
            })?;
        }
        Ok(())
    }

    fn tagged(&mut self, tagged: &'a Tagged, value: &'a Value) -> Checked {
        let members = object_of(value)?;
        let tag = match members.get(&tagged.by) {
            Some(Value::String(tag)) => tag.as_str(),
            None | Some(Value::Null) if tagged.default.is_some() => "custom",
            None => {
                return self.inside(tagged.by.as_str().into(), |_| {
                    Err("Field required".to_owned())
                });
            }
            Some(_) => {
                return self.inside(tagged.by.as_str().into(), |_| {
                    Err("Input should be a valid string".to_owned())
                });
            }
        };
        let by_role = tagged.by == "role";
        let Some(name) = tagged
            .of
            .get(tag)
            .or(tagged.default.as_ref().filter(|_| tag == "custom"))
        else {
            let tags: Vec<Value> = tagged
                .of
                .keys()
                .map(|tag| Value::from(tag.as_str()))
                .collect();
            if by_role {
                return self.inside("role".into(), |_| {
                    Err(format!("Input should be {}", quoted(&tags)))
                });
            }
            let expected = tags
                .iter()
                .map(|tag| tag.to_string().replace('"', "'"))
                .collect::<Vec<_>>()
                .join(", ");
            return Err(format!(
                "Input tag '{tag}' found using '{}' does not match any of the expected tags: {expected}",
                tagged.by
            ));
        };
        if by_role {
            return self.object(name, value);
        }
        self.inside(tag.to_owned().into(), |walk| walk.object(name, value))
    }

    /// Tries the shapes that could fit by their JSON type, and reports the first of those.
    fn any_of(&mut self, shapes: &'a [Shape], value: &'a Value) -> Checked {
        let depth = self.path.len();
        let mut first = None;
        for shape in shapes.iter().filter(|shape| could_fit(shape, value)) {
            match self.shape(shape, value) {
                Ok(()) => return Ok(()),
                Err(problem) => {
                    let at = self.path.split_off(depth);
                    first.get_or_insert((at, problem));
                }
            }
        }
        let Some((at, problem)) = first else {
            let expected = shapes.iter().map(kind_of).collect::<Vec<_>>().join(" or ");
            return Err(format!("Input should be {expected}"));
        };
        self.path.extend(at);
        Err(problem)
    }
}

fn addition(kind: Kind, value: &Value) -> Checked {
    match kind {
        Kind::Any => Ok(()),
        Kind::Number => expect(
            value.is_number() || value.is_null(),
            "Input should be a valid number",
        ),
        Kind::Integer => expect(
            is_integer(value) || value.is_null(),
            "Input should be a valid integer",
        ),
    }
}

fn expect(holds: bool, otherwise: &str) -> Checked {
    if holds {
        Ok(())
    } else {
        Err(otherwise.to_owned())
    }
}

fn object_of(value: &Value) -> Result<&Map<String, Value>, String> {
    value
        .as_object()
        .ok_or_else(|| "Input should be a valid dictionary".to_owned())
}

fn is_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

fn could_fit(shape: &Shape, value: &Value) -> bool {
    match shape {
        Shape::String | Shape::Const(_) => value.is_string(),
        Shape::Integer | Shape::Number => value.is_number(),
        Shape::Boolean => value.is_boolean(),
        Shape::Null => value.is_null(),
        Shape::List(_) => value.is_array(),
        Shape::Ref(_) | Shape::Map(_) | Shape::Tagged(_) => value.is_object(),
        Shape::Any | Shape::Nullable(_) | Shape::AnyOf(_) => true,
    }
}

fn kind_of(shape: &Shape) -> &'static str {
    match shape {
        Shape::String | Shape::Const(_) => "a valid string",
        Shape::Integer => "a valid integer",
        Shape::Number => "a valid number",
        Shape::Boolean => "a valid boolean",
        Shape::Null => "None",
        Shape::List(_) => "a valid list",
        Shape::Ref(_) | Shape::Map(_) | Shape::Tagged(_) => "a valid dictionary",
        Shape::Any | Shape::Nullable(_) | Shape::AnyOf(_) => "a valid value",
    }
}

/// `'a'`, `'a' or 'b'`, `'a', 'b' or 'c'`.
fn quoted(values: &[Value]) -> String {
    let words: Vec<String> = values
        .iter()
        .map(|value| value.to_string().replace('"', "'"))
        .collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    }
}
