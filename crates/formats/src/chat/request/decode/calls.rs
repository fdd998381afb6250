use super::place::Place;
use super::wire::{Call, Called, CalledCustom};
use crate::Failure;
use crate::chat::request::brief::brief;
use crate::conversation::{Content, Losses};
use crate::json::{Json, Str, Text};

/// The call that stands at `place`.
pub(super) fn read<'a>(
    call: Call<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Content<'a>, Failure> {
    for name in call.unknown {
        // The position in a stream, which some clients leave in the calls that they put together.
        if name != "index" {
            losses.note(format!("messages.tool_calls.{name}"));
        }
    }
    let id = call
        .id
        .ok_or_else(|| place.member("id").missing("the id that the call came with"))?;
    let custom =
        call.kind.as_deref() == Some("custom") || call.function.is_none() && call.custom.is_some();
    match call.kind.as_deref() {
        None | Some("function" | "custom") => {}
        Some(kind) => {
            let message = format!(
                "a call of type `{}` cannot be taken along: send `function` or `custom`",
                brief(kind)
            );
            return Err(place.member("type").refuse(message));
        }
    }
    let (name, arguments) = if custom {
        let place = place.member("custom");
        let called = call
            .custom
            .ok_or_else(|| place.missing("a name and an input"))?;
        freeform(called, &place)?
    } else {
        let place = place.member("function");
        let called = call
            .function
            .ok_or_else(|| place.missing("a name and arguments"))?;
        function(called, &place, losses)?
    };
    Ok(Content::Call {
        id,
        name,
        arguments,
    })
}

/// What a function is called with.
pub(super) fn function<'a>(
    called: Called<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<(Str<'a>, Json<'a>), Failure> {
    for name in called.unknown {
        // What the SDKs' helpers made of the arguments.
        if name != "parsed_arguments" {
            losses.note(format!("messages.tool_calls.function.{name}"));
        }
    }
    let name = called
        .name
        .ok_or_else(|| place.member("name").missing("the name of the function"))?;
    let arguments = arguments(
        &called.arguments.unwrap_or_default(),
        &place.member("arguments"),
    )?;
    Ok((name, arguments))
}

/// The arguments without the quotes around them. Nothing at all stands for no arguments.
fn arguments(text: &Text<'_>, place: &Place<'_>) -> Result<Json<'static>, Failure> {
    if text.is_blank() {
        return Ok(Json::EMPTY);
    }
    let json = Json::parse(text.to_plain().into_owned())
        .ok()
        .filter(Json::is_object);
    json.ok_or_else(|| {
        let message =
            "the arguments of a call must be a JSON object in a string: send them as they came";
        place.refuse(message)
    })
}

/// What a custom tool is called with: text, which the model keeps as a JSON string.
fn freeform<'a>(
    called: CalledCustom<'a>,
    place: &Place<'_>,
) -> Result<(Str<'a>, Json<'a>), Failure> {
    let name = called
        .name
        .ok_or_else(|| place.member("name").missing("the name of the tool"))?;
    let input = called.input.unwrap_or_default();
    let quoted = Json::parse(format!("\"{}\"", input.escaped()));
    let input = quoted.map_err(|_| {
        place
            .member("input")
            .refuse("the input of a call must be a string")
    })?;
    Ok((name, input))
}
