//! Rules of the API that the command mends by itself where a conversation breaks them: it puts in "(no content)", results
//! that nobody sent, or words in the place of a picture, and drops results (measured with claude 2.1.331). The model
//! would answer to what the client never said, so it is refused here as the API refuses it.

use std::collections::BTreeMap;

use memchr::memchr;

use super::failure::Failure;
use super::members::{Members, elements, plain};
use super::turns::Role;

/// The beginnings of pictures in base64: PNG, JPEG, GIF (source: Anthropic API docs, "Vision", supported formats).
const PICTURES: [&str; 3] = ["iVBORw0KGgo", "/9j/", "R0lGOD"];
/// That of WebP, whose length stands between its two parts.
const WEBP: (&str, &str) = ("UklGR", "RUJQ");

/// What is known of a conversation while its messages are read.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// The calls of the assistant's last turn, and whether each has its result.
    calls: BTreeMap<String, bool>,
    /// Where that turn began.
    at: usize,
    /// Whether the last message was the assistant's.
    assistant: bool,
}

impl Rules {
    /// Checks the message at `at`.
    ///
    /// # Errors
    /// 400, in the API's words.
    pub(super) fn message(&mut self, at: usize, role: Role, content: &str) -> Result<(), Failure> {
        match role {
            // It is no turn of its own.
            Role::System => return Ok(()),
            Role::Assistant if !self.assistant => {
                self.end()?;
                self.calls.clear();
                (self.assistant, self.at) = (true, at);
            }
            Role::Assistant => {}
            Role::User => self.assistant = false,
        }
        if let Some(text) = plain(content) {
            return spoken(&text, at);
        }
        // What is no content at all is refused by whoever reads it.
        let blocks = elements(content).unwrap_or_default();
        if blocks.is_empty() {
            return spoken("", at);
        }
        for (number, block) in blocks.into_iter().enumerate() {
            if let Some(block) = Members::read(block) {
                self.block(&block, at, number)?;
            }
        }
        Ok(())
    }

    /// Checks what only the end of the conversation, or of a turn, shows.
    ///
    /// # Errors
    /// A call has no result.
    pub(super) fn end(&self) -> Result<(), Failure> {
        let open = self.calls.iter().filter(|(_, answered)| !**answered);
        let open: Vec<&str> = open.map(|(id, _)| id.as_str()).collect();
        if open.is_empty() {
            return Ok(());
        }
        Err(Failure::invalid(format!(
            "messages.{}: `tool_use` ids were found without `tool_result` blocks immediately after: {}. Each `tool_use` \
             block must have a corresponding `tool_result` block in the next message.",
            self.at,
            open.join(", ")
        )))
    }

    fn block(&mut self, block: &Members<'_>, at: usize, number: usize) -> Result<(), Failure> {
        match block.text("type").as_deref() {
            // What the model said is its own: the command leaves out a part without words.
            Some("text") if !self.assistant => {
                spoken_part(&block.get("text").and_then(plain).unwrap_or_default())
            }
            Some("image") => seen(block, at),
            Some("tool_use") if self.assistant => {
                if let Some(id) = block.text("id") {
                    self.calls.insert(id, false);
                }
                Ok(())
            }
            Some("tool_result") if !self.assistant => self.result(block, at, number),
            _ => Ok(()),
        }
    }

    fn result(&mut self, block: &Members<'_>, at: usize, number: usize) -> Result<(), Failure> {
        let id = block.text("tool_use_id").unwrap_or_default();
        let why = match self.calls.get_mut(&id) {
            Some(answered) if !*answered => {
                *answered = true;
                let inner = block.get("content").and_then(elements).unwrap_or_default();
                let mut inner = inner.into_iter().filter_map(Members::read);
                return inner.try_for_each(|block| match block.text("type").as_deref() {
                    Some("image") => seen(&block, at),
                    _ => Ok(()),
                });
            }
            Some(_) => format!(
                "each tool_use must have a single result. Found multiple `tool_result` blocks with id: {id}"
            ),
            None => format!(
                "unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` block must have a \
                 corresponding `tool_use` block in the previous message."
            ),
        };
        Err(Failure::invalid(format!(
            "messages.{at}.content.{number}: {why}"
        )))
    }
}

fn spoken(text: &str, at: usize) -> Result<(), Failure> {
    if text.is_empty() {
        return Err(Failure::invalid(format!(
            "messages.{at}: all messages must have non-empty content except for the optional final assistant message"
        )));
    }
    spoken_part(text)
}

fn spoken_part(text: &str) -> Result<(), Failure> {
    let why = match text {
        "" => "text content blocks must be non-empty",
        text if text.trim().is_empty() => "text content blocks must contain non-whitespace text",
        _ => return Ok(()),
    };
    Err(Failure::invalid(format!("messages: {why}")))
}

/// Whether a picture is one, as far as its beginning shows.
fn seen(block: &Members<'_>, at: usize) -> Result<(), Failure> {
    let source = block.get("source").and_then(Members::read);
    let data = source.and_then(|source| {
        let base64 = source.text("type").as_deref() == Some("base64");
        source.get("data").filter(|_| base64).and_then(plain)
    });
    let Some(data) = data else { return Ok(()) };
    let webp = data.starts_with(WEBP.0) && data.get(12..16) == Some(WEBP.1);
    if webp || PICTURES.iter().any(|begins| data.starts_with(begins)) {
        return Ok(());
    }
    Err(Failure::invalid(format!(
        "messages.{at}: Could not process image. Send the bytes of a PNG, JPEG, GIF or WebP picture in base64"
    )))
}

