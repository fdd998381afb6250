use super::wire::{Call, Called, CalledCustom};
use crate::Failure;
use crate::conversation::{Content, Losses};
use crate::json::{Json, Str};
use crate::openai::{Place, brief, called};

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
    let arguments = called::arguments(
        &called.arguments.unwrap_or_default(),
        &place.member("arguments"),
    )?;
    Ok((name, arguments))
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
    let input = called::input(&input, &place.member("input"))?;
    Ok((name, input))
}
