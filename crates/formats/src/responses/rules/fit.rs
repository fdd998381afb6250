use serde_json::value::RawValue;

use super::tools::Fitting;
use super::{Rules, input};
use crate::Failure;
use crate::conversation::Losses;
use crate::json::{Items, Members, Str, Writer};

/// A client's body of this format as a provider takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fitted {
    /// The body.
    pub body: Vec<u8>,
    /// Whether the client asked for events; the body always does, but under [`Rules::API`].
    pub streams: bool,
    /// Whether the client's tools were put into a namespace: then each event on the way back must go through
    /// [`unwrapped`](crate::responses::unwrapped), also where a [`Collector`](crate::responses::Collector) reads it.
    pub wrapped: bool,
}

/// What asks for encrypted reasoning, without which a provider that keeps nothing cannot take it back.
const ENCRYPTED: &str = "\"reasoning.encrypted_content\"";

/// A body of this format as a provider with `rules` takes it; the members that are left out are named.
///
/// Under [`Rules::API`] it is the same body, byte for byte. Elsewhere nothing is kept by the provider (`store: false`)
/// and answers are streamed; values that can stay are the same bytes.
///
/// # Errors
/// If it is no such body, or says what the provider cannot be told without losing content, by its member.
pub fn fit(body: &str, rules: &Rules, losses: &mut Losses) -> Result<Fitted, Failure> {
    let members: Members<'_> = serde_json::from_str(body)
        .map_err(|fault| Failure::invalid(format!("the request body: {fault}")))?;
    let streams = members.get("stream") == Some("true");
    if *rules == Rules::API {
        return Ok(Fitted {
            body: body.as_bytes().to_vec(),
            streams,
            wrapped: false,
        });
    }
    refuse(&members)?;
    let mut input = members.get("input").map(input::read);
    let fitting = Fitting::of(&members, input.as_ref(), rules)?;
    let mut out = Vec::with_capacity(body.len() + 256);
    let mut writer = Writer(&mut out);
    writer.raw("{");
    for (name, value) in &members.0 {
        let value = value.get();
        match &**name {
            "stream" | "include" => {}
            "store" if value == "true" => losses.note("store"),
            "store" => {}
            "instructions" if rules.instructed && value == "null" => {}
            name if !rules.takes(name, value) => {
                if says(name, value) {
                    losses.note(name);
                }
            }
            "input" => {
                let input = input.take().unwrap_or_else(|| input::read(value))?;
                input.write(rules, &fitting, writer.key("input"))?;
            }
            "tools" => fitting.write_tools(writer.key("tools")),
            "tool_choice" => fitting.write_choice(value, writer.key("tool_choice")),
            name => {
                writer.key(name).raw(value);
            }
        }
    }
    if rules.instructed
        && members
            .get("instructions")
            .is_none_or(|said| said == "null")
    {
        writer.key("instructions").raw("\"\"");
    }
    include(&members, writer.key("include"))?;
    writer.raw(r#","store":false,"stream":true}"#);
    Ok(Fitted {
        body: out,
        streams,
        wrapped: fitting.wraps(),
    })
}

/// What would be lost, or be missing in the answer, with no way to say so in a header.
fn refuse(members: &Members<'_>) -> Result<(), Failure> {
    let said = |name: &str| members.get(name).is_some_and(|value| says(name, value));
    for (name, why) in [
        (
            "previous_response_id",
            "this provider keeps no answers: send the whole history as `input`",
        ),
        (
            "conversation",
            "this provider keeps no conversations: send the whole history as `input`",
        ),
        (
            "prompt",
            "this provider keeps no prompts: send its text as `instructions`",
        ),
        (
            "background",
            "this provider answers at once or not at all: leave `background` out",
        ),
        (
            "top_logprobs",
            "this provider gives no log probabilities: leave `top_logprobs` out",
        ),
    ] {
        if said(name) {
            return Err(Failure::at(name, why));
        }
    }
    Ok(())
}

/// Whether the value of the member `name` is another than what is so anyway.
fn says(name: &str, value: &str) -> bool {
    let default = match name {
        "temperature" | "top_p" => value.parse() == Ok(1.0),
        "top_logprobs" => value == "0",
        "truncation" => value == "\"disabled\"",
        "service_tier" => matches!(value, "\"auto\"" | "\"default\""),
        _ => false,
    };
    !default && !matches!(value, "null" | "false" | "{}" | "[]" | "\"\"")
}

/// What the answer is to hold beside: what the client wants, and its encrypted reasoning.
fn include(members: &Members<'_>, writer: &mut Writer<'_>) -> Result<(), Failure> {
    let given = members.get("include").filter(|value| *value != "null");
    let given: Vec<&RawValue> = match given {
        Some(value) => {
            let items: Items<'_> = serde_json::from_str(value)
                .map_err(|_| Failure::at("include", "`include` must be a list of strings"))?;
            items.0
        }
        None => Vec::new(),
    };
    writer.raw("[");
    for item in &given {
        let name: Str<'_> = serde_json::from_str(item.get())
            .map_err(|_| Failure::at("include", "`include` must be a list of strings"))?;
        if name.ends_with("logprobs") {
            let why = "this provider gives no log probabilities: leave them out of `include`";
            return Err(Failure::at("include", why));
        }
        writer.item().raw(item.get());
    }
    if given.iter().all(|item| item.get() != ENCRYPTED) {
        writer.item().raw(ENCRYPTED);
    }
    writer.raw("]");
    Ok(())
}
