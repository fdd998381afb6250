use super::stop;
use crate::conversation::{Event, Opened, Usage};
use crate::json::{Str, Text, Writer};
use crate::messages::Delivery;

/// Writes the events of an answer.
#[derive(Debug)]
pub struct Encoder {
    /// The index of the block that is open, or of the next one.
    index: u64,
    /// What the start said; the end says it again with what came to it.
    usage: Usage,
    /// The beginning of an event with a piece of the open block, and what it is a piece of.
    piece: (&'static str, Vec<u8>),
}

impl Encoder {
    /// For one answer.
    #[must_use]
    pub fn new(_: Delivery) -> Self {
        Self {
            index: 0,
            usage: Usage::default(),
            piece: ("", Vec::new()),
        }
    }

    /// Appends what the client reads of `event`: whole events, or nothing.
    pub fn encode(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        match event {
            Event::Start { id, model, usage } => {
                self.usage = *usage;
                start(id, model, usage, out);
            }
            Event::Open(opened) => self.open(opened, out),
            Event::Text(text) | Event::Refusal(text) => {
                self.piece("text_delta", "text", text, out);
            }
            Event::Thinking(text) => self.piece("thinking_delta", "thinking", text, out),
            Event::Signature(text) => self.piece("signature_delta", "signature", text, out),
            Event::Arguments(text) => self.piece("input_json_delta", "partial_json", text, out),
            Event::Foreign(json) => {
                self.begin("content_block_delta", out)
                    .key("delta")
                    .json_on_a_line(json);
                finish(out);
            }
            Event::Close => {
                self.begin("content_block_stop", out);
                finish(out);
                self.index += 1;
                self.piece.0 = "";
            }
            Event::Stop { stop, usage } => {
                self.usage.update(*usage);
                let mut writer = begin("message_delta", out);
                writer.key("delta").raw("{");
                stop::write(stop, &mut writer);
                writer.raw("}").key("usage");
                write_usage(&self.usage, &mut writer);
                finish(out);
            }
            Event::End => {
                begin("message_stop", out);
                finish(out);
            }
            Event::Ping => {
                begin("ping", out);
                finish(out);
            }
        }
    }

    fn open(&self, opened: &Opened<'_>, out: &mut Vec<u8>) {
        let mut writer = self.begin("content_block_start", out);
        writer.key("content_block");
        match opened {
            Opened::Text | Opened::Refusal => writer.raw(r#"{"type":"text","text":""}"#),
            Opened::Thinking => writer.raw(r#"{"type":"thinking","thinking":"","signature":""}"#),
            Opened::HiddenThinking(data) => writer
                .raw(r#"{"type":"redacted_thinking""#)
                .key("data")
                .text(data)
                .raw("}"),
            Opened::Call { id, name } => {
                writer.raw(r#"{"type":"tool_use""#).key("id").string(id);
                writer.key("name").string(name).raw(r#","input":{}}"#)
            }
            Opened::Foreign(json) => writer.json_on_a_line(json),
        };
        finish(out);
    }

    /// A piece of the open block. What stands before it is written once.
    fn piece(&mut self, kind: &'static str, member: &str, text: &Text<'_>, out: &mut Vec<u8>) {
        if self.piece.0 != kind {
            let mut begun = std::mem::take(&mut self.piece.1);
            begun.clear();
            let mut writer = self.begin("content_block_delta", &mut begun);
            writer.key("delta").raw("{").key("type").string(kind);
            writer.key(member).raw("\"");
            self.piece = (kind, begun);
        }
        let text = text.escaped().as_bytes();
        out.reserve(self.piece.1.len() + text.len() + 8);
        out.extend_from_slice(&self.piece.1);
        out.extend_from_slice(text);
        out.extend_from_slice(b"\"}}\n\n");
    }

    /// Begins an event of the block that is open.
    fn begin<'o>(&self, kind: &str, out: &'o mut Vec<u8>) -> Writer<'o> {
        let mut writer = begin(kind, out);
        writer.key("index").number(self.index);
        writer
    }
}

/// Anthropic's SDKs pass over data whose event has no name (measured with anthropic-python 2.13.0).
fn begin<'o>(kind: &str, out: &'o mut Vec<u8>) -> Writer<'o> {
    let mut writer = Writer(out);
    writer.raw("event: ").raw(kind).raw("\ndata: {");
    writer.key("type").string(kind);
    writer
}

fn finish(out: &mut Vec<u8>) {
    out.extend_from_slice(b"}\n\n");
}

fn start(id: &Str<'_>, model: &Str<'_>, usage: &Usage, out: &mut Vec<u8>) {
    let mut writer = begin("message_start", out);
    writer.key("message").raw("{");
    head(id, model, &mut writer);
    writer.raw(r#","content":[],"stop_reason":null,"stop_sequence":null"#);
    writer.key("usage");
    write_usage(usage, &mut writer);
    writer.raw("}");
    finish(out);
}

/// What a message begins with, streamed or whole.
pub(super) fn head(id: &str, model: &str, writer: &mut Writer<'_>) {
    writer
        .key("id")
        .string(id)
        .raw(r#","type":"message","role":"assistant""#);
    writer.key("model").string(model);
}

/// `usage`; input and output are always there (source: anthropic-python 2.13.0, `Usage`).
pub(super) fn write_usage(usage: &Usage, writer: &mut Writer<'_>) {
    writer
        .raw("{")
        .key("input_tokens")
        .number(usage.input.unwrap_or(0));
    for (name, tokens) in [
        ("cache_creation_input_tokens", usage.cache_write),
        ("cache_read_input_tokens", usage.cache_read),
    ] {
        if let Some(tokens) = tokens {
            writer.key(name).number(tokens);
        }
    }
    writer
        .key("output_tokens")
        .number(usage.output.unwrap_or(0));
    if let Some(tokens) = usage.reasoning {
        writer
            .key("output_tokens_details")
            .raw("{")
            .key("thinking_tokens")
            .number(tokens)
            .raw("}");
    }
    writer.raw("}");
}
