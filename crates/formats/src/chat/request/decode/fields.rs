//! What a request says beside its messages and tools.

use serde_json::value::RawValue;

use super::wire::{Body, ResponseFormat};
use crate::Failure;
use crate::conversation::{Effort, Losses, Output, Reasoning, Verbosity};
use crate::json::Text;
use crate::openai::{Place, brief, read, within};

/// Refuses what would change the shape of the answer.
pub(super) fn refuse(body: &Body<'_>) -> Result<(), Failure> {
    if body.n.is_some_and(|n| n != 1) {
        return Err(Place::Top("n")
            .refuse("one answer is given per request: send the request several times"));
    }
    if body.logprobs == Some(true) {
        return Err(
            Place::Top("logprobs").refuse("log probabilities are not given: leave `logprobs` out")
        );
    }
    if body.top_logprobs.is_some_and(|top| top > 0) {
        return Err(Place::Top("top_logprobs")
            .refuse("log probabilities are not given: leave `top_logprobs` out"));
    }
    let other = body
        .modalities
        .iter()
        .flatten()
        .find(|modality| **modality != "text");
    if let Some(other) = other {
        let message = format!(
            "answers are text, not `{}`: leave `modalities` out, or send [\"text\"]",
            brief(other)
        );
        return Err(Place::Top("modalities").refuse(message));
    }
    if body.audio.is_some() {
        return Err(Place::Top("audio").refuse("answers are text: leave `audio` out"));
    }
    Ok(())
}

/// Names what no other format has a place for. A value that changes nothing is not named.
pub(super) fn note(body: &Body<'_>, losses: &mut Losses) {
    for name in &body.unknown {
        losses.note(&**name);
    }
    let bias = body
        .logit_bias
        .is_some_and(|bias| bias.get().bytes().any(|byte| byte == b':'));
    let padded = body
        .stream_options
        .as_ref()
        .and_then(|options| options.include_obfuscation);
    for (name, says) in [
        (
            "frequency_penalty",
            body.frequency_penalty.is_some_and(|penalty| penalty != 0.0),
        ),
        (
            "presence_penalty",
            body.presence_penalty.is_some_and(|penalty| penalty != 0.0),
        ),
        ("logit_bias", bias),
        ("store", body.store == Some(true)),
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
    within(
        "reasoning",
        body.reasoning.as_ref().map(|reasoning| &reasoning.unknown),
        losses,
    );
}

/// The texts that end the answer: one, or a list. An empty one says nothing.
pub(super) fn stop<'a>(
    stop: Option<&'a RawValue>,
    losses: &mut Losses,
) -> Result<Vec<Text<'a>>, Failure> {
    let Some(stop) = stop.map(RawValue::get) else {
        return Ok(Vec::new());
    };
    let place = Place::Top("stop");
    let mut texts: Vec<Text<'a>> = Vec::new();
    if stop.starts_with('[') {
        let items: Vec<&'a RawValue> = read::value(stop, &place)?;
        for (n, item) in items.into_iter().enumerate() {
            texts.push(read::value(item.get(), &place.item(n))?);
        }
    } else {
        texts.push(read::value(stop, &place)?);
    }
    let before = texts.len();
    texts.retain(|text| !text.is_empty());
    if texts.len() < before {
        losses.note("stop");
    }
    Ok(texts)
}

/// How much the model is to think: `reasoning_effort`, or OpenRouter's `reasoning`.
pub(super) fn reasoning(body: &Body<'_>) -> Result<Option<Reasoning>, Failure> {
    let top = Place::Top("reasoning");
    let (effort, place) = match (&body.reasoning_effort, &body.reasoning) {
        (Some(effort), _) => (effort, Place::Top("reasoning_effort")),
        (None, Some(reasoning)) => match (&reasoning.effort, reasoning.max_tokens) {
            (Some(effort), _) => (effort, top.member("effort")),
            (None, budget) => return Ok(budget.map(Reasoning::Budget)),
        },
        (None, None) => return Ok(None),
    };
    if *effort == "none" {
        return Ok(Some(Reasoning::Off));
    }
    let named = Effort::named(effort).map(|effort| Some(Reasoning::Effort(effort)));
    named.ok_or_else(|| {
        let names = Effort::ALL.map(Effort::name).join(", ");
        place.refuse(format!("`{place}` must be one of none, {names}"))
    })
}

/// How many words the model is to make.
pub(super) fn verbosity(body: &Body<'_>) -> Result<Option<Verbosity>, Failure> {
    let Some(name) = &body.verbosity else {
        return Ok(None);
    };
    Verbosity::named(name).map(Some).ok_or_else(|| {
        let place = Place::Top("verbosity");
        let names = Verbosity::ALL.map(Verbosity::name).join(", ");
        place.refuse(format!("`{place}` must be one of {names}"))
    })
}

/// The shape of the answer.
pub(super) fn output<'a>(
    format: Option<ResponseFormat<'a>>,
    losses: &mut Losses,
) -> Result<Output<'a>, Failure> {
    let Some(format) = format else {
        return Ok(Output::Text);
    };
    let top = Place::Top("response_format");
    within("response_format", Some(&format.unknown), losses);
    match format.kind.as_deref() {
        Some("text") => Ok(Output::Text),
        Some("json_object") => Ok(Output::Object),
        Some("json_schema") => {
            let place = top.member("json_schema");
            let given = format
                .json_schema
                .ok_or_else(|| place.missing("a name and a schema"))?;
            within("response_format.json_schema", Some(&given.unknown), losses);
            let place = place.member("schema");
            let schema = given.schema.ok_or_else(|| place.missing("a JSON Schema"))?;
            if !schema.is_object() {
                return Err(
                    place.refuse(format!("`{place}` must be an object, as a JSON Schema is"))
                );
            }
            Ok(Output::Schema {
                name: given.name,
                description: given.description,
                schema,
                strict: given.strict,
            })
        }
        _ => {
            let place = top.member("type");
            Err(place.refuse(format!(
                "`{place}` must be one of text, json_object, json_schema"
            )))
        }
    }
}
