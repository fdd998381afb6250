//! The conversation, as the command takes it: what a person said and what the model answered, by turns.

use formats::conversation::Losses;

use super::failure::Failure;
use super::members::{Members, elements, quoted};
use super::rules::Rules;
use super::tools::Names;

/// The most messages of one request; each turn of the history is acknowledged before the next is told.
const MOST: usize = 4_096;

/// One turn: the blocks of one or more messages of the same role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Turn {
    User(Blocks),
    Assistant(Blocks),
}

/// Content blocks, each as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Blocks(Vec<String>);

impl Blocks {
    /// As the array that `content` is.
    pub(super) fn json(&self) -> String {
        format!("[{}]", self.0.join(","))
    }
}

/// The text of `system`.
///
/// # Errors
/// It is neither text nor text blocks.
pub(super) fn system(json: Option<&str>) -> Result<String, Failure> {
    let Some(json) = json else {
        return Ok(String::new());
    };
    if let Ok(text) = serde_json::from_str(json) {
        return Ok(text);
    }
    let blocks = elements(json).and_then(|blocks| {
        let texts = blocks
            .into_iter()
            .map(|block| Members::read(block)?.text("text"));
        texts.collect::<Option<Vec<_>>>()
    });
    let blocks = blocks.ok_or_else(|| Failure::invalid("system: must be text, or text blocks"))?;
    Ok(blocks.join("\n\n"))
}

/// Reads `messages`.
///
/// # Errors
/// They cannot be read, do not begin and end with a user's, are too many, or break a rule of the API's.
pub(super) fn read(json: &str, lost: &mut Losses) -> Result<Vec<Turn>, Failure> {
    let messages = elements(json).ok_or_else(|| Failure::invalid("messages: must be an array"))?;
    if messages.len() > MOST {
        return Err(Failure::invalid(format!(
            "messages: Claude Code mode takes at most {MOST}, and these are {}. Use API mode (claude.mode = \"api\")",
            messages.len()
        )));
    }
    let (mut turns, mut rules) = (Vec::<Turn>::new(), Rules::default());
    for (at, json) in messages.into_iter().enumerate() {
        let malformed =
            || Failure::invalid(format!("messages.{at}: must have `role` and `content`"));
        let message = Members::read(json).ok_or_else(malformed)?;
        let content = message.get("content").ok_or_else(malformed)?;
        let role = message.text("role").ok_or_else(malformed)?;
        let role = Role::read(&role).ok_or_else(malformed)?;
        let blocks = role.blocks(content, lost).ok_or_else(malformed)?;
        rules.message(at, role, content)?;
        if matches!(role, Role::Assistant) && blocks.is_empty() {
            // Nothing is left of it: it held thoughts alone, say.
            continue;
        }
        match (role, turns.last_mut()) {
            (Role::Assistant, Some(Turn::Assistant(last))) => last.0.extend(blocks),
            (Role::User | Role::System, Some(Turn::User(last))) => last.0.extend(blocks),
            (Role::Assistant, None) => {
                return Err(Failure::invalid(
                    "messages: first message must use the \"user\" role",
                ));
            }
            (Role::Assistant, _) => turns.push(Turn::Assistant(Blocks(blocks))),
            (Role::User | Role::System, _) => turns.push(Turn::User(Blocks(blocks))),
        }
    }
    match turns.last() {
        Some(Turn::User(_)) => {}
        Some(Turn::Assistant(_)) => {
            return Err(Failure::invalid(
                "messages: Claude Code mode cannot go on from an assistant's message; end with the \"user\" role",
            ));
        }
        None => {
            return Err(Failure::invalid(
                "messages: at least one message is required",
            ));
        }
    }
    rules.end()?;
    for turn in &mut turns {
        if let Turn::User(Blocks(blocks)) = turn {
            no_command(blocks);
        }
    }
    Ok(turns)
}

