//! Interprets the vendor's request types (`schema/openai-3.57.0.json`) over a body. Messages and codes are worded like
//! the API's own.

mod words;

use std::borrow::Cow;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::additions;
use crate::openai::refusal::Refusal;
use crate::service::schema::{Object, Schema, Shape, Tagged};
pub(super) use words::supported;
use words::{got, kind_of};

/// The vendor's types, parsed at the first request.
static SCHEMA: LazyLock<Result<Schema, serde_json::Error>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../schema/openai-3.57.0.json")));

/// Checks `body` against the object `root`.
///
/// # Errors
/// The refusal for the first thing that does not fit.
pub(super) fn check(body: &Value, root: &str) -> Result<(), Refusal> {
    match &*SCHEMA {
        Ok(schema) => {
            let mut walk = Walk {
                schema,
                path: Vec::new(),
            };
            walk.object(root, body)
                .map_err(|problem| walk.refuse(problem))
        }
        Err(error) => Err(broken(&error.to_string())),
    }
}

fn broken(problem: &str) -> Refusal {
    let message = format!("the fake's own schema does not parse: {problem}");
    Refusal::new(500, "server_error", message)
}

/// What does not fit, at the place where the walk stands.
enum Problem {
    Unknown,
    Missing,
    /// What was expected, and what came.
    Type(String, &'static str),
    /// What came, and what is supported.
    Value(String, Vec<Value>),
    /// The fake's own schema lacks an object.
    Lacking(String),
}

struct Walk<'a> {
    schema: &'a Schema,
    /// Where the walk stands, each step as it is written; after a failure: where it failed.
    path: Vec<Cow<'a, str>>,
}

type Checked = Result<(), Problem>;

impl<'a> Walk<'a> {
    fn refuse(&self, problem: Problem) -> Refusal {
        let path = self.path.concat();
        let path = path.trim_start_matches('.');
        match problem {
            Problem::Unknown => Refusal::unknown(path),
            Problem::Missing => Refusal::missing(path),
            Problem::Type(expected, found) => Refusal::invalid(format!(
                "Invalid type for '{path}': expected {expected}, but got {found} instead."
            ))
            .code("invalid_type")
            .param(path),
            Problem::Value(found, allowed) => Refusal::invalid(format!(
                "Invalid value: {found}. Supported values are: {}.",
                supported(&allowed)
            ))
            .code("invalid_value")
            .param(path),
            Problem::Lacking(name) => broken(&name),
        }
    }

    fn inside(&mut self, step: Cow<'a, str>, check: impl FnOnce(&mut Self) -> Checked) -> Checked {
        self.path.push(step);
        check(self)?;
        self.path.pop();
        Ok(())
    }

    fn member(&mut self, key: &str, check: impl FnOnce(&mut Self) -> Checked) -> Checked {
        self.inside(format!(".{key}").into(), check)
    }

    fn shape(&mut self, shape: &'a Shape, value: &'a Value) -> Checked {
        let fits = match shape {
            Shape::Any => true,
            Shape::String => value.is_string(),
            Shape::Integer => is_integer(value),
            Shape::Number => value.is_number(),
            Shape::Boolean => value.is_boolean(),
            Shape::Null => value.is_null(),
            Shape::Const(allowed) if value.is_string() => {
                return if allowed.contains(value) {
                    Ok(())
                } else {
                    Err(Problem::Value(words::quoted(value), allowed.clone()))
                };
            }
            Shape::Const(allowed) => allowed.contains(value),
            Shape::Nullable(inner) => {
                return if value.is_null() {
                    Ok(())
                } else {
                    self.shape(inner, value)
                };
            }
            Shape::Ref(name) => return self.object(name, value),
            Shape::List(item) => return self.list(item, value),
            Shape::Map(item) => return self.map(item, value),
            Shape::Tagged(tagged) => return self.tagged(tagged, value),
            Shape::AnyOf(shapes) => return self.any_of(shapes, value),
        };
        if fits {
            Ok(())
        } else {
            Err(Problem::Type(kind_of(shape).to_owned(), got(value)))
        }
    }

    fn list(&mut self, item: &'a Shape, value: &'a Value) -> Checked {
        let Some(items) = value.as_array() else {
            return Err(Problem::Type("an array".to_owned(), got(value)));
        };
        for (index, value) in items.iter().enumerate() {
            self.inside(format!("[{index}]").into(), |walk| walk.shape(item, value))?;
        }
        Ok(())
    }

    fn map(&mut self, item: &'a Shape, value: &'a Value) -> Checked {
        for (key, value) in object_of(value)? {
            self.member(key, |walk| walk.shape(item, value))?;
        }
        Ok(())
    }

