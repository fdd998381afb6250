use super::decode::{says_something, unreadable};
use super::encode::{head, write_usage};
use super::{stop, wire};
use crate::Failure;
use crate::conversation::{Answer, Block, Content, Event, Opened};
use crate::json::{Json, Text, Writer};
use crate::messages::Delivery;

/// Writes a whole answer.
#[must_use]
pub fn encode_answer(_: &Delivery, answer: &Answer) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    let mut writer = Writer(&mut out);
    writer.raw("{");
    head(&answer.id, &answer.model, &mut writer);
    writer.key("content").raw("[");
    for block in &answer.blocks {
        write_block(block, &mut writer);
    }
    writer.raw("]");
    stop::write(&answer.stop, &mut writer);
    writer.key("usage");
    write_usage(&answer.usage, &mut writer);
    writer.raw("}");
    out
}

fn write_block(block: &Block<'_>, writer: &mut Writer<'_>) {
    match &block.content {
        Content::Text(text) | Content::Refusal(text) => {
            writer
                .item()
                .raw(r#"{"type":"text""#)
                .key("text")
                .text(text);
        }
        Content::Thinking { text, signature } => {
            writer
                .item()
                .raw(r#"{"type":"thinking""#)
                .key("thinking")
                .text(text);
            let signature = signature.as_ref().map(Text::borrowed).unwrap_or_default();
            writer.key("signature").text(&signature);
        }
        Content::HiddenThinking(data) => {
            writer
                .item()
                .raw(r#"{"type":"redacted_thinking""#)
                .key("data")
                .text(data);
        }
        Content::Call {
            id,
            name,
            arguments,
        } => {
            writer
                .item()
                .raw(r#"{"type":"tool_use""#)
                .key("id")
                .string(id);
            writer.key("name").string(name).key("input");
            if arguments.is_object() {
                writer.json(arguments);
            } else {
                // Cut off in the middle they are no object, which is what `input` must be.
                writer.raw(r#"{"input":"#).json(arguments).raw("}");
            }
        }
        Content::Foreign { json, .. } => {
            writer.item().json(json);
            return;
        }
        // No answer holds these.
        Content::Image(_) | Content::Document { .. } | Content::Result { .. } => return,
    }
    writer.raw("}");
}

/// Reads a whole answer as the events that it would have come as.
///
/// # Errors
/// If it is none.
pub fn decode_answer(body: &str, sink: &mut impl FnMut(Event<'_>)) -> Result<(), Failure> {
    let message: wire::Message<'_> =
        serde_json::from_str(body).map_err(|e| unreadable(&e.to_string()))?;
    let (Some(id), Some(model), Some(reason)) = (message.id, message.model, message.stop_reason)
    else {
        return Err(unreadable("it is no message"));
    };
    let usage = message.usage.into();
    sink(Event::Start { id, model, usage });
    for json in message.content.unwrap_or_default() {
        block(json, sink)?;
        sink(Event::Close);
    }
    sink(Event::Stop {
        stop: stop::read(reason, message.stop_sequence, message.stop_details),
        usage,
    });
    sink(Event::End);
    Ok(())
}

fn block(json: Json<'_>, sink: &mut impl FnMut(Event<'_>)) -> Result<(), Failure> {
    let block: wire::Block<'_> = json.read().map_err(|e| unreadable(&e.to_string()))?;
    match block.kind.as_deref() {
        Some("text") => {
            sink(Event::Open(Opened::Text));
            sink(Event::Text(block.text.unwrap_or_default()));
        }
        Some("thinking") => {
            sink(Event::Open(Opened::Thinking));
            sink(Event::Thinking(block.thinking.unwrap_or_default()));
            if let Some(signature) = block.signature.filter(|s| !s.is_empty()) {
                sink(Event::Signature(signature));
            }
        }
        Some("redacted_thinking") => {
            sink(Event::Open(Opened::HiddenThinking(
                block.data.unwrap_or_default(),
            )));
        }
        Some("tool_use") => {
            let (Some(id), Some(name)) = (block.id, block.name) else {
                return Err(unreadable("a call without an id or a name"));
            };
            sink(Event::Open(Opened::Call { id, name }));
            if let Some(input) = block.input.filter(says_something) {
                sink(Event::Arguments(Text::plain(input.get())));
            }
        }
        Some(_) => sink(Event::Open(Opened::Foreign(json))),
        None => return Err(unreadable("a block without a type")),
    }
    Ok(())
}
