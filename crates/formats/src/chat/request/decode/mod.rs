//! Reading a request.

mod calls;
mod content;
mod fields;
mod media;
mod messages;
mod pairs;
#[cfg(test)]
mod tests;
mod tools;
mod wire;

use super::Delivery;
use crate::Failure;
use crate::conversation::{Losses, Request};
use crate::openai::{Place, read};

/// Reads a request.
///
/// Content, calls and the shape of the answer are taken along or refused; what is left out (sampling, hints, tags) is
/// named in `losses`, as the client names it.
///
/// # Errors
/// What cannot be taken along, by its place.
pub fn decode<'a>(body: &'a str, losses: &mut Losses) -> Result<(Request<'a>, Delivery), Failure> {
    let mut body: wire::Body<'a> = read::body(body)?;
    fields::refuse(&body)?;
    fields::note(&body, losses);
    let model = body.model.take();
    let model = model.ok_or_else(|| Place::Top("model").missing("the name of a model"))?;
    let messages = body.messages.take().filter(|messages| !messages.is_empty());
    let messages = messages.ok_or_else(|| Place::Top("messages").missing("a list of messages"))?;
    let conversation = messages::read(messages, losses)?;
    let legacy = body.tools.as_ref().is_none_or(Vec::is_empty)
        && body
            .functions
            .as_ref()
            .is_some_and(|functions| !functions.is_empty());
    let mut tools = tools::read(&mut body, losses)?;
    let custom = tools::custom_names(&tools);
    let tool_choice = tools::choice(&body, &mut tools)?;
    let request = Request {
        model,
        system: conversation.system,
        turns: conversation.turns,
        tools,
        tool_choice,
        // The old way has room for one call only.
        parallel_tools: if legacy {
            Some(false)
        } else {
            body.parallel_tool_calls
        },
        max_tokens: body.max_completion_tokens.or(body.max_tokens),
        temperature: body.temperature,
        top_p: body.top_p,
        top_k: body
            .top_k
            .and_then(|k| u64::try_from(k).ok())
            .filter(|k| *k > 0),
        stop: fields::stop(body.stop, losses)?,
        reasoning: fields::reasoning(&body)?,
        show_thoughts: body.include_reasoning.unwrap_or(false),
        output: fields::output(body.response_format.take(), losses)?,
        verbosity: fields::verbosity(&body)?,
        stream: body.stream.unwrap_or(false),
    };
    let delivery = Delivery {
        stream: request.stream,
        usage: body
            .stream_options
            .and_then(|options| options.include_usage)
            .unwrap_or(false),
        thoughts: request.show_thoughts,
        legacy,
        custom,
    };
    Ok((request, delivery))
}