    fn find(&self, name: &str) -> Result<&'a Object, Problem> {
        let found = self.schema.objects.get(name);
        found.ok_or_else(|| Problem::Lacking(name.to_owned()))
    }

    fn object(&mut self, name: &str, value: &'a Value) -> Checked {
        let members = object_of(value)?;
        let object = self.find(name)?;
        let missing = object
            .required
            .iter()
            .find(|member| !members.contains_key(*member) && !additions::is_optional(name, member));
        if let Some(missing) = missing {
            return self.member(missing, |_| Err(Problem::Missing));
        }
        for (key, value) in members {
            self.member(key, |walk| match object.fields.get(key) {
                // OpenAI's services take null for whatever is optional.
                Some(_) if value.is_null() && !object.required.contains(key) => Ok(()),
                Some(shape) => walk.shape(shape, value),
                None if object.open || additions::is_added(name, key) => Ok(()),
                None => Err(Problem::Unknown),
            })?;
        }
        Ok(())
    }

    fn tagged(&mut self, tagged: &'a Tagged, value: &'a Value) -> Checked {
        let members = object_of(value)?;
        let tags = || {
            tagged
                .of
                .keys()
                .map(|tag| Value::from(tag.as_str()))
                .collect()
        };
        match members.get(&tagged.by) {
            Some(Value::String(tag)) => match tagged.of.get(tag) {
                Some(name) => self.object(name, value),
                None => self.member(&tagged.by, |_| {
                    Err(Problem::Value(format!("'{tag}'"), tags()))
                }),
            },
            None | Some(Value::Null) => match &tagged.default {
                Some(name) => self.object(name, value),
                None => self.member(&tagged.by, |_| Err(Problem::Missing)),
            },
            Some(other) => self.member(&tagged.by, |_| {
                Err(Problem::Type("a string".to_owned(), got(other)))
            }),
        }
    }

    /// Tries the shapes that could fit, and reports the first of those.
    fn any_of(&mut self, shapes: &'a [Shape], value: &'a Value) -> Checked {
        let depth = self.path.len();
        let mut first = None;
        for shape in shapes {
            if !self.could_fit(shape, value) {
                continue;
            }
            match self.shape(shape, value) {
                Ok(()) => return Ok(()),
                Err(problem) => {
                    let at = self.path.split_off(depth);
                    first.get_or_insert((at, problem));
                }
            }
        }
        if let Some((at, problem)) = first {
            self.path.extend(at);
            return Err(problem);
        }
        let Some(kind) = value.get("type").filter(|kind| kind.is_string()) else {
            return Err(Problem::Type(words::one_of(shapes), got(value)));
        };
        let kinds = self.kinds(shapes);
        self.member("type", |_| Err(Problem::Value(words::quoted(kind), kinds)))
    }

    /// Whether a value's JSON type fits; an object's constant members have to fit too.
    fn could_fit(&self, shape: &Shape, value: &Value) -> bool {
        match shape {
            Shape::String | Shape::Const(_) => value.is_string(),
            Shape::Integer | Shape::Number => value.is_number(),
            Shape::Boolean => value.is_boolean(),
            Shape::Null => value.is_null(),
            Shape::List(_) => value.is_array(),
            Shape::Map(_) | Shape::Tagged(_) => value.is_object(),
            Shape::Any | Shape::Nullable(_) | Shape::AnyOf(_) => true,
            Shape::Ref(name) => {
                value.is_object()
                    && !is_answer_as_input(name, value)
                    && self.schema.objects.get(name).is_some_and(|object| {
                        constants(object).all(|(field, allowed)| match value.get(field) {
                            Some(found) => allowed.contains(found) || found.is_null(),
                            None => {
                                !object.required.iter().any(|required| required == field)
                                    || additions::is_optional(name, field)
                            }
                        })
                    })
            }
        }
    }

    /// The types that objects among `shapes` may have.
    fn kinds(&self, shapes: &[Shape]) -> Vec<Value> {
        let mut kinds: Vec<Value> = shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Ref(name) => self.schema.objects.get(name),
                _ => None,
            })
            .flat_map(constants)
            .filter(|(field, _)| *field == "type")
            .flat_map(|(_, allowed)| allowed.iter().cloned())
            .collect();
        kinds.dedup();
        kinds
    }
}

/// Whether a message of the assistant would be read as one of the user's: in lists, its parts are those of answers
/// (the API's own message: "Supported values are: 'output_text' and 'refusal'").
fn is_answer_as_input(name: &str, value: &Value) -> bool {
    name == "EasyInputMessage" && value["role"] == "assistant" && value["content"].is_array()
}

/// The members that choose among objects, with the values that they may have.
fn constants(object: &Object) -> impl Iterator<Item = (&str, &[Value])> {
    object.fields.iter().filter_map(|(field, shape)| {
        let shape = match shape {
            Shape::Nullable(inner) => inner,
            other => other,
        };
        match shape {
            Shape::Const(allowed) if field == "type" || field == "role" => {
                Some((field.as_str(), allowed.as_slice()))
            }
            _ => None,
        }
    })
}

fn object_of(value: &Value) -> Result<&Map<String, Value>, Problem> {
    value
        .as_object()
        .ok_or_else(|| Problem::Type("an object".to_owned(), got(value)))
}

fn is_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64()
}
