//! Scenarios that call the client's tools.

use serde_json::Value;

use super::{Scene, structured};
use crate::anthropic::ids::Ids;
use crate::anthropic::reply::{Block, Reply, Stop};

pub(super) fn play(scene: &Scene<'_>, ids: &mut Ids) -> Option<Reply> {
    let calls = match scene.named.name.as_str() {
        "tool" => 1,
        "parallel" => scene.named.number(2) as usize,
        _ => return None,
    };
    Some(closing(scene, ids).unwrap_or_else(|| call(scene, ids, calls)))
}

/// The answer to tool results: a text that quotes them, or a document where Claude Code wants one.
pub(super) fn closing(scene: &Scene<'_>, ids: &mut Ids) -> Option<Reply> {
    let results = scene.asked.tool_results();
    if results.is_empty() {
        return None;
    }
    if let Some(document) = document(scene, ids) {
        return Some(document);
    }
    let quoted: Vec<String> = results
        .iter()
        .map(|result| {
            if result.failed {
                format!("error {:?}", result.text)
            } else {
                format!("{:?}", result.text)
            }
        })
        .collect();
    Some(Reply::text(format!(
        "The tools answered: {}.",
        quoted.join(", ")
    )))
}

/// Calls of the client's tools; the configured text where it has none, or wants none called.
pub(super) fn call(scene: &Scene<'_>, ids: &mut Ids, calls: usize) -> Reply {
    let tools = picked(scene);
    if tools.is_empty() || scene.asked.body()["tool_choice"]["type"] == "none" {
        return Reply::text(scene.reply);
    }
    let calls = if scene.asked.body()["tool_choice"]["disable_parallel_tool_use"] == true {
        1
    } else {
        calls
    };
    let given = scene.named.tool().and_then(|(_, input)| input);
    let uses = (0..calls).map(|number| {
        let tool = tools[number % tools.len()];
        match given {
            Some(input) => used(tool, instructed(input), ids),
            None => tool_use(tool, number, ids),
        }
    });
    Reply::of(
        [Block::text("I will use a tool.")]
            .into_iter()
            .chain(uses)
            .collect(),
    )
    .stopping(Stop::because("tool_use"))
}

/// The call of Claude Code's own tool for answers by a schema, where it is offered: its description has the model call it
/// at the end of each answer (measured with claude 2.1.331).
pub(super) fn document(scene: &Scene<'_>, ids: &mut Ids) -> Option<Reply> {
    let mut tools = scene.asked.tools().into_iter();
    let tool = tools.find(|tool| tool["name"] == "StructuredOutput")?;
    Some(Reply::of(vec![tool_use(tool, 0, ids)]).stopping(Stop::because("tool_use")))
}

/// The tools to call: the one that `tool_choice` or the scenario's argument names; else `Read` where a coding client
/// offers it, since reading does no harm; else all.
fn picked<'a>(scene: &Scene<'a>) -> Vec<&'a Value> {
    let mut tools = scene.asked.tools();
    let forced = scene.asked.forced_tool().filter(|name| !name.is_empty());
    let argument = scene.named.tool().map(|(name, _)| name);
    let harmless = tools
        .iter()
        .any(|tool| tool["name"] == "Read")
        .then_some("Read");
    if let Some(name) = forced.or(argument).or(harmless) {
        tools.retain(|tool| tool["name"] == name);
    }
    tools
}

/// A call whose input fits the tool's schema; `number` tells calls of one tool apart.
pub(crate) fn tool_use(tool: &Value, number: usize, ids: &mut Ids) -> Block {
    let input = structured::instance(&tool["input_schema"], number);
    used(tool, input, ids)
}

/// The input that a scenario gives; what is no JSON is itself the input, so that the mistake is seen.
fn instructed(input: &str) -> Value {
    serde_json::from_str(input).unwrap_or_else(|_| Value::from(input))
}

fn used(tool: &Value, input: Value, ids: &mut Ids) -> Block {
    Block::ToolUse {
        id: ids.tool_use(),
        name: tool["name"].as_str().unwrap_or_default().to_owned(),
        input,
    }
}