/// Who speaks in a message.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role {
    User,
    Assistant,
    System,
}

impl Role {
    pub(super) fn read(name: &str) -> Option<Self> {
        match name {
            "user" => Some(Self::User),
            "assistant" => Some(Self::Assistant),
            "system" => Some(Self::System),
            _ => None,
        }
    }

    fn blocks(self, content: &str, lost: &mut Losses) -> Option<Vec<String>> {
        let blocks = if content.starts_with('"') {
            vec![format!(r#"{{"type":"text","text":{content}}}"#)]
        } else {
            let blocks = elements(content)?.into_iter();
            let blocks = blocks.map(|block| self.block(block, lost));
            blocks
                .collect::<Option<Vec<_>>>()?
                .into_iter()
                .flatten()
                .collect()
        };
        match self {
            Self::User | Self::Assistant => Some(blocks),
            Self::System => {
                lost.note("messages.system");
                blocks.iter().map(|block| reminder(block)).collect()
            }
        }
    }

    /// One block as the command takes it; `None` inside if it has no place, outside if it is none.
    fn block(self, json: &str, lost: &mut Losses) -> Option<Option<String>> {
        let members = Members::read(json)?;
        let kind = members.text("type")?;
        if matches!(kind.as_str(), "thinking" | "redacted_thinking") {
            // The command takes no thoughts but those of its own process (measured with claude 2.1.331).
            lost.note("messages.thinking");
            return Some(None);
        }
        let name = members.text("name").filter(|_| kind == "tool_use");
        let changes = name.is_some() || json.contains("\"cache_control\"");
        if !changes {
            return Some(Some(json.to_owned()));
        }
        Some(Some(members.rewrite(|key, value| match (key, &name) {
            ("cache_control", _) => None,
            ("name", Some(name)) => Some(quoted(&Names::inward(name))),
            ("content", _) => Some(unmarked(value)),
            _ => Some(value.to_owned()),
        })))
    }
}

/// Blocks inside of a block, without the client's cache breakpoints: the command sets its own, and the API takes four.
fn unmarked(content: &str) -> String {
    let Some(blocks) = elements(content) else {
        return content.to_owned();
    };
    let blocks = blocks.into_iter().map(|block| match Members::read(block) {
        Some(members) => {
            members.rewrite(|key, value| (key != "cache_control").then(|| value.to_owned()))
        }
        None => block.to_owned(),
    });
    format!("[{}]", blocks.collect::<Vec<_>>().join(","))
}

/// A system message between turns, in the form that the command itself gives to such text where a model has no place
/// for it (measured with claude 2.1.331 and claude-haiku-4-5).
fn reminder(block: &str) -> Option<String> {
    let text = Members::read(block)?.text("text")?;
    Some(text_block(&format!(
        "<system-reminder>\n{text}\n</system-reminder>"
    )))
}

fn text_block(text: &str) -> String {
    format!(r#"{{"type":"text","text":{}}}"#, quoted(text))
}

/// Keeps a text that begins with a slash from being taken for a command of the program's: it looks at the last text of
/// a turn (measured with claude 2.1.331). Cut in two, the text is the same for the model.
fn no_command(blocks: &mut Vec<String>) {
    let text_of = |block: &String| {
        let members = Members::read(block)?;
        let is_text = members.text("type").as_deref() == Some("text");
        members.text("text").filter(|_| is_text)
    };
    let mut texts = blocks.iter().enumerate().rev();
    let Some((at, text)) = texts.find_map(|(at, block)| Some((at, text_of(block)?))) else {
        return;
    };
    let rest = text.trim_start_matches('/');
    if rest.len() == text.len() {
        return;
    }
    let halves = if rest.trim().is_empty() {
        vec![text_block(&format!(" {text}"))]
    } else {
        vec![
            text_block(&text[..text.len() - rest.len()]),
            text_block(rest),
        ]
    };
    blocks.splice(at..=at, halves);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns(json: &str) -> Vec<String> {
        let turns = read(json, &mut Losses::default()).unwrap();
        let say = |turn: &Turn| match turn {
            Turn::User(blocks) => format!("U {}", blocks.json()),
            Turn::Assistant(blocks) => format!("A {}", blocks.json()),
        };
        turns.iter().map(say).collect()
    }

    #[test]
    fn messages_of_one_role_are_one_turn_and_calls_get_the_name_that_the_model_knew() {
        let json = r#"[{"role":"user","content":"a"},{"role":"user","content":[{"type":"text","text":"b"}]},
            {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},
            {"type":"tool_use","id":"i","name":"n","input":{"z":1.0,"a": 2}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"i","content":"r"}]}]"#;
        assert_eq!(
            turns(json),
            [
                r#"U [{"type":"text","text":"a"},{"type":"text","text":"b"}]"#,
                r#"A [{"type":"tool_use","id":"i","name":"mcp__c__n","input":{"z":1.0,"a": 2}}]"#,
                r#"U [{"type":"tool_result","tool_use_id":"i","content":"r"}]"#,
            ]
        );
    }

