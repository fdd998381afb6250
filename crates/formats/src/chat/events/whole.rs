use super::decode::Decoder;
use super::{finish_reason, freeform, spelled_id, usage, wire};
use crate::chat::Delivery;
use crate::conversation::{Answer, Block, Content, Event, Stop};
use crate::json::{Json, Text, Writer};
use crate::{ErrorKind, Failure};

/// Writes a whole answer.
#[must_use]
pub fn encode_answer(delivery: &Delivery, answer: &Answer, created: u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    let mut body = Writer(&mut out);
    body.raw("{\"id\":").string(&spelled_id(&answer.id));
    body.key("object").string("chat.completion");
    body.key("created").number(created);
    body.key("model").string(&answer.model);
    body.key("choices").raw("[{\"index\":0,\"message\":");
    message(delivery, answer, &mut body);
    body.key("logprobs").raw("null");
    body.key("finish_reason")
        .string(finish_reason(&answer.stop, delivery.is_legacy()));
    body.raw("}]").key("usage");
    usage::write(&answer.usage, body.0);
    body.raw("}");
    out
}

fn message(delivery: &Delivery, answer: &Answer, body: &mut Writer<'_>) {
    let mut text = Text::default();
    let mut refusal = Text::default();
    let mut thoughts = Text::default();
    let mut calls = Vec::new();
    for block in &answer.blocks {
        match &block.content {
            Content::Text(words) => text.push(words),
            Content::Refusal(words) => refusal.push(words),
            Content::Thinking { text, .. } if delivery.shows_thoughts() => thoughts.push(text),
            Content::Call { .. } => calls.push(block),
            _ => {}
        }
    }
    if let Stop::Refusal(Some(why)) = &answer.stop
        && refusal.is_empty()
    {
        refusal = why.borrowed().into_owned();
    }
    body.raw("{\"role\":\"assistant\"").key("content");
    if text.is_empty() && !(calls.is_empty() && refusal.is_empty()) {
        body.raw("null");
    } else {
        body.text(&text);
    }
    body.key("refusal");
    if refusal.is_empty() {
        body.raw("null");
    } else {
        body.text(&refusal);
    }
    if !thoughts.is_empty() {
        body.key("reasoning_content").text(&thoughts);
    }
    if delivery.is_legacy() {
        function_call(&calls, body);
    } else {
        tool_calls(delivery, &calls, body);
    }
    body.raw("}");
}

fn tool_calls(delivery: &Delivery, calls: &[&Block<'_>], body: &mut Writer<'_>) {
    if calls.is_empty() {
        return;
    }
    body.key("tool_calls").raw("[");
    for block in calls {
        let Content::Call {
            id,
            name,
            arguments,
        } = &block.content
        else {
            continue;
        };
        body.item().raw("{\"id\":").string(id);
        if delivery.is_custom(name) {
            body.key("type")
                .string("custom")
                .key("custom")
                .raw("{\"name\":")
                .string(name);
            body.key("input").text(&custom_input(arguments)).raw("}}");
        } else {
            body.key("type")
                .string("function")
                .key("function")
                .raw("{\"name\":")
                .string(name);
            body.key("arguments").text(&spelled(arguments)).raw("}}");
        }
    }
    body.raw("]");
}

/// The first call the old way, which has one place for it.
fn function_call(calls: &[&Block<'_>], body: &mut Writer<'_>) {
    if let Some(Content::Call {
        name, arguments, ..
    }) = calls.first().map(|block| &block.content)
    {
        body.key("function_call").raw("{\"name\":").string(name);
        body.key("arguments").text(&spelled(arguments)).raw("}");
    }
}

/// Arguments as text. Those that were cut off are kept as a string, and were this text.
fn spelled<'j>(arguments: &'j Json<'_>) -> Text<'j> {
    let json = arguments.get();
    match json
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(inside) => Text::from_escaped(inside),
        None => Text::plain(json),
    }
}

fn custom_input(arguments: &Json<'_>) -> Text<'static> {
    freeform::input(arguments.get())
}

/// Reads a whole answer as the events that it would have come as.
///
/// # Errors
/// If it is none.
pub fn decode_answer(body: &str, sink: &mut impl FnMut(Event<'_>)) -> Result<(), Failure> {
    let none = |why: &str| {
        let message = format!("the provider's answer is no chat completion: {why}");
        Failure::new(ErrorKind::BadGateway, message)
    };
    let answer: wire::Chunk<'_> =
        serde_json::from_str(body).map_err(|fault| none(&fault.to_string()))?;
    if answer.error.is_none() && answer.choices.as_ref().is_none_or(Vec::is_empty) {
        return Err(none("it has no choices"));
    }
    let mut decoder = Decoder::default();
    decoder.take(answer, sink)?;
    decoder.end(sink)
}
