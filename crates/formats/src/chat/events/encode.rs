use super::frame::Frame;
use super::{finish_reason, usage};
use crate::chat::Delivery;
use crate::conversation::{Event, Opened, Stop, Usage};
use crate::json::{Str, Text, Writer};
use crate::openai::freeform;

/// No model begins a call with more white space than this.
const MOST_BLANK: usize = 1024;

/// Writes the events of an answer as chunks.
///
/// The first chunk goes out with the first event, whatever the model is still thinking about. Its `content` is null, as it
/// is in the whole answer unless there is text, or nothing at all: so the chunks come to exactly what that has.
#[derive(Debug)]
pub struct Encoder {
    delivery: Delivery,
    created: u64,
    frame: Frame,
    usage: Usage,
    /// Whether the client has `content` that is not null.
    spoken: bool,
    refused: bool,
    /// How many calls there were.
    calls: u64,
    call: Call,
    /// What stands around the pieces of the open call's arguments.
    before: Vec<u8>,
    after: &'static [u8],
    /// Of the open call: arguments that are not out yet.
    held: Text<'static>,
}

/// The call that is open.
#[derive(Debug, PartialEq)]
enum Call {
    None,
    /// Its arguments go out piece by piece; `said`: some have.
    Streamed {
        said: bool,
    },
    /// A custom tool's, whose text can only be told when it is whole.
    Custom {
        index: u64,
        id: String,
        name: String,
    },
}

impl Encoder {
    /// For one answer.
    #[must_use]
    pub fn new(delivery: Delivery, created: u64) -> Self {
        Self {
            delivery,
            created,
            frame: Frame::default(),
            usage: Usage::default(),
            spoken: false,
            refused: false,
            calls: 0,
            call: Call::None,
            before: Vec::new(),
            after: b"",
            held: Text::default(),
        }
    }

    /// Appends what the client reads of `event`: whole events, or nothing.
    pub fn encode(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        match event {
            Event::Text(text) => self.text(text, out),
            Event::Arguments(text) => self.arguments(text, out),
            Event::Thinking(text) if self.delivery.shows_thoughts() => {
                self.words(b"\"reasoning_content\":\"", text, out);
            }
            Event::Refusal(text) => self.refusal(text, out),
            Event::Start { id, model, usage } => {
                self.frame = Frame::new(id, model, self.created, self.delivery.counts());
                self.usage.update(*usage);
                self.frame
                    .delta(b"\"role\":\"assistant\",\"content\":null", out);
            }
            Event::Open(Opened::Call { id, name }) => self.open(id, name, out),
            Event::Close => self.close(out),
            Event::Stop { stop, usage } => {
                self.usage.update(*usage);
                self.stop(stop, out);
            }
            Event::End => self.end(out),
            Event::Ping => out.extend_from_slice(b": ping\n\n"),
            // Other blocks open with their first piece; what is left has no place here.
            Event::Open(_) | Event::Thinking(_) | Event::Signature(_) | Event::Foreign(_) => {}
        }
    }

    fn text(&mut self, text: &Text<'_>, out: &mut Vec<u8>) {
        if text.is_empty() {
            return;
        }
        self.spoken = true;
        self.frame.text(text, out);
    }

    /// Words in another member than `content`; `before`: its name, and a quote.
    fn words(&mut self, before: &[u8], text: &Text<'_>, out: &mut Vec<u8>) {
        if !text.is_empty() {
            self.frame
                .pieces(before, [text, &Text::default()], b"\"", out);
        }
    }

    fn refusal(&mut self, text: &Text<'_>, out: &mut Vec<u8>) {
        self.refused |= !text.is_empty();
        self.words(b"\"refusal\":\"", text, out);
    }

    fn open(&mut self, id: &Str<'_>, name: &Str<'_>, out: &mut Vec<u8>) {
        let index = self.calls;
        self.calls += 1;
        // The old way has one place for a call: further ones, which it never asks for, have none.
        if self.delivery.is_legacy() && index > 0 {
            return;
        }
        if self.delivery.is_custom(name) {
            let (id, name) = (id.to_string(), name.to_string());
            self.call = Call::Custom { index, id, name };
            return;
        }
        self.call = Call::Streamed { said: false };
        self.before.clear();
        let mut opened = Vec::with_capacity(128);
        let mut body = Writer(&mut opened);
        if self.delivery.is_legacy() {
            body.raw("\"function_call\":{\"name\":")
                .string(name)
                .raw(",\"arguments\":\"\"}");
            self.before
                .extend_from_slice(b"\"function_call\":{\"arguments\":\"");
            self.after = b"\"}";
        } else {
            body.raw("\"tool_calls\":[{\"index\":").number(index);
            body.key("id").string(id).key("type").string("function");
            body.key("function")
                .raw("{\"name\":")
                .string(name)
                .raw(",\"arguments\":\"\"}}]");
            let mut before = Writer(&mut self.before);
            before.raw("\"tool_calls\":[{\"index\":").number(index);
            before.raw(",\"function\":{\"arguments\":\"");
            self.after = b"\"}}]";
        }
        self.frame.delta(&opened, out);
    }

    fn arguments(&mut self, text: &Text<'_>, out: &mut Vec<u8>) {
        match &mut self.call {
            Call::None => {}
            Call::Custom { .. } => self.held.push(text),
            // White space may turn out to be all that comes.
            Call::Streamed { said: false } if text.is_blank() && self.held.len() < MOST_BLANK => {
                self.held.push(text);
            }
            Call::Streamed { said } => {
                *said = true;
                let pieces = [&self.held, text];
                self.frame.pieces(&self.before, pieces, self.after, out);
                self.held = Text::default();
            }
        }
    }

    fn close(&mut self, out: &mut Vec<u8>) {
        let held = std::mem::take(&mut self.held);
        match std::mem::replace(&mut self.call, Call::None) {
            Call::None | Call::Streamed { said: true } => {}
            // A tool that takes nothing may be called without a word.
            Call::Streamed { said: false } => {
                let pieces = [&Text::from_escaped("{}"), &Text::default()];
                self.frame.pieces(&self.before, pieces, self.after, out);
            }
            Call::Custom { index, id, name } => {
                let mut members = Vec::with_capacity(held.len() + 128);
                let mut body = Writer(&mut members);
                body.raw("\"tool_calls\":[{\"index\":").number(index);
                body.key("id").string(&id).key("type").string("custom");
                body.key("custom").raw("{\"name\":").string(&name);
                body.key("input")
                    .text(&freeform::input(&held.to_plain()))
                    .raw("}}]");
                self.frame.delta(&members, out);
            }
        }
    }

    fn stop(&mut self, stop: &Stop<'_>, out: &mut Vec<u8>) {
        if let Stop::Refusal(Some(why)) = stop
            && !self.refused
        {
            self.refusal(why, out);
        }
        if !self.spoken && !self.refused && self.calls == 0 {
            self.frame.delta(b"\"content\":\"\"", out);
        }
        self.frame
            .finish(finish_reason(stop, self.delivery.is_legacy()), out);
    }

    fn end(&self, out: &mut Vec<u8>) {
        if self.delivery.counts() {
            let mut used = Vec::with_capacity(192);
            usage::write(&self.usage, &mut used);
            self.frame.usage(&used, out);
        }
        out.extend_from_slice(b"data: [DONE]\n\n");
    }
}