    #[test]
    fn the_clients_cache_breakpoints_go_and_nothing_else() {
        let json = r#"[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"i","name":"n","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"i","cache_control":{"type":"ephemeral"},
            "content":[{"type":"text","text":"\"cache_control\"","cache_control":{}},{"type":"image","source":{"b":1,"a":2}}]}]}]"#;
        assert_eq!(
            turns(json)[2..],
            [
                r#"U [{"type":"tool_result","tool_use_id":"i","content":[{"type":"text","text":"\"cache_control\""},{"type":"image","source":{"b":1,"a":2}}]}]"#
            ]
        );
    }

    #[test]
    fn a_text_that_begins_with_a_slash_is_no_command() {
        for (text, sent) in [
            (
                "/compact now",
                r#"U [{"type":"text","text":"/"},{"type":"text","text":"compact now"}]"#,
            ),
            (
                "//x",
                r#"U [{"type":"text","text":"//"},{"type":"text","text":"x"}]"#,
            ),
            ("/", r#"U [{"type":"text","text":" /"}]"#),
            ("a/b", r#"U [{"type":"text","text":"a/b"}]"#),
        ] {
            assert_eq!(
                turns(&format!(r#"[{{"role":"user","content":"{text}"}}]"#)),
                [sent]
            );
        }
        let escaped = r#"[{"role":"user","content":"\u002fcompact"}]"#;
        assert_eq!(
            turns(escaped),
            [r#"U [{"type":"text","text":"/"},{"type":"text","text":"compact"}]"#]
        );
    }

    #[test]
    fn a_system_message_between_turns_keeps_its_words_and_is_named() {
        let mut lost = Losses::default();
        let json = r#"[{"role":"user","content":"a"},{"role":"system","content":"be \"brief\""}]"#;
        let turns = read(json, &mut lost).unwrap();
        let said =
            r#"{"type":"text","text":"<system-reminder>\nbe \"brief\"\n</system-reminder>"}"#;
        assert_eq!(
            turns,
            [Turn::User(Blocks(vec![
                r#"{"type":"text","text":"a"}"#.to_owned(),
                said.to_owned()
            ]))]
        );
        assert_eq!(lost.line(), "messages.system");
    }

    #[test]
    fn a_prefill_and_an_answer_without_a_question_are_refused() {
        for json in [
            r#"[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]"#,
            r#"[{"role":"assistant","content":"b"},{"role":"user","content":"a"}]"#,
            "[]",
            "{}",
            r#"[{"role":"user"}]"#,
            r#"[{"role":"nobody","content":"a"}]"#,
            r#"[{"role":"user","content":[7]}]"#,
        ] {
            assert_eq!(
                read(json, &mut Losses::default()).unwrap_err().status,
                400,
                "{json}"
            );
        }
    }
}
