//! Whether a question is about what an offered tool does.

use serde_json::Value;

use crate::anthropic::Asked;
use crate::anthropic::ids::Ids;
use crate::anthropic::reply::Block;
use crate::anthropic::scenario::tool_use;

/// Words of tool names that tell no subject. What is only such words (`Read`, `Bash`, `run_task`) is never called: a
/// demo must not touch files because somebody wrote "write a poem".
const VERBS: &[&str] = &[
    "get",
    "set",
    "list",
    "find",
    "fetch",
    "search",
    "read",
    "write",
    "edit",
    "create",
    "update",
    "delete",
    "make",
    "run",
    "do",
    "call",
    "send",
    "show",
    "look",
    "lookup",
    "query",
    "check",
    "calculate",
    "compute",
    "add",
    "remove",
    "open",
    "close",
    "exec",
    "execute",
    "kill",
    "bash",
    "shell",
    "grep",
    "glob",
    "task",
    "agent",
    "tool",
    "use",
    "skill",
    "mcp",
    "ask",
    "plan",
    "mode",
    "exit",
    "enter",
    "file",
    "files",
    "code",
    "current",
    "todo",
    "user",
    "question",
    "notebook",
    "command",
    "the",
    "of",
    "for",
    "in",
    "by",
    "to",
    "a",
    "an",
];

/// A call of the first offered tool that the question is about.
pub(super) fn call(asked: Asked<'_>, question: &str, ids: &mut Ids) -> Option<Block> {
    if asked.body()["tool_choice"]["type"] == "none" {
        return None;
    }
    let asked_words: Vec<String> = words(question);
    let tool = asked.tools().into_iter().find(|tool| {
        let subject = subject(tool["name"].as_str().unwrap_or_default());
        !subject.is_empty() && subject.iter().all(|word| asked_words.contains(word))
    })?;
    let mut block = tool_use(tool, 0, ids);
    if let (Block::ToolUse { input, .. }, Some(place)) = (&mut block, place(question)) {
        put_place(input, &place);
    }
    Some(block)
}

/// The words of a tool's name that tell its subject: `get_weather` and `getWeather` are about `weather`.
fn subject(name: &str) -> Vec<String> {
    let mut spaced = String::new();
    for (at, character) in name.char_indices() {
        if at > 0 && character.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(character);
    }
    words(&spaced)
        .into_iter()
        .filter(|word| word.len() > 2 && !VERBS.contains(&word.as_str()))
        .collect()
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The capitalized words behind the last "in": "the weather in New York?" is about New York.
fn place(question: &str) -> Option<String> {
    let (_, rest) = question.rsplit_once(" in ")?;
    let words: Vec<&str> = rest
        .split_whitespace()
        .map(|word| word.trim_end_matches(|c: char| !c.is_alphanumeric()))
        .take_while(|word| word.chars().next().is_some_and(char::is_uppercase))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn put_place(input: &mut Value, place: &str) {
    for name in ["city", "location", "place"] {
        if let Some(value) = input.get_mut(name).filter(|value| value.is_string()) {
            *value = place.into();
        }
    }
}
