use super::decode::Decoder;
use super::{finish_reason, spelled_id, usage, wire};
use crate::chat::Delivery;
use crate::conversation::{Answer, Block, Content, Event, Stop};
use crate::json::{Text, Writer};
use crate::openai::{freeform, quoted};
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

/// What the blocks of an answer come to.
#[derive(Default)]
struct Said<'a> {
    text: Text<'a>,
    refusal: Text<'a>,
    thoughts: Text<'a>,
    calls: Vec<&'a Block<'static>>,
}

impl<'a> Said<'a> {
    fn of(delivery: &Delivery, answer: &'a Answer) -> Self {
        let mut said = Self::default();
        for block in &answer.blocks {
            match &block.content {
                Content::Text(words) => said.text.push(words),
                Content::Refusal(words) => said.refusal.push(words),
                Content::Thinking { text, .. } if delivery.shows_thoughts() => {
                    said.thoughts.push(text);
                }
                Content::Call { .. } => said.calls.push(block),
                _ => {}
            }
        }
        if let Stop::Refusal(Some(why)) = &answer.stop
            && said.refusal.is_empty()
        {
            said.refusal = why.borrowed();
        }
        said
    }

    /// Whether `content` is null: something else is said.
    fn is_silent(&self) -> bool {
        let other = !self.calls.is_empty() || !self.refusal.is_empty();
        other && self.text.is_empty()
    }
}

fn message(delivery: &Delivery, answer: &Answer, body: &mut Writer<'_>) {
    let said = Said::of(delivery, answer);
    let text_or_null = |body: &mut Writer<'_>, text: &Text<'_>, null: bool| {
        if null {
            body.raw("null");
        } else {
            body.text(text);
        }
    };
    body.raw("{\"role\":\"assistant\"").key("content");
    text_or_null(body, &said.text, said.is_silent());
    body.key("refusal");
    text_or_null(body, &said.refusal, said.refusal.is_empty());
    if !said.thoughts.is_empty() {
        body.key("reasoning_content").text(&said.thoughts);
    }
    if delivery.is_legacy() {
        function_call(&said.calls, body);
    } else {
        tool_calls(delivery, &said.calls, body);
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
            body.key("input")
                .text(&freeform::input(arguments.get()))
                .raw("}}");
        } else {
            body.key("type")
                .string("function")
                .key("function")
                .raw("{\"name\":")
                .string(name);
            body.key("arguments")
                .text(&quoted::spelled(arguments))
                .raw("}}");
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
        body.key("arguments")
            .text(&quoted::spelled(arguments))
            .raw("}");
    }
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
