//! Calls that the model made, and what they came to.

use serde_json::value::RawValue;

use super::content::{self, Speaker};
use super::flat::Flat;
use super::tools::SHELL;
use super::wire::Item;
use crate::Failure;
use crate::conversation::{Block, Content, Losses};
use crate::json::{Json, Str, Text};
use crate::openai::{Place, called, read};

/// A call of the client's tools, with its id. `None`: the item is none.
pub(super) fn call<'a>(
    item: &Item<'a>,
    flat: &Flat,
    place: &Place<'_>,
) -> Result<Option<(Str<'a>, Content<'a>)>, Failure> {
    let (name, arguments) = match item.kind.as_deref() {
        Some("function_call") => {
            let member = place.member("arguments");
            let arguments = called::arguments(&text(item.arguments, &member)?, &member)?;
            (named(item, flat, place)?, arguments)
        }
        Some("custom_tool_call") => {
            let member = place.member("input");
            let input = called::input(&text(item.input, &member)?, &member)?;
            (named(item, flat, place)?, input)
        }
        Some("local_shell_call") => {
            let action = item.action.clone().filter(Json::is_object);
            let action =
                action.ok_or_else(|| place.member("action").missing("the command that ran"))?;
            (SHELL.into(), action)
        }
        _ => return Ok(None),
    };
    let id = item.call_id.clone();
    let id = id.ok_or_else(|| {
        place
            .member("call_id")
            .missing("the id that the call came with")
    })?;
    let call = Content::Call {
        id: id.clone(),
        name,
        arguments,
    };
    Ok(Some((id, call)))
}

fn named<'a>(item: &Item<'a>, flat: &Flat, place: &Place<'_>) -> Result<Str<'a>, Failure> {
    let name = item.name.clone();
    let name = name.ok_or_else(|| place.member("name").missing("the name of the tool"))?;
    Ok(flat.sent(item.namespace.as_deref(), name))
}

/// A string that may be missing.
fn text<'a>(given: Option<&'a RawValue>, place: &Place<'_>) -> Result<Text<'a>, Failure> {
    given.map_or_else(|| Ok(Text::default()), |given| read::text(given, place))
}

/// What a call came to, with its id. `None`: the item is no output of the client's tools.
pub(super) fn output<'a>(
    item: &Item<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Option<(Str<'a>, Vec<Block<'a>>)>, Failure> {
    let id = match item.kind.as_deref() {
        Some("function_call_output" | "custom_tool_call_output") => item.call_id.clone(),
        // Its id is that of the call, by either name.
        Some("local_shell_call_output") => item.call_id.clone().or_else(|| item.id.clone()),
        _ => return Ok(None),
    };
    let member = place.member("call_id");
    let id = id.ok_or_else(|| member.missing("the id of the call that this is the output of"))?;
    let content = match item.output {
        Some(output) => content::read(output, Speaker::Tool, &place.member("output"), losses)?,
        None => Vec::new(),
    };
    Ok(Some((id, content)))
}
