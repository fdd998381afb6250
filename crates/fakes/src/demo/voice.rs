//! What the demo says.

use crate::anthropic::Asked;
use crate::anthropic::ids::Ids;
use crate::anthropic::reply::{Block, Reply, Stop};
use crate::anthropic::scenario::{self, Named, Scene};

use super::subject;

/// Says whose words these are.
const NOTICE: &str =
    "This is ccproxy's demo: the answer was made on this machine, and nothing left it.";
/// How far the demo counts.
const FARTHEST: u32 = 1000;
/// How many characters of a question are quoted.
const QUOTED: usize = 120;

/// The demo's answer to a request.
pub(super) fn answer(asked: Asked<'_>, ids: &mut Ids) -> Reply {
    let question = asked.prompt();
    if let Some(reply) = as_requested(asked, ids) {
        return reply;
    }
    if let Some(call) = subject::call(asked, &question, ids) {
        let opening = Block::text("Let me look that up.");
        return Reply::of(vec![opening, call]).stopping(Stop::because("tool_use"));
    }
    Reply::text(said(&question))
}

/// What the request's own shape asks for: a forced tool, a schema, results to speak of, pictures to describe.
fn as_requested(asked: Asked<'_>, ids: &mut Ids) -> Option<Reply> {
    let scene = |name: &str| Named::parse(name);
    let named = if !asked.tool_results().is_empty()
        || asked.forced_tool().is_some()
        || asked.output_schema().is_some()
    {
        scene("text")
    } else if !asked.blocks("image").is_empty() {
        scene("image")
    } else if !asked.blocks("document").is_empty() {
        scene("document")
    } else {
        return None;
    };
    scenario::play(
        &Scene {
            asked,
            named: &named,
            reply: NOTICE,
        },
        ids,
    )
    .ok()
}

fn said(question: &str) -> String {
    if let Some(last) = count_to(question) {
        let numbers: Vec<String> = (1..=last).map(|number| number.to_string()).collect();
        return numbers.join(", ");
    }
    if question.is_empty() {
        return format!("Hello! {NOTICE}");
    }
    if is_greeting(question) {
        return format!(
            "Hello! Nice to meet you. {NOTICE} Your setup works: ask me anything, or set a key to reach the real models."
        );
    }
    format!(
        "You asked: “{}”. {NOTICE} A real model would answer here: `ccproxy config set claude.api_key` asks for your key, then start without \
         `--demo`.",
        quoted(question)
    )
}

fn is_greeting(question: &str) -> bool {
    let first: String = question.chars().take_while(|c| c.is_alphabetic()).collect();
    question.len() < 60
        && matches!(
            first.to_lowercase().as_str(),
            "hello" | "hi" | "hey" | "greetings" | "hallo"
        )
}

/// The number in "count to N".
fn count_to(question: &str) -> Option<u32> {
    let lower = question.to_lowercase();
    let (_, rest) = lower
        .split_once("count to ")
        .or_else(|| lower.split_once("count from 1 to "))?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().map(|last: u32| last.clamp(1, FARTHEST))
}

/// The question in one line, shortened.
fn quoted(question: &str) -> String {
    let line = question.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(QUOTED).collect();
    if short.len() < line.len() {
        format!("{}…", short.trim_end())
    } else {
        short
    }
}
