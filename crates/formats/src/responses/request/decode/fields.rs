//! What a request says beside its input and tools.

use serde_json::value::RawValue;

use super::wire::{Body, Format, Reasoning as Given, TextConfig};
use crate::Failure;
use crate::conversation::{Effort, Losses, Output, Reasoning, Verbosity};
use crate::openai::{Place, read, within};

/// Refuses what needs a memory of answers that is not kept here, and what would change the shape of the answer.
pub(super) fn refuse(body: &Body<'_>) -> Result<(), Failure> {
    let kept =
        "no answers are kept here: send the whole conversation in `input`, and leave this out";
    for (name, said, message) in [
        (
            "previous_response_id",
            body.previous_response_id.is_some(),
            kept,
        ),
        ("conversation", body.conversation.is_some(), kept),
        (
            "prompt",
            body.prompt.is_some(),
            "no prompts are kept here: send its text as `instructions`",
        ),
        (
            "background",
            body.background == Some(true),
            "answers are not kept here for later: leave `background` out, and read the answer as it comes",
        ),
        (
            "top_logprobs",
            body.top_logprobs.is_some_and(|top| top > 0),
            "log probabilities are not given: leave `top_logprobs` out",
        ),
    ] {
        if said {
            return Err(Place::Top(name).refuse(message));
        }
    }
    let logprobs = body
        .include
        .iter()
        .flatten()
        .any(|wanted| *wanted == "message.output_text.logprobs");
    if logprobs {
        return Err(Place::Top("include")
            .refuse("log probabilities are not given: leave `message.output_text.logprobs` out"));
    }
    Ok(())
}

/// Names what no other format has a place for. A value that changes nothing is not named.
pub(super) fn note(body: &Body<'_>, losses: &mut Losses) {
    for name in &body.unknown {
        losses.note(&**name);
    }
    let is_any = |json: Option<&RawValue>, defaults: &[&str]| {
        json.is_some_and(|json| !defaults.contains(&json.get()))
    };
    let some_metadata = body
        .metadata
        .is_some_and(|metadata| metadata.get().bytes().any(|byte| byte == b':'));
    // Reasoning always comes encrypted, asked for or not.
    let include = body
        .include
        .iter()
        .flatten()
        .any(|wanted| *wanted != "reasoning.encrypted_content");
    let padded = body
        .stream_options
        .as_ref()
        .and_then(|options| options.include_obfuscation);
    for (name, says) in [
        ("metadata", some_metadata),
        (
            "service_tier",
            is_any(body.service_tier, &["\"auto\"", "\"default\""]),
        ),
        ("truncation", is_any(body.truncation, &["\"disabled\""])),
        ("user", body.user.is_some()),
        ("store", body.store == Some(true)),
        ("include", include),
        ("stream_options.include_obfuscation", padded == Some(true)),
    ] {
        if says {
            losses.note(name);
        }
    }
    within(
        "stream_options",
        body.stream_options.as_ref().map(|options| &options.unknown),
        losses,
    );
}

/// What is said of thinking.
#[derive(Debug, Default)]
pub(super) struct Thinking {
    pub(super) how_much: Option<Reasoning>,
    pub(super) shown: bool,
}

/// How much the model is to think, and whether the client wants to read a summary.
pub(super) fn reasoning(
    given: Option<&RawValue>,
    losses: &mut Losses,
) -> Result<Thinking, Failure> {
    let Some(given) = given else {
        return Ok(Thinking::default());
    };
    let top = Place::Top("reasoning");
    let given: Given<'_> = read::value(given.get(), &top)?;
    within("reasoning", Some(&given.unknown), losses);
    if given.mode.is_some_and(|mode| mode != "standard") {
        losses.note("reasoning.mode");
    }
    let how_much = match given.effort.as_deref() {
        None => None,
        Some("none") => Some(Reasoning::Off),
        Some(name) => {
            let effort = Effort::named(name).ok_or_else(|| {
                let place = top.member("effort");
                let names = Effort::ALL.map(Effort::name).join(", ");
                place.refuse(format!("`{place}` must be one of none, {names}"))
            })?;
            Some(Reasoning::Effort(effort))
        }
    };
    let shown = given.summary.or(given.generate_summary).is_some();
    Ok(Thinking { how_much, shown })
}

/// What is said of the answer's text.
#[derive(Debug, Default)]
pub(super) struct Shape<'a> {
    pub(super) output: Output<'a>,
    pub(super) verbosity: Option<Verbosity>,
}

/// The shape of the answer, and how much is to be said.
pub(super) fn text<'a>(
    given: Option<&'a RawValue>,
    losses: &mut Losses,
) -> Result<Shape<'a>, Failure> {
    let Some(given) = given else {
        return Ok(Shape::default());
    };
    let top = Place::Top("text");
    let given: TextConfig<'a> = read::value(given.get(), &top)?;
    within("text", Some(&given.unknown), losses);
    let verbosity = match given.verbosity.as_deref() {
        None => None,
        Some(name) => Some(Verbosity::named(name).ok_or_else(|| {
            let place = top.member("verbosity");
            place.refuse(format!("`{place}` must be one of low, medium, high"))
        })?),
    };
    let output = match given.format {
        Some(format) => output(format, &top.member("format"), losses)?,
        None => Output::Text,
    };
    Ok(Shape { output, verbosity })
}

fn output<'a>(
    format: Format<'a>,
    place: &Place<'_>,
    losses: &mut Losses,
) -> Result<Output<'a>, Failure> {
    within("text.format", Some(&format.unknown), losses);
    match format.kind.as_deref() {
        Some("text") => Ok(Output::Text),
        Some("json_object") => Ok(Output::Object),
        Some("json_schema") => {
            let place = place.member("schema");
            let schema = format
                .schema
                .ok_or_else(|| place.missing("a JSON Schema"))?;
            if !schema.is_object() {
                return Err(
                    place.refuse(format!("`{place}` must be an object, as a JSON Schema is"))
                );
            }
            Ok(Output::Schema {
                name: format.name,
                description: format.description,
                schema,
                strict: format.strict,
            })
        }
        _ => {
            let place = place.member("type");
            Err(place.refuse(format!(
                "`{place}` must be one of text, json_object, json_schema"
            )))
        }
    }
}
