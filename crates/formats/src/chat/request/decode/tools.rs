use std::collections::HashSet;

use serde_json::value::RawValue;

use super::wire::{self, Body, Choice, Custom, Function};
use crate::Failure;
use crate::conversation::{Grammar, Losses, Tool, ToolChoice, ToolKind};
use crate::json::{Str, Text};
use crate::openai::{Place, brief, read, within};

/// The tools of a request, whichever way they are given.
pub(super) fn read<'a>(body: &mut Body<'a>, losses: &mut Losses) -> Result<Vec<Tool<'a>>, Failure> {
    let mut tools = Vec::new();
    let list = Place::Top("tools");
    for (n, given) in body.tools.take().into_iter().flatten().enumerate() {
        tools.push(tool(given, &list.item(n), losses)?);
    }
    let list = Place::Top("functions");
    for (n, given) in body.functions.take().into_iter().flatten().enumerate() {
        tools.push(function(given, &list.item(n), losses)?);
    }
    let mut names = HashSet::with_capacity(tools.len());
    if let Some(twice) = tools.iter().find(|tool| !names.insert(&*tool.name)) {
        let message = format!(
            "two tools have the name `{}`: give each its own",
            brief(&twice.name)
        );
        return Err(Place::Top("tools").refuse(message));
    }
    Ok(tools)
}

/// The names of the tools that are called with text.
pub(super) fn custom_names(tools: &[Tool<'_>]) -> Vec<String> {
    let custom = tools.iter().filter(|tool| tool.kind.is_freeform());
    custom.map(|tool| tool.name.to_string()).collect()
}

fn tool<'a>(
    tool: wire::Tool<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Tool<'a>, Failure> {
    within("tools", Some(&tool.unknown), losses);
    match tool.kind.as_deref() {
        Some("custom") => {
            let place = place.member("custom");
            let given = tool
                .custom
                .ok_or_else(|| place.missing("an object with a name"))?;
            custom(given, &place, losses)
        }
        Some("function") | None => {
            let place = place.member("function");
            let given = tool
                .function
                .ok_or_else(|| place.missing("an object with a name"))?;
            function(given, &place, losses)
        }
        Some(other) => {
            let message = format!(
                "a tool of type `{}` cannot be taken along: send `function` or `custom`",
                brief(other)
            );
            Err(place.member("type").refuse(message))
        }
    }
}

fn function<'a>(
    function: Function<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Tool<'a>, Failure> {
    within("tools.function", Some(&function.unknown), losses);
    let name = named(function.name, place)?;
    if function
        .parameters
        .as_ref()
        .is_some_and(|schema| !schema.is_object())
    {
        let place = place.member("parameters");
        return Err(place.refuse(format!("`{place}` must be an object, as a JSON Schema is")));
    }
    Ok(Tool {
        name,
        description: function.description,
        kind: ToolKind::Function {
            schema: function.parameters,
            strict: function.strict,
        },
        extra: None,
    })
}

fn custom<'a>(
    custom: Custom<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Tool<'a>, Failure> {
    within("tools.custom", Some(&custom.unknown), losses);
    let name = named(custom.name, place)?;
    let grammar = match custom.format {
        Some(format) => grammar(format, &place.member("format"), losses)?,
        None => None,
    };
    Ok(Tool {
        name,
        description: custom.description,
        kind: ToolKind::Freeform { grammar },
        extra: None,
    })
}

/// What a custom tool's text must follow.
fn grammar<'a>(
    format: wire::CustomFormat<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Option<Grammar<'a>>, Failure> {
    within("tools.custom.format", Some(&format.unknown), losses);
    let given = match format.kind.as_deref() {
        None if format.grammar.is_none() => return Ok(None),
        Some("text") => return Ok(None),
        None | Some("grammar") => format.grammar,
        Some(_) => {
            let place = place.member("type");
            return Err(place.refuse(format!("`{place}` must be one of text, grammar")));
        }
    };
    let place = place.member("grammar");
    let given = given.ok_or_else(|| place.missing("a syntax and a definition"))?;
    let definition = given
        .definition
        .ok_or_else(|| place.member("definition").missing("the grammar"))?;
    Ok(Some(Grammar {
        syntax: given.syntax.unwrap_or(Text::plain("lark")),
        definition,
    }))
}

