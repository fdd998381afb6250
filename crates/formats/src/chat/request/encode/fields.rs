//! What a request says beside its messages and tools.

use crate::conversation::{Alphabet, Effort, Losses, Output, Reasoning, Request};
use crate::json::Writer;

/// A schema's name (source: openai-python 3.57.0, `ResponseFormatJSONSchema`: 64 letters, digits, `_` and `-`).
const NAMES: Alphabet = Alphabet { longest: 64 };

pub(super) fn write(request: &Request<'_>, body: &mut Writer<'_>, losses: &mut Losses) {
    if let Some(most) = request.max_tokens {
        body.key("max_completion_tokens").number(most);
    }
    if let Some(temperature) = request.temperature {
        body.key("temperature").float(temperature);
    }
    if let Some(top_p) = request.top_p {
        body.key("top_p").float(top_p);
    }
    if request.top_k.is_some() {
        losses.note("top_k");
    }
    if !request.stop.is_empty() {
        body.key("stop").raw("[");
        for text in &request.stop {
            body.item().text(text);
        }
        body.raw("]");
    }
    if let Some(effort) = request.reasoning.and_then(effort) {
        body.key("reasoning_effort").string(effort);
    }
    if let Some(verbosity) = request.verbosity {
        body.key("verbosity").string(verbosity.name());
    }
    output(&request.output, body);
    if let Some(verbosity) = request.verbosity {
        body.key("verbosity").string(verbosity.name());
    }
}

/// The effort of that name. Budgets are told apart as by their sizes in other formats; `None`: as the model sees fit.
fn effort(reasoning: Reasoning) -> Option<&'static str> {
    match reasoning {
        Reasoning::Off => Some("none"),
        Reasoning::Effort(effort) => Some(effort.name()),
        Reasoning::Budget(..4096) => Some(Effort::Low.name()),
        Reasoning::Budget(..16384) => Some(Effort::Medium.name()),
        Reasoning::Budget(_) => Some(Effort::High.name()),
        Reasoning::Adaptive => None,
    }
}

fn output(output: &Output<'_>, body: &mut Writer<'_>) {
    match output {
        Output::Text => {}
        Output::Object => {
            body.key("response_format").raw(r#"{"type":"json_object"}"#);
        }
        Output::Schema {
            name,
            description,
            schema,
            strict,
        } => {
            body.key("response_format")
                .raw(r#"{"type":"json_schema","json_schema":{"#);
            let name = name.as_deref().unwrap_or("answer");
            body.key("name").string(&NAMES.clean(name));
            if let Some(description) = description {
                body.key("description").text(description);
            }
            body.key("schema").json(schema);
            let strict = strict.unwrap_or(true);
            body.key("strict")
                .raw(if strict { "true" } else { "false" })
                .raw("}}");
        }
    }
}
