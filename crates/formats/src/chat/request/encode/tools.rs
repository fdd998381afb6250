use crate::Failure;
use crate::conversation::{Alphabet, Losses, Names, Request, Tool, ToolChoice, ToolKind};
use crate::json::{Str, Writer};
use crate::openai::brief;

/// A tool's name (source: openai-python 3.57.0, `FunctionDefinition.name`: 64 letters, digits, `_` and `-`).
const NAMES: Alphabet = Alphabet { longest: 64 };

/// The name of a tool as the provider takes it.
pub(super) fn spelled(name: &str) -> Str<'_> {
    NAMES.clean(name)
}

/// Writes the tools and the choice of them; answers the names that had to be spelled in another way.
pub(super) fn write(
    request: &Request<'_>,
    body: &mut Writer<'_>,
    losses: &mut Losses,
) -> Result<Names, Failure> {
    let mut names = Names::default();
    let (searches, tools): (Vec<&Tool<'_>>, Vec<&Tool<'_>>) =
        (request.tools.iter()).partition(|tool| tool.kind == ToolKind::WebSearch);
    let searched = |name: &str| searches.iter().any(|tool| tool.name == *name);
    if !searches.is_empty() {
        losses.note("tools.web_search");
    }
    if tools.is_empty() {
        return Ok(names);
    }
    body.key("tools").raw("[");
    for tool in tools {
        names.note(&tool.name, &spelled(&tool.name));
        losses.note_extra(tool.extra.as_ref());
        body.item();
        write_tool(tool, body)?;
    }
    body.raw("]");
    match &request.tool_choice {
        Some(ToolChoice::Named(name)) if searched(name) => losses.note("tool_choice"),
        Some(choice) => {
            body.key("tool_choice");
            write_choice(choice, &request.tools, body);
        }
        None => {}
    }
    if let Some(parallel) = request.parallel_tools {
        body.key("parallel_tool_calls")
            .raw(if parallel { "true" } else { "false" });
    }
    Ok(names)
}

fn write_tool(tool: &Tool<'_>, body: &mut Writer<'_>) -> Result<(), Failure> {
    let kind = match &tool.kind {
        ToolKind::Function { .. } => "function",
        ToolKind::Freeform { .. } => "custom",
        ToolKind::WebSearch | ToolKind::Foreign(_) => {
            let message = format!(
                "the tool `{}` is one that only another provider's models have: leave it out, or ask one of those",
                brief(&tool.name)
            );
            return Err(Failure::at("tools", message));
        }
    };
    body.raw("{").key("type").string(kind);
    body.key(kind)
        .raw("{")
        .key("name")
        .string(&spelled(&tool.name));
    if let Some(description) = &tool.description {
        body.key("description").text(description);
    }
    if let ToolKind::Function { schema, strict } = &tool.kind {
        let any = r#"{"type":"object","properties":{}}"#;
        body.key("parameters")
            .raw(schema.as_ref().map_or(any, |schema| schema.get()));
        if let Some(strict) = strict {
            body.key("strict")
                .raw(if *strict { "true" } else { "false" });
        }
    }
    if let ToolKind::Freeform {
        grammar: Some(grammar),
    } = &tool.kind
    {
        body.key("format").raw("{").key("type").string("grammar");
        body.key("grammar")
            .raw("{")
            .key("syntax")
            .text(&grammar.syntax);
        body.key("definition").text(&grammar.definition).raw("}}");
    }
    body.raw("}}");
    Ok(())
}

fn write_choice(choice: &ToolChoice<'_>, tools: &[Tool<'_>], body: &mut Writer<'_>) {
    let word = match choice {
        ToolChoice::Auto => "auto",
        ToolChoice::Never => "none",
        ToolChoice::Required => "required",
        ToolChoice::Named(name) => {
            let custom = |tool: &Tool<'_>| tool.name == *name && tool.kind.is_freeform();
            let kind = if tools.iter().any(custom) {
                "custom"
            } else {
                "function"
            };
            body.raw("{").key("type").string(kind);
            body.key(kind)
                .raw("{")
                .key("name")
                .string(&spelled(name))
                .raw("}}");
            return;
        }
    };
    body.string(word);
}
