//! Reading JSON, and naming the place where it is not what it should be.

use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::Place;
use crate::Failure;
use crate::json::{Json, Text};

/// Reads the body itself.
pub(crate) fn body<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Failure> {
    serde_json::from_str(json).map_err(|error| fault(&error, json, String::new()))
}

/// Reads a value that stands at `place`.
pub(crate) fn value<'a, T: Deserialize<'a>>(
    json: &'a str,
    place: &Place<'_>,
) -> Result<T, Failure> {
    serde_json::from_str(json).map_err(|error| fault(&error, json, place.to_string()))
}

/// Reads a string that stands at `place`. That it is JSON was found when it was cut out: it is not gone through again.
pub(crate) fn text<'a>(json: &'a RawValue, place: &Place<'_>) -> Result<Text<'a>, Failure> {
    match Json::from(json).into_text() {
        Some(text) => Ok(text),
        None => value(json.get(), place),
    }
}

/// What is wrong with `json`, which stands at `root`. Says what is wanted and where, never what was sent: that is
/// nobody's business, and belongs into no log.
fn fault(error: &serde_json::Error, json: &str, root: String) -> Failure {
    let said = error.to_string();
    if error.classify() != Category::Data {
        return Failure::invalid(format!("the request body is not JSON: {said}"));
    }
    let path = path(json, offset(json, error), root);
    let wanted = said.rfind("expected ").map_or("something else", |at| {
        let wanted = &said[at + "expected ".len()..];
        wanted
            .rfind(" at line ")
            .map_or(wanted, |end| &wanted[..end])
    });
    let wanted = match wanted {
        "f64" => "a number",
        "u64" | "i64" => "a whole number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        other => other,
    };
    if path.is_empty() {
        return Failure::invalid(format!("the request body must be {wanted}"));
    }
    let message = format!("`{path}` must be {wanted}");
    Failure::at(path, message)
}

/// Where serde_json stood when it found the fault: at the beginning or the end of the value; or, if what reads the
/// value found it, at the end of the object that it is the last member of.
fn offset(json: &str, error: &serde_json::Error) -> usize {
    let before = error.line().saturating_sub(1);
    let lines = memchr::memchr_iter(b'\n', json.as_bytes());
    let start = match before {
        0 => 0,
        _ => lines.map(|at| at + 1).nth(before - 1).unwrap_or(0),
    };
    start + error.column()
}

/// The path from `root` to the innermost value that touches `offset`. What lies before it is valid JSON.
fn path(json: &str, offset: usize, root: String) -> String {
    let scan = Scan(json.as_bytes());
    let mut path = root;
    let mut at = scan.blank(0);
    while let Some(child) = scan.child(at, offset) {
        match child.step {
            Step::Item(index) => path.push_str(&format!("[{index}]")),
            Step::Member(start, end) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(json.get(start..end).unwrap_or_default());
            }
        }
        at = child.at;
    }
    path
}

struct Scan<'j>(&'j [u8]);

struct Child {
    step: Step,
    at: usize,
}

enum Step {
    Item(usize),
    /// From where to where its name stands.
    Member(usize, usize),
}