fn named<'a>(name: Option<Str<'a>>, place: &Place<'_>) -> Result<Str<'a>, Failure> {
    name.ok_or_else(|| place.member("name").missing("the name of the tool"))
}

/// Which tools the model is to call: `tool_choice`, or `function_call` the old way. Narrows `tools` to the allowed.
pub(super) fn choice<'a>(
    body: &Body<'a>,
    tools: &mut Vec<Tool<'a>>,
) -> Result<Option<ToolChoice<'a>>, Failure> {
    let (given, place) = match (body.tool_choice, body.function_call) {
        (Some(given), _) => (given, Place::Top("tool_choice")),
        (None, Some(given)) => (given, Place::Top("function_call")),
        (None, None) => return Ok(None),
    };
    let choice = chosen(given, &place, tools)?;
    if !tools.is_empty() {
        return Ok(Some(choice));
    }
    match choice {
        // With nothing to choose from there is nothing to choose.
        ToolChoice::Auto | ToolChoice::Never => Ok(None),
        _ => Err(place.refuse(format!(
            "`{place}` wants a call, and there are no tools: send some"
        ))),
    }
}

fn chosen<'a>(
    given: &'a RawValue,
    place: &Place<'_>,
    tools: &mut Vec<Tool<'a>>,
) -> Result<ToolChoice<'a>, Failure> {
    if given.get().starts_with('"') {
        let word: Str<'_> = read::value(given.get(), place)?;
        return mode(&word).ok_or_else(|| {
            place.refuse(format!(
                "`{place}` must be one of none, auto, required, or an object"
            ))
        });
    }
    // The old way has the name right in it.
    let old: wire::Named<'a> = read::value(given.get(), place)?;
    if let Some(name) = old.name {
        return known(name, place, tools);
    }
    let choice: Choice<'a> = read::value(given.get(), place)?;
    let Some(allowed) = choice.allowed_tools else {
        let name = choice
            .function
            .or(choice.custom)
            .and_then(|named| named.name);
        let name = name.ok_or_else(|| place.refuse(format!("`{place}` must name a tool")))?;
        return known(name, place, tools);
    };
    let place = place.member("allowed_tools");
    let asked = allowed.mode.as_deref().and_then(mode);
    let asked = asked.filter(|choice| *choice != ToolChoice::Never);
    let asked = asked.ok_or_else(|| {
        place
            .member("mode")
            .refuse("`mode` must be auto or required")
    })?;
    let list = place.member("tools");
    let mut names = Vec::new();
    for (n, tool) in allowed.tools.into_iter().flatten().enumerate() {
        let place = list.item(n);
        let name = tool.function.or(tool.custom).and_then(|named| named.name);
        let name = name.ok_or_else(|| place.refuse(format!("`{place}` must name a tool")))?;
        known(name.clone(), &place, tools)?;
        names.push(name);
    }
    if names.is_empty() {
        return Err(list.missing("at least one of the tools"));
    }
    tools.retain(|tool| names.contains(&tool.name));
    Ok(asked)
}

fn mode(word: &str) -> Option<ToolChoice<'static>> {
    match word {
        "auto" => Some(ToolChoice::Auto),
        "none" => Some(ToolChoice::Never),
        "required" => Some(ToolChoice::Required),
        _ => None,
    }
}

/// The choice of one tool, which must be there.
fn known<'a>(
    name: Str<'a>,
    place: &Place<'_>,
    tools: &[Tool<'_>],
) -> Result<ToolChoice<'a>, Failure> {
    if tools.iter().any(|tool| tool.name == *name) {
        return Ok(ToolChoice::Named(name));
    }
    Err(place.refuse(format!(
        "there is no tool with the name `{}`: send it in `tools`",
        brief(&name)
    )))
}
