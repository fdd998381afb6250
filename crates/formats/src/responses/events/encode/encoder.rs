use std::sync::Arc;

use super::open::{Delta, Open};
use super::response::{Ending, Head, response};
use crate::Failure;
use crate::conversation::{Event, Opened, Stop, Usage};
use crate::json::{Text, Writer};
use crate::responses::Delivery;

/// Writes the events of an answer.
///
/// Each block is an item of its own. The last event says everything again (source: OpenAI API docs, "Streaming"), so that
/// what was said is kept until then.
#[derive(Debug)]
pub struct Encoder {
    pub(super) delivery: Arc<Delivery>,
    created: u64,
    pub(super) head: Option<Head>,
    /// The number of the next event.
    pub(super) sequence: u64,
    /// The index of the item that is open, or of the next one.
    pub(super) index: u64,
    pub(super) open: Open,
    /// The id of the open item.
    pub(super) item: String,
    /// What stands around the pieces of the open block.
    pub(super) delta: Delta,
    /// What the open block says so far.
    pub(super) said: Text<'static>,
    /// The items that are done, as JSON, set apart by commas.
    pub(super) output: Vec<u8>,
    pub(super) refused: bool,
    usage: Usage,
    stop: Option<Stop<'static>>,
    ended: bool,
}

impl Encoder {
    /// For one answer, made at `created` (seconds since 1970).
    #[must_use]
    pub fn new(delivery: Delivery, created: u64) -> Self {
        Self {
            delivery: Arc::new(delivery),
            created,
            head: None,
            sequence: 0,
            index: 0,
            open: Open::Nothing,
            item: String::new(),
            delta: Delta::default(),
            said: Text::default(),
            output: Vec::new(),
            refused: false,
            usage: Usage::default(),
            stop: None,
            ended: false,
        }
    }

    /// Appends what the client reads of `event`: whole events, or nothing. Nothing follows the last event.
    pub fn encode(&mut self, event: &Event<'_>, out: &mut Vec<u8>) {
        if self.ended {
            return;
        }
        match event {
            Event::Text(text) | Event::Refusal(text) => self.piece(text, out),
            Event::Arguments(text) => self.arguments(text, out),
            Event::Thinking(text) => self.thinking(text, out),
            Event::Signature(text) => {
                if let Open::Thinking { signature, .. } = &mut self.open {
                    signature.push(text);
                }
            }
            Event::Start { id, model, usage } => {
                self.usage.update(*usage);
                self.start(id, model, out);
            }
            Event::Open(opened) => self.open(opened, out),
            Event::Close => self.close(out),
            Event::Stop { stop, usage } => {
                self.usage.update(*usage);
                self.stop(stop, out);
            }
            Event::End => self.end(out),
            Event::Ping => out.extend_from_slice(b": ping\n\n"),
            // Other formats have no place for it.
            Event::Foreign(_) => {}
        }
    }

    /// The stream breaks: `response.failed`, with what was said so far. Does nothing after the last event.
    pub fn fail(&mut self, failure: &Failure, out: &mut Vec<u8>) {
        if self.ended {
            return;
        }
        // The SDKs want a response to begin before it fails (measured with openai-python 3.57.0).
        if self.head.is_none() {
            let id = self.created.to_string();
            self.start(&id, "", out);
        }
        self.last(&Ending::Failed(failure), out);
    }

    fn start(&mut self, id: &str, model: &str, out: &mut Vec<u8>) {
        self.head = Some(Head::new(id, model, self.created));
        for kind in ["response.created", "response.in_progress"] {
            self.lifecycle(kind, &Ending::InProgress, out);
        }
    }

    /// An event of the response as a whole.
    fn lifecycle(&mut self, kind: &str, ending: &Ending<'_>, out: &mut Vec<u8>) {
        let Some(head) = &self.head else { return };
        let usage = match ending {
            Ending::InProgress => None,
            _ => Some(&self.usage),
        };
        begin(kind, out).key("response");
        response(head, &self.delivery, ending, &self.output, usage, out);
        finish(&mut self.sequence, out);
    }

    fn last(&mut self, ending: &Ending<'_>, out: &mut Vec<u8>) {
        self.lifecycle(ending.event(), ending, out);
        self.ended = true;
    }

    fn stop(&mut self, stop: &Stop<'_>, out: &mut Vec<u8>) {
        if let Stop::Refusal(Some(why)) = stop
            && !self.refused
        {
            self.open(&Opened::Refusal, out);
            self.piece(why, out);
            self.close(out);
            self.refused = true;
        }
        self.stop = Some(stop.clone().into_owned());
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        if let Some(stop) = self.stop.take() {
            self.last(&Ending::of(&stop, self.refused), out);
        }
    }
}

pub(super) fn begin<'o>(kind: &str, out: &'o mut Vec<u8>) -> Writer<'o> {
    let mut writer = Writer(out);
    writer.raw("event: ").raw(kind).raw("\ndata: {");
    writer.key("type").string(kind);
    writer
}

/// Numbers the event, and ends it.
pub(super) fn finish(sequence: &mut u64, out: &mut Vec<u8>) {
    Writer(out)
        .key("sequence_number")
        .number(*sequence)
        .raw("}\n\n");
    *sequence += 1;
}