impl Scan<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    /// The first byte from `at` on that is no white space.
    fn blank(&self, at: usize) -> usize {
        let rest = self.0.get(at..).unwrap_or_default();
        at + rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count()
    }

    /// The item or member of the value at `at` that touches `offset`; if the value itself ends there, its last.
    fn child(&self, at: usize, offset: usize) -> Option<Child> {
        let object = match self.byte(at)? {
            b'{' => true,
            b'[' => false,
            _ => return None,
        };
        let mut next = self.blank(at + 1);
        let mut last = None;
        for index in 0.. {
            if matches!(self.byte(next)?, b'}' | b']') {
                break;
            }
            let mut step = Step::Item(index);
            if object {
                let end = self.end(next);
                step = Step::Member(next + 1, end.saturating_sub(1));
                // Past the colon.
                next = self.blank(self.blank(end) + 1);
            }
            let end = self.end(next);
            if offset < next || next >= self.0.len() {
                return None;
            }
            let child = Child { step, at: next };
            next = self.blank(end);
            if offset <= next {
                return Some(child);
            }
            last = Some(child);
            if self.byte(next)? != b',' {
                break;
            }
            next = self.blank(next + 1);
        }
        last.filter(|_| offset == next + 1)
    }

    /// Where the value at `at` ends.
    fn end(&self, at: usize) -> usize {
        let (mut depth, mut next) = (0_usize, at);
        while let Some(byte) = self.byte(next) {
            match byte {
                b'"' => next = self.string_end(next),
                b'{' | b'[' => {
                    depth += 1;
                    next += 1;
                }
                b'}' | b']' | b',' if depth == 0 => return next,
                b'}' | b']' => {
                    depth -= 1;
                    next += 1;
                }
                _ if depth == 0 && (byte.is_ascii_whitespace() || byte == b':') => return next,
                _ => {
                    next += 1;
                    continue;
                }
            }
            if depth == 0 {
                return next;
            }
        }
        self.0.len()
    }

    fn string_end(&self, at: usize) -> usize {
        let mut next = at + 1;
        while let Some(byte) = self.byte(next) {
            match byte {
                b'"' => return next + 1,
                b'\\' => next += 2,
                _ => next += 1,
            }
        }
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Str, object};

    object! {
        struct Outer<'a> {
            flag: bool = "flag",
            list: Vec<Inner<'a>> = "list",
        }
    }

    object! {
        struct Inner<'a> {
            name: Str<'a> = "name",
            text: Text<'a> = "text",
            count: u64 = "count",
        }
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_named_by_its_path_and_not_quoted() {
        for (json, param, wanted) in [
            (r#"{"flag":"secret"}"#, "flag", "true or false"),
            (r#"{"list":{"secret":1}}"#, "list", "a list"),
            (r#"{"list":"secret, expected x"}"#, "list", "a list"),
            (
                r#"{"x":["a,]",{}],"list":[{},{"name":7}]}"#,
                "list[1].name",
                "a string",
            ),
            (
                "{\"list\": [ {} ,\n {\"x\":\"\\\"\", \"text\" : [\"secret\"]}]}",
                "list[1].text",
                "a string",
            ),
            (
                r#"{"list":[{"name":"a","count":-1}]}"#,
                "list[0].count",
                "a whole number",
            ),
            (
                r#"{"list":[{"name":"a","count":1.5}]}"#,
                "list[0].count",
                "a whole number",
            ),
            (r#"{"list":[null]}"#, "list[0]", "an object"),
            (r#"{"list":[{"text":{}}]}"#, "list[0].text", "a string"),
            (
                r#"{"list":[{"text":7 , "name":"a"}]}"#,
                "list[0].text",
                "a string",
            ),
            (r#"{"list":[{},"secret"]}"#, "list[1]", "an object"),
        ] {
            let failure = body::<Outer<'_>>(json).unwrap_err();
            assert_eq!(failure.param.as_deref(), Some(param), "{json}");
            assert_eq!(failure.message, format!("`{param}` must be {wanted}"));
        }
    }

    #[test]
    fn what_is_no_json_is_said_to_be_none() {
        for json in ["", "{", "{\"flag\":tru}", "{\"list\":[{]}", "\u{0}"] {
            let failure = body::<Outer<'_>>(json).unwrap_err();
            assert_eq!(failure.param, None, "{json}");
            assert!(failure.message.contains("not JSON"), "{}", failure.message);
        }
        let failure = body::<Outer<'_>>("[1]").unwrap_err();
        assert_eq!(failure.message, "the request body must be an object");
    }

    #[test]
    fn a_value_inside_another_is_named_from_the_root() {
        let content = Place::Top("messages");
        let content = content.item(2);
        let content = content.member("content");
        let failure = value::<Vec<Inner<'_>>>("[{\"name\":true}]", &content).unwrap_err();
        assert_eq!(
            failure.param.as_deref(),
            Some("messages[2].content[0].name")
        );
    }
}
