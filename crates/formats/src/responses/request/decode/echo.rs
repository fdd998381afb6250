use serde_json::value::RawValue;

use super::wire::Body;
use crate::json::{Json, Writer};

/// What is said again of one request takes no more than this, in bytes: an open stream keeps it.
const MOST: usize = 16 * 1024;

/// What a response says again of its request (source: openai-python 3.57.0, `Response`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::responses::request) struct Echo(Box<str>);

impl Default for Echo {
    /// Of a request that says nothing.
    fn default() -> Self {
        Self::of(&Body::default())
    }
}

impl Echo {
    /// The members, on one line, without braces.
    pub(in crate::responses::request) fn members(&self) -> &str {
        &self.0
    }

    /// Of this request. What is too large is told as its default.
    pub(super) fn of(body: &Body<'_>) -> Self {
        let mut written = Vec::with_capacity(512);
        let mut echo = Writing {
            left: MOST,
            writer: Writer(&mut written),
        };
        echo.number("max_output_tokens", body.max_output_tokens);
        echo.float("temperature", body.temperature);
        echo.float("top_p", body.top_p);
        echo.writer
            .key("parallel_tool_calls")
            .raw(match body.parallel_tool_calls {
                Some(false) => "false",
                _ => "true",
            });
        echo.json("tool_choice", body.tool_choice, "\"auto\"");
        let none = r#"{"effort":null,"summary":null}"#;
        echo.json("reasoning", body.reasoning, none);
        let plain = r#"{"format":{"type":"text"}}"#;
        echo.json("text", body.text, plain);
        echo.json("truncation", body.truncation, "\"disabled\"");
        echo.json("user", body.user, "null");
        echo.json("service_tier", body.service_tier, "\"default\"");
        echo.json("metadata", body.metadata, "{}");
        let size = |json: Option<&RawValue>| json.map_or(0, |json| json.get().len());
        let both = size(body.tools) + size(body.instructions) <= echo.left;
        echo.json("tools", body.tools.filter(|_| both), "[]");
        let instructions = body.instructions.filter(|_| both);
        echo.json("instructions", instructions, "null");
        Self(String::from_utf8(written).unwrap_or_default().into())
    }
}

struct Writing<'o> {
    /// How many bytes the client's own words may still take.
    left: usize,
    writer: Writer<'o>,
}

impl Writing<'_> {
    fn number(&mut self, name: &str, number: Option<u64>) {
        self.writer.key(name);
        match number {
            Some(number) => self.writer.number(number),
            None => self.writer.raw("null"),
        };
    }

    fn float(&mut self, name: &str, number: Option<f64>) {
        self.writer.key(name);
        match number {
            Some(number) => self.writer.float(number),
            None => self.writer.raw("null"),
        };
    }

    fn json(&mut self, name: &str, said: Option<&RawValue>, default: &str) {
        self.writer.key(name);
        match said {
            Some(said) if said.get().len() <= self.left => {
                self.left -= said.get().len();
                self.writer.json_on_a_line(&Json::from(said));
            }
            _ => {
                self.writer.raw(default);
            }
        }
    }
}
