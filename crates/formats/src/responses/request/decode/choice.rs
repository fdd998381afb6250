use serde_json::value::RawValue;

use super::flat::Flat;
use super::wire::Choice;
use crate::Failure;
use crate::conversation::{Tool, ToolChoice};
use crate::json::Str;
use crate::openai::{Place, brief, read};

/// Which tools the model is to call. Narrows `tools` to the allowed.
pub(super) fn read<'a>(
    given: Option<&'a RawValue>,
    flat: &Flat,
    tools: &mut Vec<Tool<'a>>,
) -> Result<Option<ToolChoice<'a>>, Failure> {
    let Some(given) = given else {
        return Ok(None);
    };
    let place = Place::Top("tool_choice");
    let choice = chosen(given, flat, tools)?;
    if !tools.is_empty() {
        return Ok(Some(choice));
    }
    match choice {
        // With nothing to choose from there is nothing to choose.
        ToolChoice::Auto | ToolChoice::Never => Ok(None),
        _ => Err(place.refuse(format!(
            "`{place}` wants a call, and there are no tools that this model can call: send some"
        ))),
    }
}

fn chosen<'a>(
    given: &'a RawValue,
    flat: &Flat,
    tools: &mut Vec<Tool<'a>>,
) -> Result<ToolChoice<'a>, Failure> {
    let place = Place::Top("tool_choice");
    if given.get().starts_with('"') {
        let word: Str<'_> = read::value(given.get(), &place)?;
        return mode(&word).ok_or_else(|| {
            place.refuse(format!(
                "`{place}` must be one of none, auto, required, or an object"
            ))
        });
    }
    let choice: Choice<'a> = read::value(given.get(), &place)?;
    if choice.kind.as_deref() != Some("allowed_tools") {
        return known(choice, flat, tools, &place).map(ToolChoice::Named);
    }
    let asked = choice.mode.as_deref().and_then(mode);
    let asked = asked.filter(|choice| *choice != ToolChoice::Never);
    let asked = asked.ok_or_else(|| {
        place
            .member("mode")
            .refuse("`mode` must be auto or required")
    })?;
    let list = place.member("tools");
    let mut names = Vec::new();
    for (n, tool) in choice.tools.into_iter().flatten().enumerate() {
        // The provider's own search is left out of the tools too.
        let search = |kind: &str| kind.starts_with("web_search");
        if !tool.kind.as_deref().is_some_and(search) {
            names.push(known(tool, flat, tools, &list.item(n))?);
        }
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

/// The model's name of the tool that is meant, which must be there.
fn known<'a>(
    choice: Choice<'a>,
    flat: &Flat,
    tools: &[Tool<'_>],
    place: &Place<'_>,
) -> Result<Str<'a>, Failure> {
    let Some(name) = choice.name.or_else(|| choice.kind.filter(is_shell)) else {
        return Err(place.refuse(format!("`{place}` must name a tool that you run")));
    };
    let shown = brief(&name).to_owned();
    let sent = flat.sent(choice.namespace.as_deref(), name);
    let is_there = |name: &str| tools.iter().any(|tool| *tool.name == *name);
    if is_there(&sent) {
        return Ok(sent);
    }
    // It may be named without its namespace.
    match flat.only(&sent).filter(|name| is_there(name)) {
        Some(sent) => Ok(sent.to_owned().into()),
        None => Err(place.refuse(format!(
            "there is no tool with the name `{shown}`: send it in `tools`"
        ))),
    }
}

fn is_shell(kind: &Str<'_>) -> bool {
    **kind == *super::tools::SHELL
}
