//! What a tool is called with: arguments as a string of JSON, or text.

use super::Place;
use crate::Failure;
use crate::json::{Json, Text};

/// The arguments without the quotes around them. Nothing at all stands for no arguments.
pub(crate) fn arguments(text: &Text<'_>, place: &Place<'_>) -> Result<Json<'static>, Failure> {
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
pub(crate) fn input(text: &Text<'_>, place: &Place<'_>) -> Result<Json<'static>, Failure> {
    let quoted = Json::parse(format!("\"{}\"", text.escaped()));
    quoted.map_err(|_| place.refuse("the input of a call must be a string"))
}
