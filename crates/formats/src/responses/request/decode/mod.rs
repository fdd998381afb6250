//! Reading a request.

mod calls;
mod choice;
mod content;
mod echo;
mod fields;
mod flat;
mod history;
mod input;
mod reasoning;
#[cfg(test)]
mod tests;
mod tools;
mod wire;

pub(super) use echo::Echo;

use super::Delivery;
use crate::Failure;
use crate::conversation::{Losses, Request};
use crate::openai::{Place, read};
use flat::Flat;
use wire::Input;

/// Reads a request.
///
/// Content, calls and the shape of the answer are taken along or refused; what is left out (sampling, hints, tags) is
/// named in `losses`, as the client names it. Reasoning that comes back encrypted is taken as it stands, whoever made it:
/// who may see it is for the gateway to say.
///
/// # Errors
/// What cannot be taken along, by its place.
pub fn decode<'a>(body: &'a str, losses: &mut Losses) -> Result<(Request<'a>, Delivery), Failure> {
    let json = body;
    let body: wire::Body<'a> = read::body(json)?;
    fields::refuse(&body)?;
    fields::note(&body, losses);
    let echo = Echo::of(&body);
    let model = body.model;
    let model = model.ok_or_else(|| Place::Top("model").missing("the name of a model"))?;
    let input = body.input;
    let input = input.ok_or_else(input::missing)?;

    let mut flat = Flat::default();
    let mut given = tools::read(body.tools, &mut flat, losses)?;
    if let Input::Items(items) = &input {
        tools::additional(items, &mut given, &mut flat, losses)?;
    }
    let conversation = input::read(json, input, body.instructions, &flat, losses)?;
    let mut tools = given.into_tools();
    let tool_choice = choice::read(body.tool_choice, &flat, &mut tools)?;
    let reasoning = fields::reasoning(body.reasoning, losses)?;
    let text = fields::text(body.text, losses)?;
    let request = Request {
        model,
        system: conversation.system,
        turns: conversation.turns,
        tools,
        tool_choice,
        parallel_tools: body.parallel_tool_calls,
        max_tokens: body.max_output_tokens,
        temperature: body.temperature,
        top_p: body.top_p,
        reasoning: reasoning.how_much,
        show_thoughts: reasoning.shown,
        output: text.output,
        verbosity: text.verbosity,
        stream: body.stream.unwrap_or(false),
        ..Request::default()
    };
    let delivery = Delivery {
        stream: request.stream,
        echo,
        tools: flat.into_own()?,
    };
    Ok((request, delivery))
}
