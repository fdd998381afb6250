use super::splice::{self, Piece};
use super::{stop, wire};
use crate::conversation::{Event, Opened, Stop, Usage};
use crate::json::{Json, Text};
use crate::messages::error;
use crate::sse::Message;
use crate::{ErrorKind, Failure};

/// Reads the events of an answer.
#[derive(Debug, Default)]
pub struct Decoder {
    stage: Stage,
    /// Said by `message_delta`, of which there may be several; told at the end.
    stop: Option<Stop<'static>>,
    usage: Usage,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Before,
    /// Between blocks.
    Between,
    /// In a block, the one with this index.
    Inside(u64, Kind),
    Finished,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Thinking,
    /// Whole from its beginning.
    Hidden,
    Call,
    Foreign,
}

impl Decoder {
    /// Reads one event of the stream, and hands what it means to `sink`.
    ///
    /// Events behind the last one, and kinds that are not known, mean nothing (source: Anthropic API docs, "Streaming").
    ///
    /// # Errors
    /// The provider's error, or an event that cannot be read. Nothing follows.
    pub fn decode(
        &mut self,
        message: Message<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        if self.stage == Stage::Finished {
            return Ok(());
        }
        if let Some((index, piece, text)) = splice::delta(message.data) {
            return self.piece(index, piece, text, sink);
        }
        let event: wire::Event<'_> =
            serde_json::from_str(message.data).map_err(|e| unreadable(&e.to_string()))?;
        match event.kind.as_deref().unwrap_or(message.name) {
            "ping" => sink(Event::Ping),
            "message_start" => self.start(event.message, sink)?,
            "content_block_start" => self.open(event.index, event.content_block, sink)?,
            "content_block_delta" => self.delta(event.index, event.delta, sink)?,
            "content_block_stop" => match self.stage {
                Stage::Inside(open, _) if event.index.is_none_or(|index| index == open) => {
                    self.stage = Stage::Between;
                    sink(Event::Close);
                }
                _ => return Err(out_of_order("content_block_stop")),
            },
            "message_delta" => self.message_delta(event.delta, event.usage)?,
            "message_stop" => self.finish(sink)?,
            "error" => return Err(error::decode_event(message.data)),
            _ => {}
        }
        Ok(())
    }

    /// Whether the last event was read.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.stage == Stage::Finished
    }

    fn start(
        &mut self,
        head: Option<wire::Message<'_>>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        if self.stage != Stage::Before {
            return Err(out_of_order("message_start"));
        }
        let head = head.unwrap_or_default();
        self.stage = Stage::Between;
        sink(Event::Start {
            id: head.id.unwrap_or_default(),
            model: head.model.unwrap_or_default(),
            usage: head.usage.into(),
        });
        Ok(())
    }

    fn open(
        &mut self,
        index: Option<u64>,
        json: Option<Json<'_>>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        let (Stage::Between, Some(index), Some(json)) = (self.stage, index, json) else {
            return Err(out_of_order("content_block_start"));
        };
        self.stage = Stage::Inside(index, begin(json, sink)?);
        Ok(())
    }

    fn delta(
        &mut self,
        index: Option<u64>,
        json: Option<Json<'_>>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        let (Some(index), Some(json)) = (index, json) else {
            return Err(out_of_order("content_block_delta"));
        };
        let delta: wire::Delta<'_> = json.read().map_err(|e| unreadable(&e.to_string()))?;
        let known = match delta.kind.as_deref() {
            Some("text_delta") => (Piece::Text, delta.text),
            Some("thinking_delta") => (Piece::Thinking, delta.thinking),
            Some("signature_delta") => (Piece::Signature, delta.signature),
            Some("input_json_delta") => (Piece::Arguments, delta.partial_json),
            _ => {
                if !matches!(self.stage, Stage::Inside(open, _) if open == index) {
                    return Err(out_of_order("content_block_delta"));
                }
                sink(Event::Foreign(json));
                return Ok(());
            }
        };
        if let (_, Some(_)) = &known
            && matches!(self.stage, Stage::Inside(open, Kind::Foreign) if open == index)
        {
            // A server tool's arguments come like any other's.
            sink(Event::Foreign(json));
            return Ok(());
        }
        let (piece, Some(text)) = known else {
            return Err(unreadable("a piece of a block without what it says"));
        };
        self.piece(index, piece, text, sink)
    }

    fn piece(
        &mut self,
        index: u64,
        piece: Piece,
        text: Text<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        let event = match (self.stage, piece) {
            (Stage::Inside(open, Kind::Text), Piece::Text) if open == index => Event::Text(text),
            (Stage::Inside(open, Kind::Call), Piece::Arguments) if open == index => {
                Event::Arguments(text)
            }
            (Stage::Inside(open, Kind::Thinking), Piece::Thinking) if open == index => {
                Event::Thinking(text)
            }
            (Stage::Inside(open, Kind::Thinking), Piece::Signature) if open == index => {
                Event::Signature(text)
            }
            (Stage::Inside(open, Kind::Foreign), piece) if open == index => {
                let json = foreign_delta(piece, &text);
                sink(Event::Foreign(json));
                return Ok(());
            }
            _ => return Err(out_of_order("content_block_delta")),
        };
        sink(event);
        Ok(())
    }

    fn message_delta(
        &mut self,
        delta: Option<Json<'_>>,
        usage: Option<wire::Usage<'_>>,
    ) -> Result<(), Failure> {
        if self.stage != Stage::Between {
            return Err(out_of_order("message_delta"));
        }
        self.usage.update(usage.into());
        let Some(delta) = delta else { return Ok(()) };
        let delta: wire::StopDelta<'_> = delta.read().map_err(|e| unreadable(&e.to_string()))?;
        if let Some(reason) = delta.stop_reason {
            let stop = stop::read(reason, delta.stop_sequence, delta.stop_details);
            self.stop = Some(stop.into_owned());
        }
        Ok(())
    }

    fn finish(&mut self, sink: &mut impl FnMut(Event<'_>)) -> Result<(), Failure> {
        let (Stage::Between, Some(stop)) = (self.stage, self.stop.take()) else {
            return Err(out_of_order("message_stop"));
        };
        self.stage = Stage::Finished;
        sink(Event::Stop {
            stop,
            usage: self.usage,
        });
        sink(Event::End);
        Ok(())
    }
}

