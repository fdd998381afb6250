use super::cache::{self, Breakpoints};
use super::{NAMES, schema};
use crate::conversation::{Losses, Names, Request, Tool, ToolChoice, ToolKind};
use crate::json::Writer;
use crate::{Failure, Format};

/// What a tool takes that takes any text, in a format where tools take objects.
const FREEFORM: &str = r#"{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}"#;

pub(super) fn choice(
    request: &Request<'_>,
    choice: Option<&ToolChoice<'_>>,
    writer: &mut Writer<'_>,
) {
    let one_at_a_time = request.parallel_tools == Some(false) && !request.tools.is_empty();
    let choice = match choice {
        Some(choice) => choice,
        None if one_at_a_time => &ToolChoice::Auto,
        None => return,
    };
    let kind = match choice {
        ToolChoice::Auto => "auto",
        ToolChoice::Never => "none",
        ToolChoice::Required => "any",
        ToolChoice::Named(_) => "tool",
    };
    writer.key("tool_choice").raw("{").key("type").string(kind);
    if let ToolChoice::Named(name) = choice {
        writer.key("name").string(&NAMES.clean(name));
    }
    // Where no tool may be called the member is refused (source: anthropic-python 2.13.0, `ToolChoiceNoneParam`).
    if one_at_a_time && *choice != ToolChoice::Never {
        writer.key("disable_parallel_tool_use").raw("true");
    }
    writer.raw("}");
}

pub(super) fn tools(
    request: &Request<'_>,
    breakpoints: &Breakpoints,
    names: &mut Names,
    losses: &mut Losses,
    writer: &mut Writer<'_>,
) -> Result<(), Failure> {
    // How to search the web each format says in its own way: only a search of this one is taken along.
    let (tools, searches): (Vec<&Tool<'_>>, Vec<&Tool<'_>>) =
        (request.tools.iter()).partition(|tool| tool.kind != ToolKind::WebSearch || is_own(tool));
    if !searches.is_empty() {
        losses.note("tools.web_search");
    }
    let Some(last) = tools.len().checked_sub(1) else {
        return Ok(());
    };
    // The instructions stand behind the tools: one breakpoint serves both.
    let marked = breakpoints.fixed && request.system.is_empty();
    writer.key("tools").raw("[");
    for (at, tool) in tools.into_iter().enumerate() {
        writer.item();
        self::tool(tool, at, names, losses, writer)?;
        if marked && at == last {
            writer.0.pop();
            writer.key("cache_control").raw(cache::CONTROL).raw("}");
        }
    }
    writer.raw("]");
    Ok(())
}

/// Whether a tool holds what only this format knows of it.
fn is_own(tool: &Tool<'_>) -> bool {
    (tool.extra.as_ref()).is_some_and(|extra| extra.format == Format::Messages)
}

fn tool(
    tool: &Tool<'_>,
    at: usize,
    names: &mut Names,
    losses: &mut Losses,
    writer: &mut Writer<'_>,
) -> Result<(), Failure> {
    let (schema, strict) = match &tool.kind {
        ToolKind::WebSearch => {
            let members = tool.extra.as_ref().map_or("", |extra| &*extra.members);
            writer.raw("{").raw(members).raw("}");
            return Ok(());
        }
        ToolKind::Foreign(json) => {
            if is_own(tool) {
                writer.json(json);
                return Ok(());
            }
            return Err(Failure::at(
                format!("tools[{at}]"),
                "Claude does not have this kind of tool; offer a function with a schema instead",
            ));
        }
        ToolKind::Freeform { grammar: None } => (FREEFORM.into(), false),
        ToolKind::Freeform { grammar: Some(_) } => {
            return Err(Failure::at(
                format!("tools[{at}].custom.format"),
                "a custom tool's grammar cannot be taken along: use a function with a schema",
            ));
        }
        ToolKind::Function { schema, strict } => {
            let schema = schema::of_tool(schema.as_ref(), at)?;
            if *strict != Some(true) {
                (schema, false)
            } else if let Some(held) = schema::strict(&schema) {
                (held.into_owned().into(), true)
            } else {
                losses.note("tools.strict");
                (schema, false)
            }
        }
    };
    let name = NAMES.clean(&tool.name);
    names.note(&tool.name, &name);
    writer.raw("{").key("name").string(&name);
    if let Some(description) = &tool.description {
        writer.key("description").text(description);
    }
    writer.key("input_schema").raw(&schema);
    if strict {
        writer.key("strict").raw("true");
    }
    if let Some(extra) = tool.extra.as_ref().filter(|e| e.format == Format::Messages) {
        writer.item().raw(&extra.members);
    }
    writer.raw("}");
    Ok(())
}
