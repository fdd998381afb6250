//! Scenarios that call the client's tools.

use super::{Scene, content, said, saying};
use crate::openai::answers::{Item, Oddity, Reply};
use crate::openai::asked::{Format, Kind, Tool};
use crate::openai::ids;
use crate::service::ids::Ids;
use crate::service::{instance, spaced};

pub(super) fn play(scene: &Scene<'_>, ids: &mut Ids) -> Option<Reply> {
    let calls = match scene.named.name.as_str() {
        "tool" | "custom" | "reasoning_tool" => 1,
        "parallel" => scene.named.number(2) as usize,
        "interleaved" => 2,
        _ => return None,
    };
    if let Some(reply) = closing(scene, ids) {
        return Some(reply);
    }
    let mut reply = call(scene, ids, calls);
    match scene.named.name.as_str() {
        "interleaved" => reply = reply.oddly(Oddity::Interleaved),
        "reasoning_tool" => reply.items.insert(0, content::reasoning(scene, ids)),
        _ => {}
    }
    Some(reply)
}

/// The answer to tool results: a text that quotes them.
pub(super) fn closing(scene: &Scene<'_>, ids: &mut Ids) -> Option<Reply> {
    let results = scene.asked.results();
    if results.is_empty() {
        return None;
    }
    let quoted: Vec<String> = results.iter().map(|text| format!("{text:?}")).collect();
    let text = format!("The tools answered: {}.", quoted.join(", "));
    Some(saying(text, ids))
}

/// Calls of the client's tools; the configured text where it has none, or wants none called. Under a forced choice
/// nothing is said beside them.
pub(super) fn call(scene: &Scene<'_>, ids: &mut Ids, calls: usize) -> Reply {
    let tools = picked(scene);
    if tools.is_empty() || scene.asked.wants_no_tool() {
        return saying(scene.reply, ids);
    }
    let calls = if scene.asked.allows_parallel() {
        calls
    } else {
        1
    };
    let mut items = Vec::new();
    let talks = scene.asked.forced_tool().is_none() && scene.named.name != "interleaved";
    if talks && scene.asked.format == Format::Responses {
        items.push(said("I will use a tool.", ids));
    }
    let given = scene.named.tool().and_then(|(_, input)| input);
    items.extend((0..calls).map(|number| of(&tools[number % tools.len()], number, given, ids)));
    Reply::of(items)
}

/// The tools to call: the one that `tool_choice` or the scenario's argument names, or those of the scenario's kind.
fn picked<'a>(scene: &Scene<'a>) -> Vec<Tool<'a>> {
    let mut tools = scene.asked.tools();
    let forced = scene.asked.forced_tool().filter(|name| !name.is_empty());
    let argument = scene.named.tool().map(|(name, _)| name);
    if let Some(name) = forced.or(argument) {
        tools.retain(|tool| tool.name == name);
        return tools;
    }
    let kind = if scene.named.name == "custom" {
        Kind::Custom
    } else {
        Kind::Function
    };
    if tools.iter().any(|tool| tool.kind == kind) {
        tools.retain(|tool| tool.kind == kind);
    }
    tools
}

/// A call with the input that the scenario gives, or with one that fits the tool; `number` tells calls of one tool apart.
fn of(tool: &Tool<'_>, number: usize, given: Option<&str>, ids: &mut Ids) -> Item {
    let (id, fitting) = match tool.kind {
        Kind::Function => {
            let arguments = if tool.schema.is_object() {
                spaced::json(&instance::instance(tool.schema, number))
            } else {
                "{}".to_owned()
            };
            (ids::function(ids), arguments)
        }
        Kind::Custom => (ids::custom(ids), format!("echo \"hello {number}\"\n")),
    };
    Item::Call {
        kind: tool.kind,
        id,
        call_id: ids::call(ids),
        name: tool.name.to_owned(),
        namespace: tool.namespace.map(str::to_owned),
        input: given.map_or(fitting, str::to_owned),
    }
}