/// Tells of a block's beginning, with what it has from the start.
fn begin(json: Json<'_>, sink: &mut impl FnMut(Event<'_>)) -> Result<Kind, Failure> {
    let block: wire::Block<'_> = json.read().map_err(|e| unreadable(&e.to_string()))?;
    let text = |text: Option<Text<'_>>| text.filter(|text| !text.is_empty()).map(Text::into_owned);
    Ok(match block.kind.as_deref() {
        Some("text") => {
            sink(Event::Open(Opened::Text));
            text(block.text)
                .into_iter()
                .for_each(|t| sink(Event::Text(t)));
            Kind::Text
        }
        Some("thinking") => {
            sink(Event::Open(Opened::Thinking));
            text(block.thinking)
                .into_iter()
                .for_each(|t| sink(Event::Thinking(t)));
            text(block.signature)
                .into_iter()
                .for_each(|t| sink(Event::Signature(t)));
            Kind::Thinking
        }
        Some("redacted_thinking") => {
            sink(Event::Open(Opened::HiddenThinking(
                block.data.unwrap_or_default(),
            )));
            Kind::Hidden
        }
        Some("tool_use") => {
            let (Some(id), Some(name)) = (block.id, block.name) else {
                return Err(unreadable("a call without an id or a name"));
            };
            sink(Event::Open(Opened::Call { id, name }));
            if let Some(input) = block.input.filter(says_something) {
                sink(Event::Arguments(Text::plain(input.get())));
            }
            Kind::Call
        }
        Some(_) => {
            sink(Event::Open(Opened::Foreign(json)));
            Kind::Foreign
        }
        None => return Err(unreadable("a block without a type")),
    })
}

/// An input of `{}` stands for one that is yet to come.
pub(super) fn says_something(input: &Json<'_>) -> bool {
    input
        .get()
        .bytes()
        .any(|b| !matches!(b, b'{' | b'}') && !b.is_ascii_whitespace())
}

/// A piece of a block of another kind, as it would have been written in full.
fn foreign_delta(piece: Piece, text: &Text<'_>) -> Json<'static> {
    let (kind, member) = match piece {
        Piece::Text => ("text_delta", "text"),
        Piece::Thinking => ("thinking_delta", "thinking"),
        Piece::Signature => ("signature_delta", "signature"),
        Piece::Arguments => ("input_json_delta", "partial_json"),
    };
    let json = format!(r#"{{"type":"{kind}","{member}":"{}"}}"#, text.escaped());
    Json::parse(json).unwrap_or(Json::EMPTY)
}

pub(super) fn unreadable(why: &str) -> Failure {
    Failure::new(
        ErrorKind::BadGateway,
        format!("the provider's answer cannot be read: {why}"),
    )
}

fn out_of_order(event: &str) -> Failure {
    unreadable(&format!("its {event} came where none can be"))
}