/// Whether a string of `json` holds one half of a surrogate pair alone, which is no character (RFC 8259, section 8.2).
/// The API takes no such body; the command would put U+FFFD in its place.
pub(super) fn has_half_a_character(json: &str) -> bool {
    let bytes = json.as_bytes();
    let mut at = 0;
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr(b'\\', rest)) {
        at += next;
        match unit(bytes, at) {
            Some(0xD800..=0xDBFF) => match unit(bytes, at + 6) {
                Some(0xDC00..=0xDFFF) => at += 12,
                _ => return true,
            },
            Some(0xDC00..=0xDFFF) => return true,
            Some(_) => at += 6,
            None => at += 2,
        }
    }
    false
}

/// The UTF-16 unit that the escape at `at` stands for; `None` if it is another escape.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn check(messages: &Value) -> Result<(), String> {
        let mut rules = Rules::default();
        for (at, message) in messages.as_array().unwrap().iter().enumerate() {
            let role = Role::read(message["role"].as_str().unwrap()).unwrap();
            let content = message["content"].to_string();
            rules
                .message(at, role, &content)
                .map_err(|failure| failure.message)?;
        }
        rules.end().map_err(|failure| failure.message)
    }

    fn call(id: &str) -> Value {
        json!({"type": "tool_use", "id": id, "name": "t", "input": {}})
    }

    fn result(id: &str) -> Value {
        json!({"type": "tool_result", "tool_use_id": id, "content": ""})
    }

    #[test]
    fn a_call_without_its_result_and_a_result_without_its_call_are_refused() {
        let user = |content: Value| json!({"role": "user", "content": content});
        let assistant = |content: Value| json!({"role": "assistant", "content": content});
        let system = json!({"role": "system", "content": "be brief"});
        let paired = json!([
            user("a".into()),
            assistant(json!([call("1")])),
            assistant(json!([call("2")])),
            system,
            user(json!([result("2")])),
            user(json!([result("1"), {"type": "text", "text": "so?"}])),
            assistant(json!([call("3")])),
            user(json!([result("3")])),
        ]);
        assert_eq!(check(&paired), Ok(()));
        for (messages, why) in [
            (
                json!([
                    user("a".into()),
                    assistant(json!([call("1")])),
                    user("b".into())
                ]),
                "messages.1: `tool_use` ids were found without",
            ),
            (
                json!([
                    user("a".into()),
                    assistant(json!([call("1"), call("2")])),
                    user(json!([result("2")])),
                    assistant("b".into()),
                    user("c".into()),
                ]),
                "immediately after: 1. Each",
            ),
            (
                json!([
                    user("a".into()),
                    assistant("b".into()),
                    user(json!([result("1")]))
                ]),
                "messages.2.content.0: unexpected `tool_use_id`",
            ),
            (
                json!([
                    user("a".into()),
                    assistant(json!([call("1")])),
                    user(json!([result("1"), result("1")]))
                ]),
                "messages.2.content.1: each tool_use must have a single result",
            ),
        ] {
            let said = check(&messages).unwrap_err();
            assert!(said.contains(why), "{said}");
        }
    }

    #[test]
    fn a_message_that_says_nothing_is_refused_whoever_says_it() {
        let part = |text: &str| json!({"type": "text", "text": text});
        for (content, alone) in [
            (json!(""), true),
            (json!(" \n"), true),
            (json!([]), true),
            (json!([part("")]), false),
            (json!([part("x"), part("\t")]), false),
        ] {
            let said = check(&json!([{"role": "user", "content": content}])).unwrap_err();
            assert!(said.starts_with("messages"), "{said}");
            // Models answer with such parts now and then, and clients send them back.
            let said = check(&json!([{"role": "assistant", "content": content}]));
            assert_eq!(said.is_err(), alone, "{content}");
        }
    }

    #[test]
    fn what_is_no_picture_is_refused_and_what_is_one_is_taken() {
        let picture = |data: &str| json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}});
        for (data, taken) in [
            ("iVBORw0KGgoAAAANSUhEUg", true),
            ("/9j/4AAQSkZJRg", true),
            ("R0lGODlhAQABAA", true),
            ("UklGRiQAAABXRUJQVlA4", true),
            ("UklGRiQAAABXQVZF", false),
            ("aGVsbG8=", false),
            ("", false),
        ] {
            let alone = json!([{"role": "user", "content": [picture(data)]}]);
            assert_eq!(check(&alone).is_ok(), taken, "{data}");
            let mut inside = result("1");
            inside["content"] = json!([picture(data)]);
            let inside = json!([
                {"role": "assistant", "content": [call("1")]},
                {"role": "user", "content": [inside]},
            ]);
            assert_eq!(check(&inside).is_ok(), taken, "{data}");
        }
        let elsewhere =
            json!({"type": "image", "source": {"type": "url", "url": "https://example.org/a"}});
        assert!(check(&json!([{"role": "user", "content": [elsewhere]}])).is_ok());
    }

    #[test]
    fn half_a_character_is_found_whatever_is_beside_it() {
        for (json, half) in [
            (r#""\ud83e\udd80 \u00e9 \\ud800 \n""#, false),
            (r#""\ud800""#, true),
            (r#""\udc00\ud800""#, true),
            (r#""\ud83e\u0041""#, true),
            (r#""\\\ud83ex""#, true),
            ("\"\\", false),
        ] {
            assert_eq!(has_half_a_character(json), half, "{json}");
        }
    }
}
