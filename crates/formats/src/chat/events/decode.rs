use super::blocks::{Blocks, Words};
use super::{splice, usage, wire};
use crate::chat::error;
use crate::conversation::{Event, Stop, Usage};
use crate::json::Text;
use crate::sse::Message;
use crate::{ErrorKind, Failure};

/// Reads the events of an answer.
///
/// The answer stops when its finish reason was seen and its usage came with that or after it; else at `[DONE]`. So a
/// provider that sends no `[DONE]` is understood if it counts, and one that does not count if it sends `[DONE]`.
/// Without a finish reason an answer is never taken for a whole one.
#[derive(Debug, Default)]
pub struct Decoder {
    id: String,
    model: String,
    started: bool,
    blocks: Blocks,
    stop: Option<Stop<'static>>,
    usage: Usage,
    finished: bool,
}

impl Decoder {
    /// Reads one event of the stream, and hands what it means to `sink`.
    ///
    /// # Errors
    /// The provider's error, or an event that cannot be read. Nothing follows.
    pub fn decode(
        &mut self,
        message: Message<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        let data = message.data.trim();
        if self.finished || data.is_empty() {
            return Ok(());
        }
        if data == "[DONE]" {
            return match self.stop {
                Some(_) => self.end(sink),
                None => Ok(()),
            };
        }
        // In the middle of a text most chunks are a piece of it.
        if self.blocks.in_text()
            && self.known()
            && message.name.is_empty()
            && let Some(text) = splice::text(data)
        {
            return self.blocks.words(Words::Text, text, sink);
        }
        let chunk: wire::Chunk<'_> = serde_json::from_str(data).map_err(|fault| {
            let message = format!("the provider sent an event that cannot be read: {fault}");
            Failure::new(ErrorKind::BadGateway, message)
        })?;
        if message.name == "error" && chunk.error.is_none() {
            return Err(error::in_stream(data));
        }
        let counted = chunk.usage.is_some();
        self.take(chunk, sink)?;
        if counted && self.stop.is_some() {
            self.end(sink)?;
        }
        Ok(())
    }

    /// Whether the last event was read.
    #[must_use]
    pub fn finished(&self) -> bool {
        self.finished
    }

    /// Takes a chunk, or a whole answer, which is one large chunk.
    pub(super) fn take(
        &mut self,
        chunk: wire::Chunk<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        if let Some(fault) = chunk.error {
            return Err(error::in_stream(fault.get()));
        }
        // The first chunks of some servers name neither.
        for (known, given) in [(&mut self.id, chunk.id), (&mut self.model, chunk.model)] {
            if known.is_empty() {
                known.push_str(given.as_deref().unwrap_or_default());
            }
        }
        if let Some(used) = chunk.usage {
            self.usage.update(usage::read(used));
        }
        let choices = chunk.choices.into_iter().flatten();
        for choice in choices.filter(|choice| choice.index.unwrap_or(0) == 0) {
            self.start(sink);
            if let Some(said) = choice.delta.or(choice.message) {
                self.said(said, sink)?;
            }
            if let Some(reason) = choice.finish_reason {
                self.stop = Some(stop(&reason));
            }
        }
        Ok(())
    }

    /// Ends the answer. What is missing is taken as it is.
    pub(super) fn end(&mut self, sink: &mut impl FnMut(Event<'_>)) -> Result<(), Failure> {
        self.start(sink);
        self.blocks.finish(sink)?;
        let mut stop = self.stop.take().unwrap_or(Stop::EndTurn);
        // A call that was asked for by name ends with "stop"; a refusal too, in words.
        if stop == Stop::EndTurn && self.blocks.called() {
            stop = Stop::Calls;
        } else if stop == Stop::EndTurn && self.blocks.refused() {
            stop = Stop::Refusal(None);
        }
        self.finished = true;
        sink(Event::Stop {
            stop,
            usage: self.usage,
        });
        sink(Event::End);
        Ok(())
    }

    /// Whether nothing is missing of the answer's head.
    fn known(&self) -> bool {
        !self.id.is_empty() && !self.model.is_empty()
    }

    fn start(&mut self, sink: &mut impl FnMut(Event<'_>)) {
        if !std::mem::replace(&mut self.started, true) {
            sink(Event::Start {
                id: self.id.as_str().into(),
                model: self.model.as_str().into(),
                usage: self.usage,
            });
        }
    }

    fn said(
        &mut self,
        said: wire::Said<'_>,
        sink: &mut impl FnMut(Event<'_>),
    ) -> Result<(), Failure> {
        // Some servers send the same thoughts under both names.
        let thoughts = said.reasoning_content.or_else(|| {
            let reasoning = said.reasoning?.get();
            serde_json::from_str::<Text<'_>>(reasoning).ok()
        });
        for (kind, words) in [
            (Words::Thinking, thoughts),
            (Words::Text, said.content),
            (Words::Refusal, said.refusal),
        ] {
            if let Some(words) = words {
                self.blocks.words(kind, words, sink)?;
            }
        }
        for call in said.tool_calls.into_iter().flatten() {
            self.blocks.call(call, sink)?;
        }
        if let Some(function) = said.function_call {
            // The old way has one call, without an id.
            let call = wire::Call {
                index: Some(0),
                function: Some(function),
                ..wire::Call::default()
            };
            self.blocks.call(call, sink)?;
        }
        Ok(())
    }
}

/// Why an answer ended (source: openai-python 3.57.0, `Choice.finish_reason`).
fn stop(reason: &str) -> Stop<'static> {
    match reason {
        "stop" => Stop::EndTurn,
        "length" => Stop::MaxTokens,
        "tool_calls" | "function_call" => Stop::Calls,
        "content_filter" => Stop::Refusal(None),
        other => Stop::Other(other.to_owned().into()),
    }
}
