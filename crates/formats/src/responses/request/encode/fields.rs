//! What a request says beside its turns and tools.

use super::model::Model;
use super::strict;
use crate::conversation::{Alphabet, Effort, Losses, Output, Reasoning, Request};
use crate::json::Writer;
use crate::responses::Rules;

/// A schema's name (source: openai-python 3.57.0, `ResponseFormatTextJSONSchemaConfig`: 64 letters, digits, `_` and `-`).
const NAMES: Alphabet = Alphabet { longest: 64 };
/// The least limit of tokens that the API takes (the provider's own words: "Invalid 'max_output_tokens': integer below
/// minimum value. Expected a value >= 16").
const LEAST_TOKENS: u64 = 16;

pub(super) fn write(
    request: &Request<'_>,
    rules: &Rules,
    model: &Model,
    body: &mut Writer<'_>,
    losses: &mut Losses,
) {
    match request.max_tokens {
        Some(most) if rules.limits => {
            if most < LEAST_TOKENS {
                losses.note("max_tokens");
            }
            body.key("max_output_tokens").number(most.max(LEAST_TOKENS));
        }
        Some(_) => losses.note("max_tokens"),
        None => {}
    }
    for (name, value) in [
        ("temperature", request.temperature),
        ("top_p", request.top_p),
    ] {
        match value {
            Some(value) if rules.limits && !model.reasons() => {
                body.key(name).float(value);
            }
            // The default is no loss.
            Some(value) if value != 1.0 => losses.note(name),
            _ => {}
        }
    }
    if request.top_k.is_some() {
        losses.note("top_k");
    }
    reasoning(request, *model, body, losses);
    text(request, body, losses);
}

fn reasoning(request: &Request<'_>, model: Model, body: &mut Writer<'_>, losses: &mut Losses) {
    let effort = request
        .reasoning
        .and_then(|wanted| effort(wanted, model, losses));
    let summary = request.show_thoughts && model.reasons();
    if effort.is_none() && !summary {
        return;
    }
    body.key("reasoning").raw("{");
    if let Some(effort) = effort {
        body.key("effort").string(effort);
    }
    if summary {
        body.key("summary").string("auto");
    }
    body.raw("}");
}

/// The effort of that name. Budgets are told apart as by their sizes in other formats; `None`: as the model sees fit.
fn effort(wanted: Reasoning, model: Model, losses: &mut Losses) -> Option<&'static str> {
    let wanted = match wanted {
        Reasoning::Adaptive => return None,
        Reasoning::Off => {
            let least = model.least();
            // These hardly think; any other level does.
            if least.is_some_and(|least| !matches!(least, "none" | "minimal")) {
                losses.note("reasoning_effort");
            }
            return least;
        }
        Reasoning::Effort(effort) => effort,
        Reasoning::Budget(..4096) => Effort::Low,
        Reasoning::Budget(..16384) => Effort::Medium,
        Reasoning::Budget(_) => Effort::High,
    };
    let given = model.nearest(wanted);
    // As little and as much as there is are meant, whatever they are called.
    let same = given == Some(wanted)
        || (wanted, given) == (Effort::Minimal, Some(Effort::Low))
        || (wanted, given) == (Effort::Max, Some(Effort::ExtraHigh));
    if !same {
        losses.note("reasoning_effort");
    }
    given.map(Effort::name)
}

/// `text`: the shape of the answer, and how many words it has.
fn text(request: &Request<'_>, body: &mut Writer<'_>, losses: &mut Losses) {
    if request.output == Output::Text && request.verbosity.is_none() {
        return;
    }
    body.key("text").raw("{");
    match &request.output {
        Output::Text => {}
        Output::Object => {
            body.key("format").raw(r#"{"type":"json_object"}"#);
        }
        Output::Schema {
            name,
            description,
            schema,
            strict,
        } => {
            body.key("format")
                .raw("{")
                .key("type")
                .string("json_schema");
            let name = name.as_deref().unwrap_or("answer");
            body.key("name").string(&NAMES.clean(name));
            if let Some(description) = description {
                body.key("description").text(description);
            }
            body.key("schema").json(schema);
            let strict = strict.unwrap_or_else(|| {
                let fits = strict::fits(schema.get());
                if !fits {
                    losses.note("format.strict");
                }
                fits
            });
            let strict = if strict { "true" } else { "false" };
            body.key("strict").raw(strict).raw("}");
        }
    }
    if let Some(verbosity) = request.verbosity {
        body.key("verbosity").string(verbosity.name());
    }
    body.raw("}");
}
